"""A meeting of two seats about a run with three candidates, and what its people do: what tests of the panel stand on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pytest
from sqlalchemy.orm import Session

from analysis.records import Keyword, Provenance, Topic, TopicRun
from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import PHASES, PanelMeeting, Phase, VerdictEvent
from survey.models.programme import Pilot
from survey.services import (
    analysis_runs,
    choices,
    leading,
    panels,
    released,
    seats,
    verdicts,
)
from tests import factories
from tests.conftest import NOON

N_STORIES = 6


@dataclass
class Room:
    """A meeting of two seats about a run with three candidates of two stories each."""

    pilot: Pilot
    meeting: PanelMeeting
    facilitator: User
    members: list[User]
    candidates: Sequence[CandidateTheme]


@pytest.fixture
def room(session: Session) -> Room:
    pilot = factories.make_pilot(session, now=NOON)
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    members = [factories.make_user(session, now=NOON, role="panel_member", pilot=pilot) for _ in range(2)]
    for number in range(N_STORIES):
        ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=f"Verhaal nummer {number} over wachten.").ref
        factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    stories = released.stories(session, pilot=pilot, use="analysis", key_ring=factories.KEY_RING)
    run = analysis_runs.store_run(
        session, pilot=pilot, refs=[story.ref for story in stories], found=run_of_three(), now=NOON
    )
    meeting = panels.plan_meeting(
        session, pilot=pilot, wave=pilot.waves[0], run=run, title="Panel", held_on=NOON.date(), facilitator=coordinator,
        members=members, n_random=4, sample_seed=7, key_ring=factories.KEY_RING, by=coordinator, now=NOON,
    )  # fmt: skip
    return Room(pilot, meeting, coordinator, members, run.candidates)


def run_of_three() -> TopicRun:
    labels = np.array([0, 0, 1, 1, 2, 2])
    topics = tuple(Topic(n, (Keyword("wachten", 1.0, 5),), (2 * n,), (2 * n + 1,), 2, 2, 0.9) for n in range(3))
    return TopicRun(
        labels=labels,
        weights=np.eye(3, dtype=np.float32)[labels],
        topics=topics,
        rest={},
        provenance=Provenance("model", 1, {}, {}, "0" * 64),
        enough=True,
    )


def read(session: Session, room: Room, seat: int, ref: uuid.UUID, tags: Sequence[str] = ("Lang wachten",)) -> None:
    seats.label_once(
        session, pilot=room.pilot, meeting=room.meeting, seat=seat, ref=ref, tags=tags, reason="Dat ken ik.",
        key_ring=factories.KEY_RING, now=NOON,
    )  # fmt: skip


def drawn(session: Session, room: Room) -> list[uuid.UUID]:
    cards = panels.cards(session, pilot=room.pilot, meeting=room.meeting, key_ring=factories.KEY_RING)
    return [uuid.UUID(card.ref) for card in cards]


def go_to(session: Session, room: Room, phase: Phase, *, now: datetime = NOON) -> None:
    """Step by step, as the facilitator does; on the way to the end the question that is always asked gets its answer."""
    for step in PHASES[PHASES.index(room.meeting.phase) + 1 : PHASES.index(phase) + 1]:
        if step == "closed" and not choices.is_asked(session, meeting=room.meeting, domain=choices.WORSE):
            choices.choose_none(
                session, meeting=room.meeting, domain=choices.WORSE, reason="Niets.", by=room.facilitator, now=NOON
            )
        leading.move_on(session, meeting=room.meeting, to=step, by=room.facilitator, now=now)


def say(session: Session, room: Room, candidate: int, said: verdicts.Said, seat: int = 1) -> VerdictEvent:
    return verdicts.give(
        session, meeting=room.meeting, candidate=room.candidates[candidate], said=said, seat=seat, now=NOON
    )


def decide(session: Session, room: Room, candidate: int, kind: str, **changes: object) -> VerdictEvent:
    by = changes.pop("by", room.facilitator)
    absorbs = changes.pop("absorbs", ())
    said = verdicts.Said(kind, "Zo zien wij het.", **changes)  # type: ignore[arg-type]
    return verdicts.decide(
        session, meeting=room.meeting, candidate=room.candidates[candidate], said=said, by=by, now=NOON, absorbs=absorbs
    )  # type: ignore[arg-type]
