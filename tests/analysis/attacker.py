"""An attacker with every release in hand, every rule of the product, and integer programming.

Written without the product's own reasoning: unknown are the numbers of stories of every possible pattern of answers,
and every published number is a bound on a sum of those. Between releases the attacker rightly supposes that stories
only came.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from analysis.indicators import Indicator

VALUES = (1, 2, 3, 4, 5, "not_mentioned", "not_applicable")
FIELDS = ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable")
SHOWN = FIELDS[:4]
Group = tuple[str, ...]
"""Questions that hang together: then and now of an item, or one scale."""


def patterns(group: Group) -> list[tuple[Any, ...]]:
    return [(a,) for a in VALUES] if len(group) == 1 else [(a, b) for a in VALUES for b in VALUES]


def counted(rule: str, pattern: tuple[Any, ...], field: str) -> bool:
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
    """One wave and perspective over a sequence of releases. groups: all questions that were asked. counts: codes of plain
    numbers of stories, the largest first: each is at most the one before, and no group of answers is more than the last."""

    def __init__(self, n_releases: int, groups: Sequence[Group], counts: Sequence[str] = ()) -> None:
        self.groups, self.counts = groups, counts
        self._made: tuple[int, LinearConstraint] | None = None
        cells: list[tuple[Any, ...]] = [(r, g, p) for r in range(n_releases) for g in groups for p in patterns(g)]
        cells += [(r, code) for r in range(n_releases) for code in counts]
        self.columns = {cell: number for number, cell in enumerate(cells)}
        self.lines: list[tuple[dict[int, int], float, float]] = []
        for release, *rest in cells:
            if release:
                now, before = self.columns[release, *rest], self.columns[release - 1, *rest]
                self.lines.append(({now: 1, before: -1}, 0, np.inf))
        for release in range(n_releases):
            for larger, smaller in pairwise(counts):
                line = {self.columns[release, larger]: 1, self.columns[release, smaller]: -1}
                self.lines.append((line, 0, np.inf))
            for group in groups if counts else ():
                told = {self.columns[release, counts[-1]]: 1}
                self.lines.append((told | dict.fromkeys(self.every(release, group), -1), 0, np.inf))

    def every(self, release: int, group: Group) -> list[int]:
        """Columns of all patterns of a group of questions: every story that answered it has one of them."""
        return [self.columns[release, group, p] for p in patterns(group)]

    def suppose_as_many(self, release: int, one: Group, other: Group) -> None:
        """As many stories answered the one as the other."""
        line = dict.fromkeys(self.every(release, one), 1) | dict.fromkeys(self.every(release, other), -1)
        self.lines.append((line, 0, 0))

    def saw(self, release: int, row: Any, indicator: Indicator, fields: Sequence[str] = SHOWN) -> None:
        """Take in one published row about answers; what is not shown counts as nought."""
        for field in fields:
            self._bounded(self._of(release, indicator, field), getattr(row, field) or 0)

    def saw_count(self, release: int, code: str, shown: int | None) -> None:
        """Take in a published number of stories."""
        self._bounded([self.columns[release, code]], shown or 0)

    def range_of(self, release: int, indicator: Indicator, field: str) -> tuple[int, int]:
        """Least and greatest possible count."""
        return self._range(self._of(release, indicator, field))

    def range_of_count(self, release: int, code: str) -> tuple[int, int]:
        return self._range([self.columns[release, code]])

    def _bounded(self, columns: Sequence[int], shown: int) -> None:
        self.lines.append((dict.fromkeys(columns, 1), shown - 2, shown + 2))

    def _of(self, release: int, indicator: Indicator, field: str) -> list[int]:
        group = next(g for g in self.groups if set(indicator.questions) <= set(g))
        side = [group.index(q) for q in indicator.questions]
        return [
            self.columns[release, group, p]
            for p in patterns(group)
            if counted(indicator.rule, tuple(p[i] for i in side), field)
        ]

    def _range(self, columns: Sequence[int]) -> tuple[int, int]:
        goal = np.zeros(len(self.columns))
        goal[columns] = 1
        limits = self._limits()
        ends = [milp(sign * goal, constraints=limits, integrality=1, bounds=Bounds(0, np.inf)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "the attacker's model must hold the truth"
        return round(ends[0].fun), round(-ends[1].fun)

    def _limits(self) -> LinearConstraint:
        """All that was seen; made anew when something was seen since."""
        if self._made is None or self._made[0] != len(self.lines):
            matrix = lil_array((len(self.lines), len(self.columns)))
            for number, (line, _, _) in enumerate(self.lines):
                for column, coefficient in line.items():
                    matrix[number, column] = coefficient
            lows, highs = [low for _, low, _ in self.lines], [high for *_, high in self.lines]
            self._made = len(self.lines), LinearConstraint(matrix.tocsr(), lows, highs)
        return self._made[1]
