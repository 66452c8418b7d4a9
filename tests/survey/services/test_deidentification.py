"""A person releases: with a decision on every span, on the record, and nothing is visible before."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.released import DeidentifiedStory, MaskDecision
from survey.services import deidentification, released
from survey.services.deidentification import Proposal, SpanDecision
from survey.services.errors import AlreadyReleased, DecisionMissing, NotFound, SpanInvalid
from tests import factories
from tests.conftest import NOON

STORY = "Mijn begeleider Fatima belde mij op 06-12345678. Ze zei dat ik mocht komen."


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON)


@pytest.fixture
def coordinator(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


def opened(session: Session, pilot: Pilot, ref: uuid.UUID, by: User) -> Proposal:
    return deidentification.open_for_checking(
        session, pilot=pilot, ref=ref, key_ring=factories.KEY_RING, by=by, now=NOON
    )


def decisions_on(proposal: Proposal, *, masked: bool = True) -> list[SpanDecision]:
    return [
        SpanDecision(name, span.start, span.end, span.label, masked, span.rule)
        for name, spans in proposal.spans.items()
        for span in spans
    ]


def release(session: Session, pilot: Pilot, ref: uuid.UUID, by: User, decisions: list[SpanDecision]) -> str:
    deidentification.release(
        session, pilot=pilot, ref=ref, decisions=decisions, key_ring=factories.KEY_RING, by=by, now=NOON
    )
    (story,) = released.stories(session, pilot=pilot, use="panel", key_ring=factories.KEY_RING, refs=[ref])
    return story.text


def test_a_released_story_has_masks_where_the_person_agreed(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    text = release(session, pilot, ref, coordinator, decisions_on(opened(session, pilot, ref, coordinator)))
    assert "Fatima" not in text
    assert "06-12345678" not in text
    assert text.endswith("Ze zei dat ik mocht komen.")


def test_a_release_without_a_decision_on_every_span_fails(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    decisions = decisions_on(opened(session, pilot, ref, coordinator))
    assert len(decisions) >= 2
    with pytest.raises(DecisionMissing):
        release(session, pilot, ref, coordinator, decisions[1:])
    assert session.scalar(select(func.count(DeidentifiedStory.ref))) == 0


def test_a_release_without_a_person_fails(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    decisions = decisions_on(opened(session, pilot, ref, coordinator))
    with pytest.raises(DecisionMissing):
        release(session, pilot, ref, None, decisions)  # type: ignore[arg-type]


def test_the_person_may_add_a_mask_that_nothing_proposed(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story="Die jongen van de brand, dat was ik.").ref
    added = SpanDecision("story", 0, 23, "PERSON", masked=True)
    proposal = opened(session, pilot, ref, coordinator)
    text = release(session, pilot, ref, coordinator, [*decisions_on(proposal, masked=False), added])
    assert "brand" not in text
    assert session.scalar(select(MaskDecision.proposed_by).where(MaskDecision.start == 0)) == "person"


def test_a_mark_that_is_let_stand_stays_readable(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    decisions = decisions_on(opened(session, pilot, ref, coordinator), masked=False)
    assert release(session, pilot, ref, coordinator, decisions) == STORY


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 5), (0, 10_000)])
def test_a_span_outside_its_text_is_refused(
    session: Session, pilot: Pilot, coordinator: User, start: int, end: int
) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    decisions = decisions_on(opened(session, pilot, ref, coordinator))
    with pytest.raises(SpanInvalid):
        release(session, pilot, ref, coordinator, [*decisions, replace(decisions[0], start=start, end=end)])


def test_a_story_is_released_once(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON).ref
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    with pytest.raises(AlreadyReleased):
        factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)


def test_nothing_unreleased_or_held_back_can_be_read_as_released(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    told, held = (factories.tell(session, wave=pilot.waves[0], now=NOON).ref for _ in range(2))
    deidentification.hold_back(
        session, pilot=pilot, ref=held, reason="eerst bellen", key_ring=factories.KEY_RING, by=coordinator, now=NOON
    )
    assert released.stories(session, pilot=pilot, use="analysis", key_ring=factories.KEY_RING) == []
    assert released.answers(session, pilot=pilot) == []
    assert [(w.ref, w.outcome) for w in deidentification.waiting(session, pilot=pilot)] == [
        (told, None),
        (held, "held_back"),
    ]


def test_a_story_that_was_held_back_can_still_be_released(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON).ref
    deidentification.hold_back(
        session, pilot=pilot, ref=ref, reason="even wachten", key_ring=factories.KEY_RING, by=coordinator, now=NOON
    )
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert deidentification.waiting(session, pilot=pilot) == []


def test_a_released_story_is_read_for_consented_uses_only(session: Session, pilot: Pilot, coordinator: User) -> None:
    consent = {"analysis": True, "panel": False, "quotation": False}
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, consent=consent).ref
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    readable = {
        use: len(released.stories(session, pilot=pilot, use=use, key_ring=factories.KEY_RING))
        for use in ("analysis", "panel", "quotation")
    }
    assert readable == {"analysis": 1, "panel": 0, "quotation": 0}


def test_a_story_of_another_pilot_cannot_be_opened(session: Session, pilot: Pilot, coordinator: User) -> None:
    other = factories.make_pilot(session, now=NOON, slug="ander")
    ref = factories.tell(session, wave=other.waves[0], now=NOON).ref
    with pytest.raises(NotFound):
        opened(session, pilot, ref, coordinator)


def test_opening_a_told_story_is_on_the_record_without_its_text(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    opened(session, pilot, ref, coordinator)
    session.flush()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "story.opened")).one()
    assert (event.actor_id, event.subject_id) == (coordinator.id, str(ref))
    assert event.detail == {"why": "checking", "reason": "check"}
