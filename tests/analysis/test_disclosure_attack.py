"""An attacker with every release in hand, every rule of the product, and integer programming.

Written without the product's own reasoning: unknown are the numbers of stories of every possible pattern of answers,
and every published number is a bound on a sum of those. Between releases the attacker rightly supposes that stories
only came.
"""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from analysis.disclosure import DisclosurePolicy, DisclosureRefused, publish
from analysis.disclosure.exposure import rounded
from analysis.indicators import load_catalogue, measure
from analysis.records import Answer

POLICY = DisclosurePolicy()
VALUES = (1, 2, 3, 4, 5, "not_mentioned", "not_applicable")
GROUPS = (("income.then", "income.now"), ("support.then", "support.now"), ("trust",), ("heard",))
FIELDS = ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable")
SHOWN = FIELDS[:4]
CHOSEN = [i for i in load_catalogue() if any(set(i.questions) <= set(g) for g in GROUPS) and i.is_counted]


def told(rng: np.random.Generator, wave_sizes: dict, first: int = 0) -> list[Answer]:
    """Stories of each wave and perspective, with answers that lean to one side and often are not given."""
    made, number = [], first
    for (wave, perspective), size in wave_sizes.items():
        for _ in range(size):
            number += 1
            for group in GROUPS:
                for question in group:
                    value = VALUES[rng.choice(7, p=[0.12, 0.12, 0.16, 0.2, 0.15, 0.15, 0.1])]
                    made.append(Answer(f"s{number}", "p", wave, perspective, question, value))
    return made


def patterns(group: tuple[str, ...]) -> list[tuple]:
    return [(a,) for a in VALUES] if len(group) == 1 else [(a, b) for a in VALUES for b in VALUES]


def counted(rule: str, pattern: tuple, field: str) -> bool:
    """Whether a story with these answers is counted in this field of this rule."""
    steps = [answer for answer in pattern if isinstance(answer, int)]
    complete = len(steps) == len(pattern)
    if field == "numerator":
        compared = {
            "well": lambda: steps[0] >= 4,
            "better": lambda: steps[1] > steps[0],
            "worse": lambda: steps[1] < steps[0],
        }
        return complete and compared[rule]()
    return {
        "n": True,
        "denominator": complete,
        "n_not_applicable": not complete and "not_applicable" in pattern,
        "n_not_mentioned": not complete and "not_applicable" not in pattern,
    }[field]


class Attack:
    """One wave and perspective over a sequence of releases."""

    def __init__(self, n_releases: int) -> None:
        self.columns = {
            (release, group, pattern): number
            for number, (release, group, pattern) in enumerate(
                (r, g, p) for r in range(n_releases) for g in GROUPS for p in patterns(g)
            )
        }
        self.lines: list[tuple[dict[int, int], float, float]] = []
        for release in range(n_releases):
            for group in GROUPS[1:]:
                both = dict.fromkeys(self.every(release, GROUPS[0]), 1) | dict.fromkeys(self.every(release, group), -1)
                self.lines.append((both, 0, 0))
            for group in GROUPS if release else ():
                for pattern in patterns(group):
                    now, before = self.columns[release, group, pattern], self.columns[release - 1, group, pattern]
                    self.lines.append(({now: 1, before: -1}, 0, np.inf))

    def every(self, release: int, group: tuple[str, ...]) -> list[int]:
        """Columns of all patterns of a group of questions: every story has one of them."""
        return [self.columns[release, group, p] for p in patterns(group)]

    def saw(self, release: int, row, indicator) -> None:
        """Take in one published row."""
        group = next(g for g in GROUPS if set(indicator.questions) <= set(g))
        for field in SHOWN:
            shown = getattr(row, field) or 0
            columns = self._columns(release, group, indicator, field)
            self.lines.append((dict.fromkeys(columns, 1), shown - 2, shown + 2))

    def _columns(self, release: int, group, indicator, field: str) -> list[int]:
        side = [group.index(q) for q in indicator.questions]
        return [
            self.columns[release, group, p]
            for p in patterns(group)
            if counted(indicator.rule, tuple(p[i] for i in side), field)
        ]

    def range_of(self, release: int, indicator, field: str) -> tuple[int, int]:
        """Least and greatest possible count."""
        group = next(g for g in GROUPS if set(indicator.questions) <= set(g))
        goal = np.zeros(len(self.columns))
        goal[self._columns(release, group, indicator, field)] = 1
        matrix = lil_array((len(self.lines), len(self.columns)))
        for number, (line, _, _) in enumerate(self.lines):
            for column, coefficient in line.items():
                matrix[number, column] = coefficient
        lows, highs = [low for _, low, _ in self.lines], [high for *_, high in self.lines]
        limits = LinearConstraint(matrix.tocsr(), lows, highs)
        ends = [milp(sign * goal, constraints=limits, integrality=1, bounds=Bounds(0, np.inf)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "the attacker's model must hold the truth"
        return round(ends[0].fun), round(-ends[1].fun)


def sequence(seed: int) -> tuple[list, list]:
    """Results and releases: a first wave, the same with more stories (where allowed), then a second wave too."""
    rng = np.random.default_rng(seed)
    sizes = {(1, p): int(rng.integers(4, 30)) for p in ("young_person", "parent")}
    answers = told(rng, sizes)
    more = told(rng, {place: int(rng.integers(1, 45)) for place in sizes}, first=len(answers))
    second = told(rng, {(2, "parent"): int(rng.integers(4, 30))}, first=len(answers) + len(more))
    truths, releases = [], []
    for known in (answers, answers + more, answers + more + second):
        results = measure(known, CHOSEN)
        try:
            releases.append(publish(results, policy=POLICY, earlier=releases))
        except DisclosureRefused:
            continue
        truths.append({(r.indicator, r.wave, r.perspective): r for r in results})
    return truths, releases


def recovered(truths: list, releases: list) -> tuple[list[str], int]:
    """Counts of one to four that the attacker knows exactly, and how many there were."""
    found, tried = [], 0
    by_code = {i.code: i for i in CHOSEN}
    for wave, perspective in {key[1:] for key in truths[-1]}:
        held = [i for i, truth in enumerate(truths) if (CHOSEN[0].code, wave, perspective) in truth]
        attack = Attack(len(held))
        for number, release in enumerate(held):
            for row in releases[release].indicators:
                if (row.wave, row.perspective) == (wave, perspective):
                    attack.saw(number, row, by_code[row.indicator])
        for number, release in enumerate(held):
            for code, indicator in by_code.items():
                for field in FIELDS:
                    count = getattr(truths[release][code, wave, perspective], field)
                    if 1 <= count < POLICY.minimum_count:
                        tried += 1
                        if attack.range_of(number, indicator, field) == (count, count):
                            found.append(f"release {number}, wave {wave}, {perspective}, {code}.{field} = {count}")
    return found, tried


@pytest.mark.parametrize("seed", [1, 4])
def test_no_small_count_is_recovered_from_a_sequence_of_releases(seed) -> None:
    truths, releases = sequence(seed)
    assert len(releases) == 3, "the simulation must hold several releases"
    found, tried = recovered(truths, releases)
    assert tried > 10, "the simulation must hold small counts to protect"
    assert found == []


def test_the_same_attacker_wins_when_not_applicable_is_published_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control, and the reason why that number stays inside."""
    monkeypatch.setitem(globals(), "SHOWN", FIELDS)
    truths, releases = sequence(8)
    base = POLICY.rounding_base
    rows = (
        dataclasses.replace(row, n_not_applicable=rounded(truths[0][_place(row)].n_not_applicable, base))
        for row in releases[0].indicators
    )
    found, _ = recovered(truths[:1], [dataclasses.replace(releases[0], indicators=tuple(rows))])
    assert "release 0, wave 1, parent, support.then_well.n_not_mentioned = 3" in found


def _place(row) -> tuple:
    return row.indicator, row.wave, row.perspective
