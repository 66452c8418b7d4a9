"""The data protection officer: everything that was done with a story, and the text of none."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import audit_chain, own_story, retention
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

STORY = "Onze begeleider Samira Yildiz belde elke week over de hond."
PAGES = ("", "logboek", "logboek/klopt-het", "waarom", "bewaren", "verdwenen", "register")


@pytest.fixture
def ref(database: Session, pilot: Pilot, person: Make) -> uuid.UUID:
    by = person("coordinator")
    found = factories.tell(database, wave=pilot.waves[0], now=NOON, story=STORY).ref
    assert found is not None
    factories.release(database, pilot=pilot, ref=found, by=by, now=NOON)
    database.commit()
    return found


@pytest.fixture
def officer(visitor: Open, person: Make) -> Visitor:
    return visitor(person("data_protection_officer", None))


def test_no_page_of_the_officer_has_a_word_of_a_story(officer: Visitor, ref: uuid.UUID) -> None:
    for page in (*PAGES, f"waarom?verhaal={ref}", f"logboek?about={ref}"):
        found = officer.get(f"/toezicht/{page}")
        for word in ("Samira", "Yildiz", "hond", "begeleider 1"):
            assert word not in found, page


def test_the_log_says_who_opened_which_story_and_why_and_can_be_searched(
    officer: Visitor, ref: uuid.UUID, database: Session
) -> None:
    page = officer.get(f"/toezicht/logboek?about={ref}")
    assert "opende een verhaal zoals het verteld is" in page
    assert "om het na te kijken, eerste keer nakijken" in page
    assert "2 regels gevonden" in page
    assert "1 regel gevonden" in officer.get("/toezicht/logboek?action=story.released")
    assert "0 regels" in officer.get(f"/toezicht/logboek?about={ref}&last=2026-04-13")
    assert "2 regels" in officer.get(f"/toezicht/logboek?about={ref}&first=2026-04-14&last=2026-04-14")
    page = officer.get("/toezicht/logboek?first=gisteren")
    assert "Vul een dag in die bestaat" in page
    database.rollback()


def test_the_log_can_be_searched_by_person(officer: Visitor, ref: uuid.UUID, database: Session) -> None:
    actor = database.scalars(select(AuditEvent.actor_id).where(AuditEvent.action == "story.released")).one()
    database.rollback()
    assert "gaf een verhaal vrij" in officer.get(f"/toezicht/logboek?by={actor}")
    found = officer.get(f"/toezicht/logboek?by={uuid.uuid4()}")
    assert "0 regels" in found


def test_why_a_story_was_allowed_shows_what_was_asked_with_its_hash(officer: Visitor, ref: uuid.UUID) -> None:
    page = officer.get(f"/toezicht/waarom?verhaal={ref}")
    for said in ("analyse, panel, citaat in rapporten", "goedgevonden", "Hash", "vrijgegeven", "Pilot proef"):
        assert said in page
    assert page.count('class="card"') >= 3
    assert "onderzoek" in page or "verhaal" in page


def test_a_consent_that_was_taken_back_is_seen_as_such(officer: Visitor, ref: uuid.UUID, database: Session) -> None:
    uses = {"analysis": True, "panel": False, "quotation": True}
    own_story.change_consent(database, ref=ref, uses=uses, language="nl", parent_agrees=False, now=NOON)  # type: ignore[arg-type]
    database.commit()
    page = officer.get(f"/toezicht/waarom?verhaal={ref}")
    assert "niet goedgevonden" in page
    assert "analyse, citaat in rapporten" in page


def test_of_a_story_that_is_gone_only_what_was_done_is_left(
    officer: Visitor, ref: uuid.UUID, database: Session
) -> None:
    retention.withdraw(database, ref=ref, by=None, now=NOON)
    database.commit()
    page = officer.get(f"/toezicht/waarom?verhaal={ref}")
    assert "geen verhaal met deze verwijzing" in page
    assert "verhaal teruggehaald door de verteller" in page
    page = officer.get("/toezicht/verdwenen")
    assert "2026-04" in page
    assert "Er is 1 zo" in page


def test_what_is_no_reference_is_said_so(officer: Visitor) -> None:
    assert "Dit is geen verwijzing" in officer.get("/toezicht/waarom?verhaal=<b>x</b>")


def test_a_log_that_was_changed_is_seen_and_a_kept_end_too(officer: Visitor, ref: uuid.UUID, database: Session) -> None:
    head = str(audit_chain.head(database))
    database.rollback()
    page = officer.get(f"/toezicht/logboek/klopt-het?eind={head.replace(' ', '+')}")
    assert "Ja: er is niets veranderd" in page
    assert "staat er nog in" in page
    assert "geen eind van een logboek" in officer.get("/toezicht/logboek/klopt-het?eind=zomaar")
    database.execute(text("UPDATE audit_event SET action = 'story.held_back' WHERE action = 'story.released'"))
    database.commit()
    page = officer.get("/toezicht/logboek/klopt-het")
    assert "Nee: er is iets mis" in page
    assert "er is iets veranderd" in page


def test_the_end_of_the_log_comes_as_a_file(officer: Visitor, ref: uuid.UUID, database: Session) -> None:
    answer = officer.client.get("/toezicht/logboek/eind")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=eind-logboek-2026-04-14.txt")
    assert audit_chain.Head.read(answer.get_data(as_text=True)) == audit_chain.head(database)
    database.rollback()


def test_the_terms_of_every_pilot_are_seen(officer: Visitor, ref: uuid.UUID, other_pilot: Pilot, pilot: Pilot) -> None:
    page = officer.get("/toezicht/bewaren")
    assert pilot.title in page
    assert other_pilot.title in page
    assert "13 juli 2026" in page, "90 days after the release on 14 April"


def test_the_register_is_readable_as_tables(officer: Visitor) -> None:
    page = officer.get("/toezicht/register")
    assert "Told text" in page
    assert "told_text" not in page, "names of tables are read by people here"
    assert "GDPR" in page
