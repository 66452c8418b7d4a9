"""The promise "within two working days" is kept by the calendar of the law."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.services import working_days

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("told_on", "due_on"),
    [
        (date(2026, 4, 14), date(2026, 4, 16)),  # Tuesday to Thursday
        (date(2026, 4, 17), date(2026, 4, 21)),  # over a weekend
        (date(2026, 4, 18), date(2026, 4, 21)),  # told on a Saturday
        (date(2026, 4, 2), date(2026, 4, 8)),  # Good Friday, weekend, Easter Monday
        (date(2026, 12, 24), date(2026, 12, 29)),  # Christmas
        (date(2026, 4, 24), date(2026, 4, 29)),  # King's Day on a Monday
    ],
)
def test_two_working_days_skip_weekends_and_public_holidays(told_on: date, due_on: date) -> None:
    assert working_days.after(told_on, 2) == due_on


def test_kings_day_moves_when_it_falls_on_a_sunday() -> None:
    assert date(2025, 4, 26) in working_days.public_holidays(2025)
    assert date(2025, 4, 27) not in working_days.public_holidays(2025)


def test_the_holidays_that_move_with_easter() -> None:
    assert {date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)} <= working_days.public_holidays(
        2027
    )


@given(DAYS, st.integers(1, 20))
def test_a_due_day_is_a_working_day_and_comes_in_order(day: date, n_days: int) -> None:
    due = working_days.after(day, n_days)
    assert working_days.is_working_day(due)
    assert due >= day
    assert working_days.after(day, n_days + 1) > due
