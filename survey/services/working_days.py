"""Dutch working days: every day that is no Saturday, no Sunday and no public holiday.

Public holidays are those of the Algemene termijnenwet, article 3: New Year's Day, Good Friday, Easter Monday, Ascension
Day, Whit Monday, both days of Christmas, the day on which the King's birthday is celebrated (27 April, or 26 April when
that is a Sunday) and 5 May. Holidays of one school or organisation are not known here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter  # type: ignore[import-untyped]  # it has no types

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
DAYS_FROM_EASTER = {"Good Friday": -2, "Easter Monday": 1, "Ascension Day": 39, "Whit Monday": 50}


def after(day: date, n_days: int) -> date:
    """The n-th working day after `day`; for 0, `day` itself when it is one, else the next."""
    reached = day
    for _ in range(n_days):
        reached = _working_from(reached + ONE_DAY)
    return _working_from(reached)


def is_working_day(day: date) -> bool:
    return day.weekday() not in (SATURDAY, SUNDAY) and day not in public_holidays(day.year)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day -= ONE_DAY
    fixed = {date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return frozenset(fixed | {sunday + timedelta(days=days) for days in DAYS_FROM_EASTER.values()})


def _working_from(day: date) -> date:
    while not is_working_day(day):
        day += ONE_DAY
    return day
