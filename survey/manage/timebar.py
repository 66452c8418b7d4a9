"""Periods on one bar of time: where each begins and how long it lasts, in percent of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from survey.models.programme import Programme, Wave


@dataclass(frozen=True, slots=True)
class Bar:
    """left, width: percent of the whole time, 0 to 100. kind: phase, pilot or wave."""

    title: str
    kind: str
    first: date
    last: date
    left: float
    width: float
    is_now: bool


@dataclass(frozen=True, slots=True)
class Timebar:
    """bars in the order they were given. today, years: where they stand, in percent; today None outside the whole."""

    bars: tuple[Bar, ...]
    today: float | None
    years: tuple[tuple[int, float], ...]


def of_programme(programme: Programme, *, today: date) -> Timebar | None:
    """Its phases and its pilots."""
    phases = [(phase.title, "phase", phase.starts_on, phase.ends_on) for phase in programme.phases]
    pilots = [(pilot.title, "pilot", pilot.starts_on, pilot.ends_on) for pilot in programme.pilots]
    return _timebar([*phases, *pilots], today)


def of_waves(waves: Iterable[Wave], programme: Programme, *, today: date) -> Timebar | None:
    """The phases of the programme with the waves of one pilot below them."""
    phases = [(phase.title, "phase", phase.starts_on, phase.ends_on) for phase in programme.phases]
    return _timebar([*phases, *((wave.title, "wave", wave.opens_on, wave.closes_on) for wave in waves)], today)


def _timebar(periods: Sequence[tuple[str, str, date, date]], today: date) -> Timebar | None:
    if not periods:
        return None
    start = min(first for _, _, first, _ in periods)
    end = max(last for _, _, _, last in periods)
    n_days = (end - start).days + 1

    def percent(day: date) -> float:
        return round(100 * (day - start).days / n_days, 2)

    bars = tuple(
        Bar(
            title,
            kind,
            first,
            last,
            left=percent(first),
            width=round(100 * ((last - first).days + 1) / n_days, 2),
            is_now=first <= today <= last,
        )
        for title, kind, first, last in periods
    )
    years = tuple((year, percent(date(year, 1, 1))) for year in range(start.year + 1, end.year + 1))
    return Timebar(bars, percent(today) if start <= today <= end else None, years)
