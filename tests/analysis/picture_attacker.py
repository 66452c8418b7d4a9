"""An attacker of published triads: every release in hand, every rule of the product, and integer programming.

Unknown are the numbers of stories in each zone, and of stories without a place, at every release. Between releases stories only
came. A picture that is held over tells about the release in which it was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import DisclosurePolicy
from analysis.published import ZONES, PublishedResults, Zone

Key = tuple[str, int, object]
ELSEWHERE = "elsewhere"


class PictureAttack:
    """One triad of one wave and perspective over a row of releases."""

    def __init__(self, releases: Sequence[PublishedResults], key: Key, *, policy: DisclosurePolicy) -> None:
        cells = [(number, at) for number in range(len(releases)) for at in (*ZONES, ELSEWHERE)]
        self.columns = {cell: column for column, cell in enumerate(cells)}
        self.lines: list[tuple[Mapping[int, int], float, float]] = []
        self.policy = policy
        for number, at in cells:
            if number:
                line = {self.columns[number, at]: 1, self.columns[number - 1, at]: -1}
                self.lines.append((line, 0, np.inf))
        for number, results in enumerate(releases):
            self._saw(number, results, key)

    def _saw(self, number: int, results: PublishedResults, key: Key) -> None:
        for row in results.indicators:
            if row.indicator == "stories.released" and (row.wave, row.perspective) == key[1:]:
                everything = dict.fromkeys((self.columns[number, at] for at in (*ZONES, ELSEWHERE)), 1)
                self._rounded(everything, row.numerator or 0)
        drawn = results.pictures.triads if results.pictures else ()
        for triad in drawn:
            if (triad.question, triad.wave, triad.perspective) == key and not triad.held_over:
                found = {zone.zone: zone.n for zone in triad.zones}
                for zone in ZONES:
                    self._zone(number, zone, found.get(zone, 0))

    def _zone(self, number: int, zone: Zone, shown: int) -> None:
        half, fewest = self.policy.rounding_base // 2, self.policy.minimum_count
        ends = (max(fewest, shown - half), shown + half) if shown else (0, fewest - 1)
        self.lines.append(({self.columns[number, zone]: 1}, *ends))

    def _rounded(self, line: Mapping[int, int], shown: int) -> None:
        half = self.policy.rounding_base // 2
        self.lines.append((line, shown - half, shown + half))

    def told_everything(self, truths: Sequence[Mapping[Zone, int]]) -> None:
        """What would be seen if zones were published like other counts: each rounded, and their sum rounded."""
        base = self.policy.rounding_base
        for number, truth in enumerate(truths):
            for zone in ZONES:
                self._rounded({self.columns[number, zone]: 1}, base * ((truth[zone] + base // 2) // base))
            total = base * ((sum(truth.values()) + base // 2) // base)
            self._rounded(dict.fromkeys((self.columns[number, zone] for zone in ZONES), 1), total)

    def range_of(self, number: int, zone: Zone) -> tuple[int, int]:
        """Least and greatest possible count."""
        goal = np.zeros(len(self.columns))
        goal[self.columns[number, zone]] = 1
        matrix = np.zeros((len(self.lines), len(self.columns)))
        for place, (line, _, _) in enumerate(self.lines):
            for column, coefficient in line.items():
                matrix[place, column] = coefficient
        limits = LinearConstraint(matrix, [low for _, low, _ in self.lines], [high for *_, high in self.lines])
        ends = [milp(sign * goal, constraints=limits, integrality=1, bounds=Bounds(0, np.inf)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "the attacker's model must hold the truth"
        return round(ends[0].fun), round(-ends[1].fun)
