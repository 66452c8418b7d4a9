"""What a picture of the desk carries in it, also where nobody looks: only numbers that the desk may show."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel

from analysis.disclosure import internal, policy_of
from analysis.estimation.interval import Estimate
from analysis.estimation.shown import moved
from analysis.indicators import load_catalogue, measure
from analysis.internal import InternalIndicator
from analysis.records import PERSPECTIVES, Answer
from survey.evaluate import desk_drawing, desk_pictures, desk_pilots_pictures
from survey.evaluate.desk_pilots_pictures import Part
from survey.models.programme import Pilot, Wave
from survey.services import desk_page
from survey.services.desk_page import Asked, Attention, DeskPage, Told
from survey.services.desk_pilots import PilotFigure
from survey.services.desk_themes import HeardTheme

VALUES = (1, 2, 3, 4, 5, "not_mentioned", "not_applicable")
QUESTIONS = sorted({question for entry in load_catalogue() if entry.standard for question in entry.questions})
PILOT = Pilot(slug="p", title="Pilot")
COUNTS = ("told", "released", "not_mentioned", "not_applicable", "unsaid")
NUMBER = re.compile(r"\d+")


@pytest.fixture
def _in_english() -> Iterator[None]:
    """Words as they stand in the code; a picture needs no table and nobody who is signed in."""
    app = Flask("pictures")
    Babel(app)
    with app.test_request_context():
        yield


def rows_of(seed: int) -> tuple[InternalIndicator, ...]:
    """Figures of two waves as the desk shows them: young people just enough, parents enough, four professionals."""
    chance = random.Random(seed)
    answers = [
        Answer(f"{who}{wave}{n}", "p", wave, who, question, chance.choices(VALUES, (1, 2, 3, 4, 4, 3, 3))[0])
        for wave in (1, 2)
        for who, size in zip(PERSPECTIVES, (14, 60, 4), strict=True)
        for n in range(size)
        for question in QUESTIONS
        if chance.random() < 0.95
    ]
    return internal(measure(answers), policy=policy_of("p")).indicators


def page_of(rows: tuple[InternalIndicator, ...]) -> DeskPage:
    here = tuple(row for row in rows if row.wave == 2)
    now = tuple(row for row in here if desk_page.is_about_now(row.indicator))
    told = tuple(Told(2, who, n, n, 20) for who, n in zip(PERSPECTIVES, (14, 60, None), strict=True))
    return DeskPage(
        told=told, mirror_wave=Wave(number=2), mirrors={}, values={}, unanswered=(), figures=here, moved=moved(here), over_waves=(),
        contrasts=(), beside=now, themes=(), saturation=None, attention=Attention(0, 0), withheld=(), can_show=(),
    )  # fmt: skip


def counts_in(spec: dict[str, Any]) -> Iterator[int]:
    """Every number of stories in the data of a chart."""
    for rows in spec["datasets"].values():
        for row in rows:
            said = [row[name] for name in COUNTS if row.get(name) is not None]
            said += [line for line in str(row.get("label", "")).splitlines()[1:] if "not mentioned" in line]
            yield from (int(n) for text in said for n in NUMBER.findall(str(text).removesuffix(".0")))


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_picture_carries_a_number_of_one_to_four_stories(seed: int) -> None:
    rows = rows_of(seed)
    made = {
        name: desk_pictures.picture(name, page_of(rows), PILOT) for name in desk_pictures.there(page_of(rows), PILOT)
    }
    trust = [row for row in rows if row.indicator == "trust.agree"]
    made |= {"trust": desk_pictures.over_waves(trust, {}, title="Trust")}
    assert {"heard", "then_now_parent", "now", "contact", "trust"} <= set(made)
    for name, picture in made.items():
        assert picture is not None, name
        shown = list(counts_in(desk_drawing.pointed_at(picture.draw().to_dict())))
        assert shown, f"{name} says how many"
        assert not [n for n in shown if 1 <= n < 5], name


@pytest.mark.usefixtures("_in_english")
def test_the_place_that_a_page_keeps_for_a_picture_is_as_large_as_the_picture() -> None:
    rows = rows_of(1)
    half = Estimate(0.5, 0.4, 0.6, 40, "wilson-95")
    themes = tuple(
        HeardTheme(name, 2, who, 40, half) for name in ("Lang wachten " * 8, "De klik") for who in PERSPECTIVES
    )
    page = replace(page_of(rows), themes=themes)
    trust = [row for row in rows if row.indicator == "trust.agree"]
    pilots = [PilotFigure(Pilot(slug=f"p{n}", title=f"Pilot {n}"), row, half) for n, row in enumerate(trust)]
    made = [desk_pictures.picture(name, page, PILOT) for name in desk_pictures.there(page, PILOT)]
    assert len(made) >= 5
    made.append(desk_pictures.over_waves(trust, {}, title="Trust"))
    made += [
        desk_pilots_pictures.picture(Part(0, pilots), pilots, code="trust.agree", who="parent", is_wide=is_wide)
        for is_wide in (False, True)
    ]
    for picture in made:
        assert picture is not None
        drawn = ElementTree.fromstring(desk_drawing.drawn(picture, "svg"))
        assert picture.size == (int(drawn.attrib["width"]), int(drawn.attrib["height"])), picture.key[0]


@pytest.mark.usefixtures("_in_english")
def test_a_picture_shows_the_very_shares_that_the_desk_shows() -> None:
    rows = rows_of(3)
    picture = desk_pictures.picture("contact", page_of(rows), PILOT)
    assert picture is not None
    shown = {(r.indicator, r.perspective): r for r in rows if r.wave == 2 and r.value is not None}
    for row in picture.frame.to_dict("records"):
        mine = shown.pop((row["item"], row["perspective"]))
        assert (row["percent"], row["low"], row["high"]) == (100 * mine.value, 100 * mine.low, 100 * mine.high)
        assert row["not_mentioned"] == ("·" if mine.n_not_mentioned is None else str(mine.n_not_mentioned))
    assert not [code for code, _who in shown if code.endswith(".agree")], "every share that is shown is drawn"


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    frame = desk_drawing.framed([{"label": "=1+1", "percent": -5.0}], ("label", "percent"))
    file = desk_drawing.drawn(desk_drawing.Picture(("cells",), frame, (0, 0), draw=pytest.fail), "csv").decode()
    assert file.splitlines()[1] == "'=1+1,-5.0"


def a_figure(code: str, wave: int, numerator: int, who: str = "parent") -> InternalIndicator:
    low, high = (numerator - 5) / 40, (numerator + 5) / 40
    return InternalIndicator(
        code, "measured", "p", wave, who, 40, numerator, 40, numerator / 40, low, high, "wilson-95", 0, 0, None
    )  # type: ignore[arg-type]  # perspective as text


def test_a_change_does_not_stand_out_because_somebody_looks_at_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fisher's p of 14 against 24 of 40 is .044: something by itself, nothing among sixty comparisons."""
    monkeypatch.setattr(desk_page, "instruments", lambda _session, pilot: {1: "a", 2: "a"})
    rows = [a_figure("trust.agree", wave, n) for wave, n in ((1, 14), (2, 24))]
    others = [a_figure(f"other{n}.agree", wave, 20, "professional") for n in range(60) for wave in (1, 2)]

    def stands_out(compared: list[InternalIndicator], asked: Asked) -> list[bool]:
        found = desk_page.changes(None, pilot=PILOT, rows=compared, asked=asked)  # type: ignore[arg-type]  # unused
        return [change.pointed_out for change in found if change.indicator == "trust.agree"]

    assert stands_out(rows, Asked()) == [True]
    assert stands_out(rows + others, Asked()) == [False]
    assert stands_out(rows + others, Asked(perspective="parent", wave=2)) == [False]
    assert stands_out(rows + others, Asked(perspective="young_person")) == []
