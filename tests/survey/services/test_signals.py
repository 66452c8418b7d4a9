"""A signal is seen, followed to an end, and never outlives its story's words."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.signal import Signal, SignalStep
from survey.services import deidentification, retention, signal_cases, signals
from survey.services.errors import NotFound, SignalEnded, StoryUnreadable
from tests import factories
from tests.factories import KEY_RING

CALM = "Mijn begeleider kwam elke week en we dronken thee."


@pytest.fixture
def pilot(session: Session, now: datetime) -> Pilot:
    return factories.make_pilot(session, now=now)


@pytest.fixture
def by(session: Session, pilot: Pilot, now: datetime) -> User:
    return factories.make_user(session, now=now, role="coordinator", pilot=pilot)


def told(session: Session, pilot: Pilot, now: datetime, story: str = CALM, **changes: object) -> uuid.UUID:
    ref = factories.tell(session, wave=pilot.waves[0], now=now, story=story, **changes).ref
    assert ref is not None
    return ref


def raised(session: Session, pilot: Pilot, ref: uuid.UUID, now: datetime, source: str = "checking") -> Signal:
    return signals.raise_signal(session, pilot=pilot, ref=ref, source=source, today=now.date())  # type: ignore[arg-type]


def cases(session: Session, pilot: Pilot, today: date) -> list[signal_cases.Case]:
    return signal_cases.open_cases(session, pilot=pilot, today=today)


def end(session: Session, pilot: Pilot, signal_id: uuid.UUID, by: User, now: datetime, text: str = "Gebeld.") -> None:
    signals.end(
        session, pilot=pilot, signal_id=signal_id, end="contact_made", text=text, key_ring=KEY_RING, by=by, now=now
    )


def test_a_teller_who_asks_for_it_is_in_the_queue_with_the_promised_day(
    session: Session, pilot: Pilot, now: datetime
) -> None:
    pilot.worry_working_days = 3
    told(session, pilot, now, worried=True)
    (case,) = cases(session, pilot, now.date())
    assert (case.sources, case.raised_on, case.due_on) == (("teller",), date(2026, 4, 14), date(2026, 4, 17))


def test_a_calm_story_raises_nothing_and_a_dangerous_one_is_found_by_its_words(
    session: Session, pilot: Pilot, now: datetime
) -> None:
    told(session, pilot, now)
    assert cases(session, pilot, now.date()) == []
    told(session, pilot, now, texts={"worse": "Mijn vader slaat me weer."})
    (case,) = cases(session, pilot, now.date())
    assert case.sources == ("screen",)


def test_asking_twice_is_one_signal_until_it_has_ended(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    ref = told(session, pilot, now)
    first = raised(session, pilot, ref, now)
    assert raised(session, pilot, ref, now).id == first.id
    end(session, pilot, first.id, by, now)
    assert raised(session, pilot, ref, now).id != first.id, "what is asked again after an end is not overlooked"


def test_a_story_of_another_pilot_gets_no_signal(session: Session, pilot: Pilot, now: datetime) -> None:
    ref = told(session, pilot, now)
    elsewhere = factories.make_pilot(session, now=now, slug="elders")
    with pytest.raises(NotFound):
        raised(session, elsewhere, ref, now)


def test_signals_about_one_story_are_one_case(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    ref = told(session, pilot, now, worried=True)
    raised(session, pilot, ref, now + timedelta(days=2), source="panel")
    (case,) = cases(session, pilot, now.date())
    assert set(case.sources) == {"teller", "panel"}
    assert case.due_on == date(2026, 4, 16)
    end(session, pilot, case.id, by, now)
    assert cases(session, pilot, now.date()) == []
    assert len(signal_cases.ended_cases(session, pilot=pilot, today=now.date())) == 2
    (step,) = signal_cases.steps(session, pilot=pilot, signal_id=case.id, key_ring=KEY_RING)
    assert (step.kind, step.note, step.by) == ("ended", "Gebeld.", by.name)


@pytest.mark.parametrize(("days", "due"), [(0, "later"), (2, "today"), (3, "overdue")])
def test_a_case_is_overdue_only_after_its_day(
    session: Session, pilot: Pilot, now: datetime, days: int, due: str
) -> None:
    told(session, pilot, now, worried=True)
    (case,) = cases(session, pilot, now.date() + timedelta(days=days))
    assert case.due == due


def test_who_took_it_last_is_named(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    other = factories.make_user(session, now=now, role="coordinator", pilot=pilot)
    signal = raised(session, pilot, told(session, pilot, now), now)
    for person in (by, other):
        signals.take(session, pilot=pilot, signal_id=signal.id, by=person, now=now)
    (case,) = cases(session, pilot, now.date())
    assert case.taken_by == other.name


def test_opening_the_story_of_a_signal_is_recorded_with_the_reason(
    session: Session, pilot: Pilot, by: User, now: datetime
) -> None:
    ref = told(session, pilot, now, story="Mijn vader slaat me weer. Hij heet Karel.")
    (case,) = cases(session, pilot, now.date())
    story = deidentification.open_for_signal(
        session, pilot=pilot, signal_id=case.id, why="first_look", key_ring=KEY_RING, by=by, now=now
    )
    assert "Karel" in story.texts["story"]
    assert {hit.reason for hit in story.hits["story"]} == {"violence"}
    session.flush()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "story.opened")).one()
    assert (event.actor_id, event.subject_id, event.detail) == (
        by.id,
        str(ref),
        {"why": "signal", "reason": "first_look"},
    )


def test_a_released_story_can_be_opened_while_its_signal_is_open_and_not_after(
    session: Session, pilot: Pilot, by: User, now: datetime
) -> None:
    ref = told(session, pilot, now)
    factories.release(session, pilot=pilot, ref=ref, by=by, now=now)
    signal = raised(session, pilot, ref, now, source="panel")
    look = {"pilot": pilot, "signal_id": signal.id, "why": "decide", "key_ring": KEY_RING, "by": by, "now": now}
    assert deidentification.open_for_signal(session, **look).texts["story"] == CALM  # type: ignore[arg-type]
    end(session, pilot, signal.id, by, now)
    with pytest.raises(SignalEnded):
        deidentification.open_for_signal(session, **look)  # type: ignore[arg-type]


def test_an_ended_signal_takes_no_more_steps(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    signal = raised(session, pilot, told(session, pilot, now), now)
    end(session, pilot, signal.id, by, now)
    with pytest.raises(SignalEnded):
        signals.take(session, pilot=pilot, signal_id=signal.id, by=by, now=now)
    with pytest.raises(SignalEnded):
        end(session, pilot, signal.id, by, now)


def test_a_note_is_sealed_and_never_in_the_audit_log(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    signal = raised(session, pilot, told(session, pilot, now), now)
    signals.note(session, pilot=pilot, signal_id=signal.id, text="Juf Truus gebeld.", key_ring=KEY_RING, by=by, now=now)
    sealed = session.scalars(select(SignalStep.note_sealed)).one()
    assert sealed is not None
    assert b"Truus" not in sealed
    assert all("Truus" not in str(event.detail) for event in session.scalars(select(AuditEvent)))
    (step,) = signal_cases.steps(session, pilot=pilot, signal_id=signal.id, key_ring=KEY_RING)
    assert step.note == "Juf Truus gebeld."


def test_a_withdrawn_story_leaves_a_line_without_content_until_it_is_ended(
    session: Session, pilot: Pilot, by: User, now: datetime
) -> None:
    ref = told(session, pilot, now, worried=True)
    (case,) = cases(session, pilot, now.date())
    signals.note(session, pilot=pilot, signal_id=case.id, text="Gevraagd.", key_ring=KEY_RING, by=by, now=now)
    retention.withdraw(session, ref=ref, by=None, now=now)
    (left,) = cases(session, pilot, now.date())
    assert (left.ref, left.perspective, left.told_on, left.sources) == (None, None, None, ("teller",))
    (step,) = signal_cases.steps(session, pilot=pilot, signal_id=left.id, key_ring=KEY_RING)
    assert step.note is None
    with pytest.raises(StoryUnreadable):
        deidentification.open_for_signal(
            session, pilot=pilot, signal_id=left.id, why="first_look", key_ring=KEY_RING, by=by, now=now
        )
    with pytest.raises(StoryUnreadable):
        signals.note(session, pilot=pilot, signal_id=left.id, text="Nog iets.", key_ring=KEY_RING, by=by, now=now)
    end(session, pilot, left.id, by, now, text="")
    assert cases(session, pilot, now.date()) == []


def test_a_withdrawn_story_takes_no_other_signal_along(session: Session, pilot: Pilot, now: datetime) -> None:
    ref, stays = told(session, pilot, now, worried=True), told(session, pilot, now, worried=True)
    retention.withdraw(session, ref=ref, by=None, now=now)
    assert {case.ref for case in cases(session, pilot, now.date())} == {None, stays}
    assert session.scalar(select(func.count(Signal.id))) == 2


def test_another_pilot_finds_nothing(session: Session, pilot: Pilot, by: User, now: datetime) -> None:
    signal = raised(session, pilot, told(session, pilot, now), now)
    elsewhere = factories.make_pilot(session, now=now, slug="elders")
    assert cases(session, elsewhere, now.date()) == []
    with pytest.raises(NotFound):
        signals.take(session, pilot=elsewhere, signal_id=signal.id, by=by, now=now)
    with pytest.raises(NotFound):
        signal_cases.get_case(session, pilot=elsewhere, signal_id=signal.id, today=now.date())


def test_the_form_says_who_looks_and_when(session: Session, pilot: Pilot) -> None:
    assert signals.worry_text(pilot) == ("", 2)
    pilot.worry_contact, pilot.worry_working_days = " Fatima van het wijkteam ", 1
    assert signals.worry_text(pilot) == ("Fatima van het wijkteam", 1)
