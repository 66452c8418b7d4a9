"""A passage that is kept apart leaves the released story and stays with the coordinators; a mistaken release is undone."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import deidentification, own_story, released
from survey.services.errors import NotFound, NotReleased
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
STORY = "Wij kregen hulp. Zij is het meisje van het ongeluk op de snelweg. Nu gaat het beter."
PASSAGE = "het meisje van het ongeluk op de snelweg"


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON)


@pytest.fixture
def coordinator(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


@pytest.fixture
def ref(session: Session, pilot: Pilot, coordinator: User) -> uuid.UUID:
    """A released story with one passage kept apart."""
    found = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    assert found is not None
    release_apart(session, pilot, found, coordinator)
    return found


def release_apart(session: Session, pilot: Pilot, ref: uuid.UUID, by: User) -> None:
    opened = deidentification.open_for_checking(session, pilot=pilot, ref=ref, key_ring=RING, by=by, now=NOON)
    start = STORY.index(PASSAGE)
    decisions = [
        deidentification.SpanDecision("story", start, start + len(PASSAGE), deidentification.KEPT_APART, masked=True),
        *(
            deidentification.SpanDecision(name, span.start, span.end, span.label, masked=True, proposed_by=span.rule)
            for name, spans in opened.spans.items()
            for span in spans
        ),
    ]
    deidentification.release(session, pilot=pilot, ref=ref, decisions=decisions, key_ring=RING, by=by, now=NOON)


def texts(session: Session, pilot: Pilot) -> list[str]:
    return [story.text for story in released.stories(session, pilot=pilot, use="panel", key_ring=RING)]


def test_the_passage_leaves_the_released_text_and_the_rest_stays(
    session: Session, pilot: Pilot, ref: uuid.UUID
) -> None:
    assert texts(session, pilot) == ["Wij kregen hulp. Zij is [weggelaten]. Nu gaat het beter."]


def test_only_the_passage_opens_and_that_is_on_the_record_with_its_reason(
    session: Session, pilot: Pilot, coordinator: User, ref: uuid.UUID
) -> None:
    assert [(story.ref, story.n) for story in deidentification.kept_apart(session, pilot=pilot)] == [(ref, 1)]
    found = deidentification.open_kept_apart(
        session, pilot=pilot, ref=ref, why="question", key_ring=RING, by=coordinator, now=NOON
    )
    assert [(passage.field, passage.words) for passage in found] == [("story", PASSAGE)]
    session.flush()
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
    assert event is not None
    assert (event.action, event.detail) == ("story.opened", {"why": "kept_apart", "reason": "question"})


def test_a_story_without_such_a_passage_has_nothing_to_open(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON).ref
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert deidentification.kept_apart(session, pilot=pilot) == []
    with pytest.raises(NotFound):
        deidentification.open_kept_apart(
            session, pilot=pilot, ref=ref, why="question", key_ring=RING, by=coordinator, now=NOON
        )


def test_a_release_that_was_a_mistake_is_gone_at_once_and_can_be_checked_again(
    session: Session, pilot: Pilot, coordinator: User, ref: uuid.UUID
) -> None:
    about = {"pilot": pilot, "ref": ref, "key_ring": RING, "by": coordinator, "now": NOON}
    deidentification.take_back(session, reason="Een naam bleef staan.", **about)
    assert texts(session, pilot) == []
    assert [story.is_held_back for story in deidentification.waiting(session, pilot=pilot)] == [True]
    assert own_story.read(session, ref=ref, key_ring=RING).status == "held_back"
    with pytest.raises(NotReleased):
        deidentification.take_back(session, reason="Nog eens.", **about)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert "het meisje" in texts(session, pilot)[0], "the new decision holds, not the old one"
    assert deidentification.kept_apart(session, pilot=pilot) == []
