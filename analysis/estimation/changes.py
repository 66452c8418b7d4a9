"""Differences between figures that exist already: over waves, between perspectives, and which of them to point out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import exp, lgamma

from analysis.estimation.interval import Estimate
from analysis.estimation.shares import difference
from analysis.records import IndicatorResult, Perspective

FALSE_DISCOVERY_SHARE = 0.10
"""Of all differences that are pointed out, at most this share is expected to be chance (Benjamini and Hochberg, 1995)."""

_AS_LIKELY = 1e-7
"""Two tables count as equally likely within this part, as rounding differs."""

FEWEST_WAVES_FOR_A_LINE = 3
"""Through fewer waves no line is drawn without its points."""


@dataclass(frozen=True, slots=True)
class Change:
    """second minus first of one indicator. first, second: the figures compared. pointed_out: the interval of the difference
    leaves out 0 and it survives false-discovery control among all that were compared together. broken: the question's
    wording changed between the two, so that the difference may be the wording's."""

    indicator: str
    first: IndicatorResult
    second: IndicatorResult
    difference: Estimate
    p_value: float
    pointed_out: bool = False
    broken: bool = False


def over_waves(
    results: Sequence[IndicatorResult], *, instrument_of: Mapping[int, str] | None = None
) -> tuple[Change, ...]:
    """The change from each wave to the next with answers, per indicator and perspective of one pilot.

    instrument_of: per wave the hash of the question's wording; where it differs the change is `broken` and is never
    pointed out. Figures without a denominator (counts, nobody answered) take no part.
    """
    instruments = instrument_of or {}
    rows = sorted(_with_denominator(results), key=lambda r: r.wave)
    groups: dict[tuple[str, str, Perspective | None], list[IndicatorResult]] = {}
    for row in rows:
        groups.setdefault((row.indicator, row.pilot, row.perspective), []).append(row)
    changes = []
    for series in groups.values():
        for first, second in pairwise(series):
            broken = instruments.get(first.wave) != instruments.get(second.wave)
            changes.append(_change(first, second, broken=broken))
    return _pointed_out(changes)


def between_perspectives(results: Sequence[IndicatorResult]) -> tuple[Change, ...]:
    """For each indicator and wave of a pilot every pair of perspectives, in the order in which they stand in `results`."""
    groups: dict[tuple[str, str, int], list[IndicatorResult]] = {}
    for row in _with_denominator(results):
        if row.perspective is not None:
            groups.setdefault((row.indicator, row.pilot, row.wave), []).append(row)
    changes = [
        _change(first, second, broken=False)
        for rows in groups.values()
        for at, first in enumerate(rows)
        for second in rows[at + 1 :]
    ]
    return _pointed_out(changes)


def _with_denominator(results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    return [row for row in results if row.denominator]


def _change(first: IndicatorResult, second: IndicatorResult, *, broken: bool) -> Change:
    one, two = (first.numerator, first.denominator or 0), (second.numerator, second.denominator or 0)
    return Change(first.indicator, first, second, difference(one, two), exact_p_value(one, two), broken=broken)


@lru_cache(maxsize=65_536)
def exact_p_value(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Fisher's exact test, two-sided, of two shares (numerator, n) of different tellers.

    R. A. Fisher (1922), JRSS 85, 87-94. scipy has it too (a test compares the two), but takes forty times as long, and a
    page of the desk makes sixty comparisons.
    """
    (a, m), (b, n) = first, second
    both = a + b
    possible = range(max(0, both - n), min(m, both) + 1)
    logs = [-lgamma(x + 1) - lgamma(m - x + 1) - lgamma(both - x + 1) - lgamma(n - both + x + 1) for x in possible]
    most = max(logs)
    chances = [exp(log - most) for log in logs]
    seen = chances[a - possible[0]] * (1 + _AS_LIKELY)
    return min(1.0, sum(chance for chance in chances if chance <= seen) / sum(chances))


def _pointed_out(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes, with those marked that chance alone explains badly."""
    from scipy.stats import false_discovery_control

    judged = [change for change in changes if not change.broken]
    if not judged:
        return tuple(changes)
    adjusted = false_discovery_control([change.p_value for change in judged])
    clear = {
        id(change)
        for change, value in zip(judged, adjusted, strict=True)
        if value <= FALSE_DISCOVERY_SHARE and not change.difference.low <= 0 <= change.difference.high
    }
    return tuple(replace(change, pointed_out=id(change) in clear) for change in changes)
