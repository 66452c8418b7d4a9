"""Withdrawal: the story and everything made from it is gone, and what used it says so."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.records import Keyword, Provenance, StoryVector, Topic, TopicRun
from survey.models import Base
from survey.models.analysis import AnalysisRun, Assignment
from survey.models.audit import AuditEvent
from survey.services import analysis_runs, panels, released, retention, seats
from survey.services.errors import NotFound
from tests import factories
from tests.conftest import NOON

PER_STORY = ("submission", "story", "told_text", "closed_answer", "consent_event", "release_decision", "mask_decision")
DERIVED = ("deidentified_story", "released_text", "story_vector", "assignment", "rest_story", "card_draw", "reading")


def counts(session: Session, tables: tuple[str, ...]) -> dict[str, int]:
    return {name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0 for name in tables}


def used_story(session: Session) -> uuid.UUID:
    """A story that was released, embedded, clustered, drawn and read."""
    pilot = factories.make_pilot(session, now=NOON)
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    member = factories.make_user(session, now=NOON, role="panel_member", pilot=pilot)
    refs = [factories.tell(session, wave=pilot.waves[0], now=NOON).ref for _ in range(2)]
    for ref in refs:
        factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    stories = released.stories(session, pilot=pilot, use="analysis", key_ring=factories.KEY_RING)
    vectors = [StoryVector(s.ref, "0" * 64, "model", np.ones(4, np.float32)) for s in stories]
    analysis_runs.store_vectors(session, vectors=vectors)
    run = analysis_runs.store_run(
        session, pilot=pilot, refs=[story.ref for story in stories], found=run_of_two(), now=NOON
    )
    meeting = panels.plan_meeting(
        session, pilot=pilot, wave=pilot.waves[0], run=run, title="Panel", held_on=NOON.date(), facilitator=coordinator,
        members=[member], n_random=2, sample_seed=1, key_ring=factories.KEY_RING, by=coordinator, now=NOON,
    )  # fmt: skip
    for ref in refs:
        seats.label_once(
            session, pilot=pilot, meeting=meeting, seat=1, ref=ref, tags=["wachten"], reason="Herken ik.",
            key_ring=factories.KEY_RING, now=NOON,
        )  # fmt: skip
    session.commit()
    return uuid.UUID(stories[0].ref)


def run_of_two() -> TopicRun:
    """The first story typical of a topic, the second in the rest group."""
    topic = Topic(0, (Keyword("wachten", 1.0, 5),), (0,), (), 1, 1, 0.9)
    provenance = Provenance("model", 1, {}, {}, "0" * 64)
    return TopicRun(
        labels=np.array([0, -1]),
        weights=np.array([[0.9], [0.0]], np.float32),
        topics=(topic,),
        rest={1: "fits_nowhere"},
        provenance=provenance,
        enough=True,
    )


def test_withdrawal_removes_the_story_and_all_that_came_from_it(session: Session) -> None:
    ref = used_story(session)
    before: dict[str, Any] = counts(session, PER_STORY + DERIVED)
    assert before["assignment"] == 1
    retention.withdraw(session, ref=ref, by=None, now=NOON)
    session.commit()
    after = counts(session, PER_STORY + DERIVED)
    assert after == {name: n // 2 for name, n in before.items()} | {"assignment": 0, "rest_story": 1}


def test_a_run_that_used_a_withdrawn_story_stays_and_says_that_its_inputs_changed(session: Session) -> None:
    ref = used_story(session)
    retention.withdraw(session, ref=ref, by=None, now=NOON)
    run = session.scalars(select(AnalysisRun)).one()
    assert run.inputs_changed_at == NOON
    assert [candidate.n_stories for candidate in run.candidates] == [1]


def test_a_story_in_the_rest_group_also_marks_its_run(session: Session) -> None:
    used_story(session)
    in_rest = session.scalars(select(Base.metadata.tables["rest_story"].c.ref)).one()
    retention.withdraw(session, ref=in_rest, by=None, now=NOON)
    assert session.scalars(select(AnalysisRun)).one().inputs_changed_at == NOON
    assert session.scalar(select(func.count(Assignment.id))) == 1


def test_withdrawal_is_on_the_record_by_the_day_and_without_a_person(session: Session) -> None:
    ref = used_story(session)
    retention.withdraw(session, ref=ref, by=None, now=NOON)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "story.withdrawn")).one()
    assert event.actor_id is None
    assert (event.at.hour, event.at.minute) == (0, 0)


def test_a_withdrawn_story_does_not_come_back_by_a_retry_or_a_second_import(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, key="rij 7 van het bestand").ref
    assert ref is not None
    retention.withdraw(session, ref=ref, by=None, now=NOON)
    again = factories.tell(session, wave=pilot.waves[0], now=NOON, key="rij 7 van het bestand")
    assert (again.ref, again.is_new) == (None, False)
    assert counts(session, PER_STORY) == dict.fromkeys(PER_STORY, 0)


def test_a_story_that_is_gone_cannot_be_withdrawn_again(session: Session) -> None:
    with pytest.raises(NotFound):
        retention.withdraw(session, ref=uuid.uuid4(), by=None, now=NOON)
