"""Writing back to tellers: a draft, a look as a teller reads it, and publishing on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import feedback
from tests.survey.staff_fixtures import Visitor

Make = Callable[..., User]
Open = Callable[..., Visitor]

PARTS = {"heard": "Wachten is zwaar.", "will_do": "We bellen elke maand.", "will_not_do": "Meer plekken komen er niet."}
PUBLIC = "/wat-we-hoorden/proef/1"


@pytest.fixture
def desk(visitor: Open, person: Make, pilot: Pilot) -> Visitor:
    return visitor(person("coordinator", pilot))


@pytest.fixture
def address(pilot: Pilot) -> str:
    return f"/beheer/{pilot.slug}/meetmomenten/1/terugkoppeling"


def number_in(page: str) -> str:
    found = re.search(r'name="number" value="(\d+)"', page)
    assert found
    return found.group(1)


def test_a_draft_is_kept_and_not_public(desk: Visitor, visitor: Open, address: str) -> None:
    desk.get(address)
    desk.post(address, 302, act="save", heard="Een begin.")
    page = desk.get(address)
    assert "Een begin." in page
    assert "concept" in page
    assert "Hier staat nog niets" in visitor().get(PUBLIC)


def test_published_after_a_look_and_a_tick_everyone_reads_it(desk: Visitor, visitor: Open, address: str) -> None:
    desk.get(address)
    desk.post(address, 302, act="preview", **PARTS)
    page = desk.get(f"{address}/nl/voorbeeld")
    assert all(part in page for part in PARTS.values())
    assert PUBLIC in page
    number = number_in(page)
    page = desk.post(f"{address}/nl/publiceren", 400, number=number)
    assert "Lees de tekst nog één keer" in page
    desk.post(f"{address}/nl/publiceren", 302, number=number, checked="yes")
    page = visitor().get(PUBLIC)
    assert all(part in page for part in PARTS.values())
    assert "Wat niet, en waarom" in page
    assert 'name="number"' not in desk.get(f"{address}/nl/voorbeeld"), "what is published needs no second press"


def test_before_publishing_all_three_parts_are_asked_and_nothing_is_lost(desk: Visitor, address: str) -> None:
    desk.get(address)
    page = desk.post(address, 400, act="preview", **PARTS | {"will_not_do": " "})
    assert "Schrijf op wat jullie niet gaan doen, en waarom." in page
    assert "Schrijf op wat jullie hoorden." not in page, "only of the part that is missing"
    assert PARTS["heard"] in page
    desk.get(f"{address}/nl/voorbeeld", 302)


def test_a_text_over_the_limit_comes_back_whole(desk: Visitor, address: str) -> None:
    desk.get(address)
    page = desk.post(address, 400, act="save", heard="lang " * 500)
    assert "Dit is te lang" in page
    assert page.count("lang ") >= 500


def test_what_a_colleague_saved_meanwhile_is_not_published_unseen(
    desk: Visitor, visitor: Open, person: Make, pilot: Pilot, address: str
) -> None:
    desk.get(address)
    desk.post(address, 302, act="preview", **PARTS)
    number = number_in(desk.get(f"{address}/nl/voorbeeld"))
    colleague = visitor(person("coordinator", pilot))
    colleague.get(address)
    colleague.post(address, 302, act="save", **PARTS | {"heard": "Iets anders."})
    desk.post(f"{address}/nl/publiceren", 409, number=number, checked="yes")
    desk.post(f"{address}/nl/publiceren", 409, number="geen getal", checked="yes")
    assert "Hier staat nog niets" in visitor().get(PUBLIC)


def test_the_last_look_warns_of_names_and_long_sentences(desk: Visitor, address: str) -> None:
    desk.get(address)
    long = "Wij hebben met alle mensen die bij ons betrokken zijn heel vaak en lang gesproken over wat er nodig is."
    desk.post(address, 302, act="preview", **PARTS | {"heard": f"Fatima uit Beijum belde. {long}"})
    page = desk.get(f"{address}/nl/voorbeeld")
    assert "Kun je iemand herkennen" in page
    assert "<li>Fatima</li>" in page
    assert "meer dan 15 woorden" in page


def test_every_language_has_its_own_text_and_an_unknown_one_has_none(
    desk: Visitor, address: str, pilot: Pilot, database: Session
) -> None:
    desk.get(f"{address}/en")
    desk.post(f"{address}/en", 302, act="save", heard="We heard.")
    assert "We heard." not in desk.get(address)
    desk.get(f"{address}/xx", 404)
    desk.get(f"/beheer/{pilot.slug}/meetmomenten/9/terugkoppeling", 404)
    assert feedback.history(database, wave=pilot.waves[0], language="nl") == []
    database.rollback()


def test_the_public_page_is_safe_to_open_and_knows_no_other_address(desk: Visitor, visitor: Open, address: str) -> None:
    desk.get(address)
    desk.post(address, 302, act="preview", **PARTS | {"heard": "<script>alert('x')</script>"})
    number = number_in(desk.get(f"{address}/nl/voorbeeld"))
    desk.post(f"{address}/nl/publiceren", 302, number=number, checked="yes")
    answer = visitor().client.get(PUBLIC)
    assert b"<script>alert" not in answer.data
    assert "Set-Cookie" not in answer.headers
    visitor().get("/wat-we-hoorden/proef/9", 404)
    visitor().get("/wat-we-hoorden/nergens/1", 404)
