"""Coordinators' screens for signals: seen in time, opened with a reason, followed to an end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.manage import signal_views
from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.signal import Signal, SignalStep
from survey.services import retention, signal_cases, signals
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.staff_fixtures import Visitor

Make = Callable[..., User]
Open = Callable[..., Visitor]

STORY = "Mijn stiefvader Karel slaat mij als mijn moeder er niet is."


@pytest.fixture
def signal_id(database: Session, pilot: Pilot) -> uuid.UUID:
    """The signal of a story that the phrase screen found and whose teller asked for a look."""
    factories.tell(database, wave=pilot.waves[0], now=NOON, story=STORY, worried=True)
    database.commit()
    (case,) = signal_cases.open_cases(database, pilot=pilot, today=NOON.date())
    database.commit()
    return case.id


@pytest.fixture
def desk(visitor: Open, person: Make, pilot: Pilot) -> Visitor:
    return visitor(person("coordinator", pilot))


def address(pilot: Pilot, signal_id: uuid.UUID, tail: str = "") -> str:
    return f"/beheer/{pilot.slug}/signalen/{signal_id}{tail}"


def kinds(database: Session) -> list[str]:
    found = [str(kind) for kind in database.scalars(select(SignalStep.kind).order_by(SignalStep.number))]
    database.commit()
    return found


def test_the_list_says_what_is_due_why_and_who_looks(desk: Visitor, pilot: Pilot, signal_id: uuid.UUID) -> None:
    page = desk.get(f"/beheer/{pilot.slug}/signalen")
    assert "bekijken voor of op 16 april 2026" in page
    assert "de verteller vroeg erom" in page.lower()
    assert "gevonden door de woorden" in page.lower()
    assert "nog niemand heeft het opgepakt" in page
    assert "Karel" not in page


def test_an_overdue_signal_is_named_so_everywhere(
    person: Make,
    visitor: Open,
    pilot: Pilot,
    signal_id: uuid.UUID,
    clock: Clock,
) -> None:
    coordinator = person("coordinator")
    clock.at = NOON + timedelta(days=2)
    assert "te laat" not in visitor(coordinator).get(f"/beheer/{pilot.slug}/signalen")
    clock.at = NOON + timedelta(days=3)
    desk = visitor(coordinator)
    assert "te laat sinds 16 april 2026" in desk.get(f"/beheer/{pilot.slug}/signalen")
    assert "1 daarvan is te laat" in desk.get(f"/beheer/{pilot.slug}/")
    assert "Signalen die te laat zijn" in desk.get("/account/")


def test_every_signal_that_ended_can_be_found_back(
    desk: Visitor, pilot: Pilot, database: Session, person: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal_views, "MOST_ENDED_LISTED", 1)
    by = person("coordinator", pilot)
    for _ in range(3):
        told = factories.tell(database, wave=pilot.waves[0], now=NOON, story="Elke week komt er iemand langs.")
        signal = signals.raise_signal(database, pilot=pilot, ref=told.ref, source="panel", today=NOON.date())
        about = {"pilot": pilot, "signal_id": signal.id, "key_ring": factories.KEY_RING, "by": by, "now": NOON}
        signals.end(database, end="no_action_needed", text="Gelezen.", **about)
    database.commit()
    page = desk.get(f"/beheer/{pilot.slug}/signalen")
    assert page.count("Terugkijken") == 1
    assert "Toon ook de 2 die eerder zijn afgerond" in page
    page = desk.get(f"/beheer/{pilot.slug}/signalen?afgerond=alle")
    assert page.count("Terugkijken") == 3
    assert "eerder zijn afgerond" not in page


def test_the_overview_and_the_start_page_lead_to_the_open_signals(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID
) -> None:
    page = desk.get(f"/beheer/{pilot.slug}/")
    assert "signaal staat open" in page
    assert f"/beheer/{pilot.slug}/signalen" in page
    assert "waar iemand snel naar moet kijken" in desk.get("/account/")


def test_the_page_of_a_signal_shows_no_story_until_it_is_opened_with_a_reason(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session
) -> None:
    for tail in ("", "/verhaal", "/stap"):
        assert "Karel" not in desk.get(address(pilot, signal_id, tail))
    page = desk.post(address(pilot, signal_id, "/verhaal"), 400)
    assert "Kies waarom je dit verhaal opent" in page
    assert "Karel" not in page
    page = desk.post(address(pilot, signal_id, "/verhaal"), 200, why="first_look")
    assert "Karel" in page
    assert "geweld of dreiging" in page
    event = database.scalars(select(AuditEvent).where(AuditEvent.action == "story.opened")).one()
    assert event.detail == {"why": "signal", "reason": "first_look"}
    database.commit()


def test_taking_noting_and_ending_leave_a_trail_with_names(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session
) -> None:
    desk.get(address(pilot, signal_id))
    desk.post(address(pilot, signal_id, "/stap"), 302, act="take")
    desk.post(address(pilot, signal_id, "/stap"), 302, act="note", note="Met de huisarts gebeld.")
    page = desk.get(address(pilot, signal_id))
    assert "pakte het op" in page
    assert "Met de huisarts gebeld." in page
    desk.post(address(pilot, signal_id, "/stap"), 302, act="end", end="passed_on", note="Veilig Thuis weet ervan.")
    page = desk.get(f"/beheer/{pilot.slug}/signalen")
    assert "Er staat geen signaal open" in page
    assert "Doorgegeven aan iemand die iets kan doen" in page
    assert "Veilig Thuis weet ervan." in desk.get(address(pilot, signal_id))
    assert set(kinds(database)) == {"taken", "noted", "ended"}
    page = desk.post(address(pilot, signal_id, "/stap"), 409, act="take")
    assert "al afgerond" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "note", "note": "  "}, "Schrijf op wat er gedaan is"),
        ({"act": "end", "end": "contact_made", "note": ""}, "Schrijf op wat er gedaan is"),
        ({"act": "end", "end": "", "note": "Gebeld met school."}, "Kies hoe dit is afgelopen"),
        ({"act": "end", "end": "forged", "note": "Gebeld met school."}, "Kies hoe dit is afgelopen"),
        ({"act": "note", "note": "x" * 2001}, "Dit is te lang"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session, fields: dict[str, str], said: str
) -> None:
    desk.get(address(pilot, signal_id))
    page = desk.post(address(pilot, signal_id, "/stap"), 400, **fields)
    assert said in page
    assert fields["note"].strip() in page
    assert kinds(database) == []


def test_an_unknown_act_changes_nothing(desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session) -> None:
    desk.get(address(pilot, signal_id))
    desk.post(address(pilot, signal_id, "/stap"), 302, act="erase")
    assert kinds(database) == []


def test_a_withdrawn_story_can_only_be_ended(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session
) -> None:
    signal = database.get(Signal, signal_id)
    assert signal is not None
    assert signal.ref is not None
    retention.withdraw(database, ref=signal.ref, by=None, now=NOON)
    assert pilot.slug, "read again before the commit, so that no lock is held afterwards"
    database.commit()
    assert "de verteller heeft het verhaal ingetrokken" in desk.get(f"/beheer/{pilot.slug}/signalen")
    page = desk.get(address(pilot, signal_id))
    assert "De verteller heeft dit verhaal ingetrokken" in page
    assert 'name="note"' not in page
    assert 'name="why"' not in page
    desk.post(address(pilot, signal_id, "/verhaal"), 410, why="first_look")
    desk.post(address(pilot, signal_id, "/stap"), 302, act="end", end="no_contact_possible")
    assert kinds(database) == ["ended"]


def test_who_checks_a_story_can_ask_for_a_look_and_loses_no_choice(
    desk: Visitor, pilot: Pilot, database: Session
) -> None:
    ref = factories.tell(database, wave=pilot.waves[0], now=NOON, story="Samira belde elke week.").ref
    database.commit()
    desk.get(f"/beheer/{pilot.slug}/controle")
    desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    for _ in range(2):
        page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="signal", reason="blijft staan")
        assert "Dit verhaal staat nu bij de signalen" in page
        assert "blijft staan" in page
    (case,) = signal_cases.open_cases(database, pilot=pilot, today=NOON.date())
    database.commit()
    assert (case.ref, case.sources) == (ref, ("checking",))


def test_what_a_teller_or_a_colleague_typed_is_shown_as_text(desk: Visitor, pilot: Pilot, database: Session) -> None:
    factories.tell(database, wave=pilot.waves[0], now=NOON, story="Hij slaat me <script>alert('x')</script>")
    database.commit()
    (case,) = signal_cases.open_cases(database, pilot=pilot, today=NOON.date())
    database.commit()
    desk.get(address(pilot, case.id))
    desk.post(address(pilot, case.id, "/stap"), 302, act="note", note="<script>alert('y')</script>")
    answer = desk.answer(address(pilot, case.id, "/verhaal"), why="decide")
    assert b"<script>alert" not in answer.data
    assert answer.data.count(b"&lt;script&gt;") == 2


def test_a_signal_of_another_pilot_stays_closed(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot, signal_id: uuid.UUID
) -> None:
    outsider = visitor(person("coordinator", other_pilot))
    outsider.get(f"/beheer/{other_pilot.slug}/signalen", 200)
    outsider.get(address(pilot, signal_id), 403)
    outsider.get(address(other_pilot, signal_id), 404)
    assert "Karel" not in outsider.post(address(other_pilot, signal_id, "/verhaal"), 404, why="first_look")
    outsider.post(address(other_pilot, signal_id, "/stap"), 404, act="take")


def test_the_promise_to_the_teller_stands_on_the_page(
    desk: Visitor, pilot: Pilot, signal_id: uuid.UUID, database: Session
) -> None:
    assert "De coördinator van deze pilot kijkt binnen 2 werkdagen." in desk.get(address(pilot, signal_id))
    kept = database.get(Pilot, pilot.id)
    assert kept is not None
    kept.worry_contact, kept.worry_working_days = "Fatima van het wijkteam", 1
    database.commit()
    assert "Fatima van het wijkteam kijkt binnen 1 werkdag." in desk.get(address(pilot, signal_id))
    assert signals.worry_text(kept) == ("Fatima van het wijkteam", 1)
    database.rollback()
