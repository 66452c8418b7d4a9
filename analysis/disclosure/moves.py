"""Tables of moves from then to now on the evaluators' desk: small cells are hidden, and so is a table that tells them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.desk import hidden_parts
from analysis.disclosure.policy import DisclosurePolicy
from analysis.estimation.movement import KINDS, NOT_GIVEN, STEPS
from analysis.indicators.figures import WELL_FROM_STEP
from analysis.indicators.patterns import Transitions
from analysis.internal import InternalMoves
from analysis.records import IndicatorResult

Cell = tuple[int, int]

_SIZE = len(KINDS)
_N_STEPS = len(STEPS)
_WIDER = (1, 2, 3, 4)
"""How many times the smallest count that is shown, until hidden cells cannot be computed."""


def internal_moves(moves: Transitions, *, policy: DisclosurePolicy) -> InternalMoves:
    """The table with every small cell as None, noughts included.

    Beside it the desk shows sums over its cells (well then, well now, better, worse, no step), as far as these are not
    hidden themselves. For every cell of 1-4 it
    is tried whether the same sums leave another number. Where they do not, all cells under a larger number are hidden,
    and at last the whole table. A table of 1-4 stories shows nothing. Source of the trial: exact integer programming
    (scipy, HiGHS), after a look for another cell that stands in exactly the same sums, which is nearly always there.
    """
    table = np.array(moves.table, np.int64)
    n = int(table.sum())
    few = policy.minimum_count
    told = n if n == 0 or n >= few else None
    known = known_sums(table, policy)
    below = [few * wider for wider in _WIDER] if told is not None else []
    chosen = next(
        (most for most in below if not any(_is_told(table, at, most, known) for at in _small_cells(table, few))), 0
    )
    cells = tuple(tuple(None if cell < chosen else int(cell) for cell in row) for row in table) if chosen else None
    return InternalMoves(moves.item, moves.pilot, moves.wave, moves.perspective, told, cells, chosen or few)


def _small_cells(table: NDArray[np.int64], few: int) -> Iterable[tuple[int, int]]:
    return ((int(a), int(b)) for a, b in np.argwhere((table >= 1) & (table < few)))


def _group(place: int) -> str:
    """Of a row or column."""
    if place < _N_STEPS:
        return "well" if KINDS[place] >= WELL_FROM_STEP else "not well"  # type: ignore[operator]  # the first are steps
    return str(KINDS[place])


def _direction(a: int, b: int) -> str:
    if a < _N_STEPS and b < _N_STEPS:
        return "better" if b > a else "worse" if b < a else "same"
    return "not_applicable" if "not_applicable" in (KINDS[a], KINDS[b]) else "not_mentioned"


Names = Mapping[str, str]
"""Under which name a group is known: groups that the desk does not show apart are known together."""


def known_sums(table: NDArray[np.int64], policy: DisclosurePolicy) -> tuple[Names, Names, Names]:
    """Of then, of now and of the moves: which groups the desk shows apart, by the same rules as its figures."""
    then, now, move = Counter[str](), Counter[str](), Counter[str]()
    for a, b in product(range(_SIZE), range(_SIZE)):
        for counted, group in ((then, _group(a)), (now, _group(b)), (move, _direction(a, b))):
            counted[group] += int(table[a, b])
    better = _names(move, "better", ("same", "worse"), policy)
    worse = _names(move, "worse", ("same", "better"), policy)
    both = {group: f"{better[group]}, {worse[group]}" for group in better}
    if 1 <= move["same"] < policy.minimum_count:
        both |= dict.fromkeys(("better", "same", "worse"), "steps" if better["same"] != "all" else "all")
    return _names(then, "well", ("not well",), policy), _names(now, "well", ("not well",), policy), both


def _names(counts: Counter[str], part: str, others: tuple[str, ...], policy: DisclosurePolicy) -> dict[str, str]:
    steps = (part, *others)
    figure = IndicatorResult(
        "", "measured", "", 0, None, counts.total(), counts[part], sum(counts[step] for step in steps),
        None, None, None, "", counts["not_mentioned"], counts["not_applicable"],
    )  # fmt: skip
    hidden = hidden_parts(figure, policy)
    if "denominator" in hidden:
        return dict.fromkeys((*steps, *NOT_GIVEN), "all")
    names = {part: part, **dict.fromkeys(others, "others")}
    if "sides" in hidden:
        names = dict.fromkeys(steps, "steps")
    return names | (dict.fromkeys(NOT_GIVEN, "no step") if "no_step" in hidden else {g: g for g in NOT_GIVEN})


def _sums(a: int, b: int, known: tuple[Names, Names, Names]) -> tuple[tuple[str, str], ...]:
    """The sums shown elsewhere that a cell is part of."""
    then, now, move = known
    return ("then", then[_group(a)]), ("now", now[_group(b)]), ("move", move[_direction(a, b)])


def _is_told(table: NDArray[np.int64], at: Cell, few: int, known: tuple[Names, Names, Names]) -> bool:
    """Whether the sums and the cells that are shown leave one number for this cell only."""
    sums_of = {cell: _sums(*cell, known) for cell in product(range(_SIZE), range(_SIZE)) if table[cell] < few}
    most, here = few - 1, int(table[at])
    for other, sums in sums_of.items():
        if other != at and sums == sums_of[at]:
            there = int(table[other])
            if there < most or (here < most and there > 0):
                return False
    return not _another_number(table, sums_of, at, most)


def _another_number(
    table: NDArray[np.int64], sums_of: Mapping[Cell, tuple[tuple[str, str], ...]], at: Cell, most: int
) -> bool:
    from scipy.optimize import Bounds, LinearConstraint, milp

    hidden = list(sums_of)
    names = sorted({name for sums in sums_of.values() for name in sums})
    part = np.array([[name in sums_of[cell] for cell in hidden] for name in names], float)
    sums = part @ np.array([table[cell] for cell in hidden], float)
    place, here = hidden.index(at), int(table[at])
    for low, high in ((0, here - 1), (here + 1, most)):
        if low > high:
            continue
        lower, upper = np.zeros(len(hidden)), np.full(len(hidden), float(most))
        lower[place], upper[place] = low, high
        found = milp(
            np.zeros(len(hidden)),
            constraints=LinearConstraint(part, sums, sums),
            bounds=Bounds(lower, upper),
            integrality=np.ones(len(hidden)),
        )
        if found.success:
            return True
    return False
