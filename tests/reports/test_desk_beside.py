"""Figures beside each other on the desk: fixed order, one scale, and nothing in the drawing that may not be shown."""

from __future__ import annotations

import re
from math import nan

import pandas as pd
import pytest

from analysis.records import PERSPECTIVES
from reports import desk_beside
from reports.chart_theme import WIDTH, to_svg
from reports.desk_beside import CONTRAST_COLUMNS, PILOT_COLUMNS

WORDS = ("by itself", "with the others")


def pilots(*shares: float, label: str = "Pilot") -> pd.DataFrame:
    """Pilots with these shares (percent); nan: too few. With the others each is halfway to 50."""
    rows = [
        (f"p{n}", f"{label} {n}", "too few" if share != share else f"{share} %", share, share - 5, share + 5,
         (share + 50) / 2, (share + 45) / 2, (share + 55) / 2)
        for n, share in enumerate(shares)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=PILOT_COLUMNS)


def drawn(frame: pd.DataFrame, columns: int = 1) -> str:
    chart = desk_beside.pilots_chart(
        frame, perspective="parent", columns=columns, words=WORDS, title="Trust", sentence="Two pilots."
    )
    return to_svg(chart)


def size(svg: str) -> tuple[int, int]:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    return int(found[1]), int(found[2])


def test_pilots_stand_in_the_order_given_whatever_their_shares() -> None:
    svg = drawn(pilots(90, 10, 50))
    places = [svg.index(f"Pilot {n}") for n in range(3)]
    assert places == sorted(places)


@pytest.mark.parametrize("n", [1, 3, 12, 24])
def test_a_phone_gets_one_column_and_a_wide_screen_three(n: int) -> None:
    phone, wide = (size(drawn(pilots(*[40.0] * n), columns)) for columns in (1, min(3, n)))
    assert phone[0] < WIDTH + 20
    assert wide[0] == phone[0] + (min(3, n) - 1) * (WIDTH + desk_beside.SPACE_BETWEEN)
    assert (wide[1] < phone[1]) is (n > 1)


def test_a_pilot_with_too_few_answers_has_its_place_and_no_mark() -> None:
    both, one = drawn(pilots(40, 60)), drawn(pilots(40, nan))
    assert "Pilot 1" in one
    assert "too few" in one
    assert both.count("<path") > one.count("<path")


def test_when_none_of_the_pilots_can_be_shown_only_words_are_drawn() -> None:
    assert "too few" in drawn(pilots(nan, nan))


def test_without_what_the_others_tell_the_key_does_not_speak_of_it() -> None:
    alone = pilots(40, 60).assign(together=nan, together_low=nan, together_high=nan)
    assert WORDS[1] not in drawn(alone)
    assert WORDS[1] in drawn(pilots(40, 60))


def test_a_long_name_is_broken_and_kept_whole() -> None:
    long = "Samen met de scholen in de wijk aan hulp dichtbij huis werken"
    svg = drawn(pilots(40, label=long))
    assert all(word in svg for word in long.split())


def test_who_gave_no_step_stands_beside_every_mark() -> None:
    rows = [
        ("trust.agree", "Vertrouwen", who, who, 40.0, 30.0, 50.0, unsaid, "·")
        for who, unsaid in zip(PERSPECTIVES, ("61", "62", "63"), strict=True)
    ]
    chart = desk_beside.contrast_chart(
        pd.DataFrame(rows, columns=CONTRAST_COLUMNS), heads=("not mentioned", "does not apply"), title="t", sentence="s"
    )
    svg = to_svg(chart)
    assert [svg.index(f">{n}<") for n in (61, 62, 63)] == sorted(svg.index(f">{n}<") for n in (61, 62, 63))
    assert svg.count(">·<") == 3
    assert ">mentioned<" in svg
