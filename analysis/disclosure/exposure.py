"""What a reader could work out: the reasoning behind `analysis.disclosure`, on counts alone.

Three questions. Which interval of true counts hides behind a rounded one? Could a reader who knows how the figures of
one pilot, wave and perspective hang together pin a small count exactly? Could a reader who lays two releases side by
side pin down a small group that came or went? And for the evaluators' desk: which parts of a row must be hidden
together? Arguments and limits: docs/methods/disclosure.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.published import PublishedIndicator
from analysis.records import IndicatorResult

Cell = tuple[str, str]
"""Indicator code and field."""
Inequality = Mapping[Cell, int]
"""Coefficients of a sum over cells that is never above zero."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a reader knows of a true count at an earlier and at a new release: the least and the most it can be."""

    then: tuple[int, int]
    now: tuple[int, int]

    def grown(self) -> tuple[int, int]:
        """Least and most by which the true count may have grown (negative: shrunk)."""
        return self.now[0] - self.then[1], self.now[1] - self.then[0]

    def reversed(self) -> "Change":
        """The same change read as a loss."""
        return Change(self.now, self.then)


def change(earlier: int, now: int, base: int) -> Change:
    """Of a count that was shown rounded to `base` both times."""
    return Change(allowed(earlier, base), allowed(now, base))


def rounded(count: int, base: int) -> int:
    """The nearest multiple of an odd base; no ties exist. 0 stands for 0 up to and including base // 2."""
    return base * ((count + base // 2) // base)


def allowed(shown: int, base: int) -> tuple[int, int]:
    """Least and most true count that rounds to `shown`."""
    return max(0, shown - base // 2), shown + base // 2


def exposes(whole: Change, parts: Sequence[Change], k: int) -> bool:
    """Whether two releases show that at least one and fewer than k stories of some part came (or went).

    whole: counts of a group; parts: counts of disjoint parts of it. The reader is taken to believe that stories only
    came, or only went. A part is exposed when its rounded counts prove a change, while the whole, less what the other
    parts must have taken, leaves room for fewer than k.
    """
    for group, members in ((whole, list(parts)), (whole.reversed(), [part.reversed() for part in parts])):
        most = group.grown()[1]
        surely = [max(0, member.grown()[0]) for member in members]
        if most >= 1 and any(own >= 1 and most - (sum(surely) - own) < k for own in surely):
            return True
    return False


def same_figures(
    earlier: Iterable[PublishedIndicator], now: Iterable[PublishedIndicator]
) -> list[tuple[PublishedIndicator, PublishedIndicator]]:
    """Figures that stand in both releases, as (earlier, now), in the order of `now`."""
    before = {(row.indicator, row.wave, row.perspective): row for row in earlier}
    found = ((before.get((row.indicator, row.wave, row.perspective)), row) for row in now)
    return [(old, new) for old, new in found if old is not None]


def exposed_rows(
    pairs: Sequence[tuple[PublishedIndicator, PublishedIndicator]], base: int, k: int
) -> list[PublishedIndicator]:
    """The new rows of which some part `exposes` a small group, each row with its wholes and disjoint parts.

    A number that is not shown counts as 0: that is what its absence says.
    """

    def changed(old: PublishedIndicator, new: PublishedIndicator, field: str) -> Change:
        return change(getattr(old, field) or 0, getattr(new, field) or 0, base)

    worse = {
        (new.indicator.removesuffix(".worse"), new.wave, new.perspective): changed(old, new, "numerator")
        for old, new in pairs
        if new.indicator.endswith(".worse")
    }
    found = []
    for old, new in pairs:
        n, numerator, denominator, not_mentioned = (
            changed(old, new, field) for field in ("n", "numerator", "denominator", "n_not_mentioned")
        )
        sides = [numerator]
        if new.indicator.endswith(".better"):
            mirror = worse.get((new.indicator.removesuffix(".better"), new.wave, new.perspective))
            sides += [mirror] if mirror else []
        nested = (
            [(n, [numerator])] if new.kind == "count" else [(n, [denominator, not_mentioned]), (denominator, sides)]
        )
        if any(exposes(whole, parts, k) for whole, parts in nested):
            found.append(new)
    return found


def pinned(rows: Sequence[IndicatorResult], base: int, k: int) -> tuple[Cell, ...]:
    """Counts 1 to k - 1 that a reader could compute exactly from the rounded figures of one pilot, wave and
    perspective.

    rows: true counts. The reader knows the rounding and every inequality of `_inequalities`. A count is safe when it
    could have been one higher or lower with nothing else different; where that is not so, integer programming (scipy's
    HiGHS) finds its least and greatest possible value.
    """
    truth, inequalities = _cells(rows), _inequalities(rows)
    small = [cell for cell, count in truth.items() if 1 <= count < k]
    suspect = [cell for cell in small if not _can_move(cell, truth, inequalities, base)]
    return tuple(cell for cell in suspect if _has_one_value(cell, truth, inequalities, base))


def _total(row: IndicatorResult) -> Cell:
    """Rows with an equal n share one total, as a reader will suppose."""
    return "n", str(row.n)


def _cells(rows: Iterable[IndicatorResult]) -> dict[Cell, int]:
    """True counts of everything that is published rounded."""
    cells: dict[Cell, int] = {}
    for row in rows:
        cells[_total(row)] = row.n
        cells[row.indicator, "numerator"] = row.numerator
        if row.denominator is not None:
            cells[row.indicator, "denominator"] = row.denominator
            cells[row.indicator, "not_mentioned"] = row.n_not_mentioned
    return cells


def _inequalities(rows: Sequence[IndicatorResult]) -> list[Inequality]:
    """What must hold between the counts of one pilot, wave and perspective."""
    found: list[Inequality] = []
    by_code = {row.indicator: row for row in rows}
    for code, row in by_code.items():
        total = _total(row)
        if row.denominator is None:
            found.append({(code, "numerator"): 1, total: -1})
            continue
        found.append({(code, "numerator"): 1, (code, "denominator"): -1})
        found.append({(code, "denominator"): 1, (code, "not_mentioned"): 1, total: -1})
    for domain in sorted(code.removesuffix(".better") for code in by_code if code.endswith(".better")):
        names = [f"{domain}.{end}" for end in ("then_well", "now_well", "better", "worse")]
        if all(name in by_code for name in names):
            found += _then_and_now(names, _total(by_code[names[0]]))
    return found


def _then_and_now(names: Sequence[str], total: Cell) -> list[Inequality]:
    """How the four figures of a domain hang together; better and worse have one denominator: both steps given."""
    (then, now, better, worse), part, whole = names, "numerator", "denominator"
    n_then, n_now, n_both, n_both_again = ((name, whole) for name in names)
    return [
        {n_both: 1, n_both_again: -1},
        {n_both: -1, n_both_again: 1},
        {(better, part): 1, (worse, part): 1, n_both: -1},
        {n_both: 1, n_then: -1},
        {n_both: 1, n_now: -1},
        {n_then: 1, n_now: 1, n_both: -1, total: -1},
        # well now: was well then, or got better, or gave no step for then (and the mirror image)
        {(now, part): 1, (then, part): -1, (better, part): -1, n_now: -1, n_both: 1},
        {(then, part): 1, (now, part): -1, (worse, part): -1, n_then: -1, n_both: 1},
    ]


def _can_move(cell: Cell, truth: Mapping[Cell, int], inequalities: Iterable[Inequality], base: int) -> bool:
    """Whether the count could be one lower or higher, all others being as they are."""
    around = [inequality for inequality in inequalities if cell in inequality]
    for step in (1, -1):
        moved = {**truth, cell: truth[cell] + step}
        same = moved[cell] >= 0 and rounded(moved[cell], base) == rounded(truth[cell], base)
        if same and all(sum(c * moved[at] for at, c in inequality.items()) <= 0 for inequality in around):
            return True
    return False


def _has_one_value(cell: Cell, truth: Mapping[Cell, int], inequalities: Sequence[Inequality], base: int) -> bool:
    """Whether the least and the greatest count that the published figures allow are the same."""
    from scipy.optimize import LinearConstraint, milp  # not at module level: the web process starts without scipy

    at = {name: column for column, name in enumerate(truth)}
    matrix = np.zeros((len(inequalities), len(at)))
    for line, inequality in enumerate(inequalities):
        for name, coefficient in inequality.items():
            matrix[line, at[name]] = coefficient
    bounds = np.array([allowed(rounded(count, base), base) for count in truth.values()], dtype=float)
    goal = np.zeros(len(at))
    goal[at[cell]] = 1.0
    ends = [
        milp(
            sign * goal,
            constraints=LinearConstraint(matrix, ub=0.0),
            integrality=np.ones(len(at)),
            bounds=(bounds[:, 0], bounds[:, 1]),
        )
        for sign in (1.0, -1.0)
    ]
    least, greatest = (round(float(end.x[at[cell]])) for end in ends)
    return least == greatest
