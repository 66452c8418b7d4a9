"""The queue's further acts: the next story by itself, keeping apart, the second person, taking back, terms."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot, RetentionTerm
from survey.services import released
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.manage.test_checking_screen import everything_masked
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

QUEUE = "/beheer/proef/controle"
FIRST = "Elke week komt er iemand langs. Dat geeft rust in huis."
SECOND = "Op school gaat het beter. Het meisje van de brand hielp ook."


@pytest.fixture
def refs(database: Session, pilot: Pilot) -> list[uuid.UUID]:
    """Two clean stories, as the queue orders them."""
    found = [factories.tell(database, wave=pilot.waves[0], now=NOON, story=story).ref for story in (FIRST, SECOND)]
    database.commit()
    return sorted(ref for ref in found if ref)


@pytest.fixture
def desk(visitor: Open, person: Make, pilot: Pilot) -> Visitor:
    browser = visitor(person("coordinator"))
    browser.get(QUEUE)
    return browser


def texts(database: Session, pilot: Pilot) -> dict[str, str]:
    found = released.stories(database, pilot=pilot, use="panel", key_ring=factories.KEY_RING)
    database.rollback()
    return {story.ref: story.text for story in found}


def act(desk: Visitor, ref: uuid.UUID, tail: str, status: int = 302, **fields: str) -> str:
    return desk.post(f"{QUEUE}/{ref}{tail}", status, **fields)


def whys(database: Session) -> list[str]:
    events = database.scalars(select(AuditEvent).where(AuditEvent.action == "story.opened").order_by(AuditEvent.number))
    found = [event.detail["reason"] for event in events]
    database.rollback()
    return found


def test_releasing_opens_the_next_story_in_the_same_step(
    desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    page = act(desk, refs[0], "", 200)
    page = act(desk, refs[0], "/besluit", 200, act="release_next", **everything_masked(page))
    assert str(refs[1]) in page
    assert "Dit is het volgende verhaal" in page
    assert set(texts(database, pilot)) == {str(refs[0])}
    assert len(whys(database)) == 3, "opened, looked at while deciding, and the next one"
    act(desk, refs[1], "/besluit", 302, act="release_next", **everything_masked(page))
    assert len(texts(database, pilot)) == 2


def test_a_passage_is_kept_apart_by_typing_it_and_read_back_for_a_reason(
    desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    ref = next(ref for ref in refs if "brand" in act(desk, ref, "", 200))
    page = act(desk, ref, "/besluit", 200, act="apart", new_words="Het meisje van de brand")
    assert 'name="added_label" value="APART"' in page
    hidden = {"added_field": "", "added_words": "Het meisje van de brand", "added_label": "APART"}
    act(desk, ref, "/besluit", act="release", **hidden, **everything_masked(page))
    assert texts(database, pilot)[str(ref)].endswith("[weggelaten] hielp ook.")
    assert "Apart gehouden" in desk.get(QUEUE)
    assert "brand" not in act(desk, ref, "/apart", 400)
    assert "Het meisje van de brand" in act(desk, ref, "/apart", 200, why="question")
    assert whys(database)[-1] == "question"


def test_who_opens_a_held_back_story_again_says_why(
    desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    act(desk, refs[0], "", 200)
    act(desk, refs[0], "/besluit", act="hold_back", reason="te herkenbaar")
    assert 'name="why"' in desk.get(QUEUE)
    act(desk, refs[0], "", 200, why="mistake")
    assert whys(database)[-1] == "mistake"


def test_where_two_people_check_only_another_coordinator_can_release(
    visitor: Open, person: Make, desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    database.get_one(Pilot, pilot.id).four_eyes = True
    database.commit()
    page = act(desk, refs[0], "", 200)
    page = act(desk, refs[0], "/besluit", 302, act="release", **everything_masked(page))
    assert texts(database, pilot) == {}
    assert "Wacht op de tweede blik" in desk.get(QUEUE)
    page = act(desk, refs[0], "/tweede", 200)
    assert "Akkoord" not in page
    number = "1"
    act(desk, refs[0], "/tweede/besluit", 403, act="confirm", number=number)
    other = visitor(person("coordinator"))
    other.get(QUEUE)
    page = act(other, refs[0], "/tweede", 200)
    assert "Akkoord, geef vrij" in page
    assert "Schrijf op waar" in act(other, refs[0], "/tweede/besluit", 200, act="send_back", number=number)
    act(other, refs[0], "/tweede/besluit", act="confirm", number=number)
    assert set(texts(database, pilot)) == {str(refs[0])}


def test_a_release_by_mistake_is_taken_back_with_a_reason(
    desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    page = act(desk, refs[0], "", 200)
    act(desk, refs[0], "/besluit", act="release", **everything_masked(page))
    assert "per ongeluk" in desk.get(QUEUE)
    assert "Waarom was het een vergissing?" in act(desk, refs[0], "/terug", 200)
    assert "Schrijf op waarom" in act(desk, refs[0], "/terug", 400, reason="  ")
    act(desk, refs[0], "/terug", reason="Er stond nog een naam in.")
    assert texts(database, pilot) == {}
    act(desk, refs[0], "/terug", 409, reason="Nog eens.")


def test_what_goes_when_is_seen_before_and_a_term_can_be_chosen(
    desk: Visitor, pilot: Pilot, refs: list[uuid.UUID], database: Session
) -> None:
    where = "/beheer/proef/bewaren"
    page = desk.get(where)
    assert "11 oktober 2026" in page, "180 days after 14 April"
    days = {"told": "90", "recording": "90", "unchecked": "30", "held_back": "180", "signal": "365", "released": "730"}
    seen = "told=90,recording=90,unchecked=180,held_back=180,signal=365,released=730"
    assert "van 30 tot 730" in desk.post(where, 400, seen=seen, **(days | {"unchecked": "29"}))
    assert 'value="30"' in desk.post(where, 400, seen=seen.replace("180", "179"), **days)
    desk.post(where, seen=seen, **days)
    assert database.scalars(select(RetentionTerm.days)).all() == [30]
    database.rollback()
    assert "14 mei 2026" in desk.get(where)


def test_all_that_has_had_its_time_goes_tonight_and_is_one_line(
    visitor: Open, person: Make, pilot: Pilot, refs: list[uuid.UUID], database: Session, clock: Clock
) -> None:
    factories.tell(database, wave=pilot.waves[0], now=NOON + timedelta(days=1), story=FIRST)
    database.commit()
    for days, seen, unseen in ((179, "11 oktober 2026", "vannacht"), (180, "vannacht", "11 oktober 2026")):
        clock.at = NOON + timedelta(days=days)
        page = visitor(person("coordinator")).get("/beheer/proef/bewaren")
        assert seen in page
        assert unseen not in page
    clock.at = NOON + timedelta(days=181)
    page = visitor(person("coordinator")).get("/beheer/proef/bewaren")
    assert page.count("vannacht") == 1
    assert re.search(r'>vannacht<.*data-label="Hoeveel">3<', page)
