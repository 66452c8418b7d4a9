"""The panel: what a seat says is kept, who may decide is checked, and a closed meeting takes nothing more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.records import Keyword, Provenance, Topic, TopicRun
from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.base import AppendOnlyViolation
from survey.models.panel import PanelMeeting, VerdictEvent
from survey.models.programme import Pilot
from survey.services import analysis_runs, panels, publishing, released, retention
from survey.services.errors import ConsentMissing, MeetingClosed, NotAllowed, NotFound, VerdictInvalid
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
    run = analysis_runs.store_run(session, pilot=pilot, stories=stories, found=run_of_three(), now=NOON)
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
    panels.record_reading(
        session, pilot=room.pilot, meeting=room.meeting, seat=seat, ref=ref, tags=tags, reason="Dat ken ik.",
        key_ring=factories.KEY_RING, now=NOON,
    )  # fmt: skip


def drawn(session: Session, room: Room) -> list[uuid.UUID]:
    cards = panels.cards(session, pilot=room.pilot, meeting=room.meeting, key_ring=factories.KEY_RING)
    return [uuid.UUID(card.ref) for card in cards]


def decide(session: Session, room: Room, candidate: int, kind: str, **changes: object) -> VerdictEvent:
    return panels.give_verdict(
        session, meeting=room.meeting, candidate=room.candidates[candidate], kind=kind, reason="Zo zien wij het.",
        by=room.facilitator, now=NOON, **changes,
    )  # type: ignore[arg-type]  # fmt: skip


def test_the_draw_can_be_repeated_from_its_recorded_seed(session: Session, room: Room) -> None:
    first = drawn(session, room)
    again = panels.plan_meeting(
        session, pilot=room.pilot, wave=room.pilot.waves[0], run=session.get_one(type(room.candidates[0].run), room.meeting.run_id),
        title="Nog eens", held_on=NOON.date(), facilitator=room.facilitator, members=room.members, n_random=4,
        sample_seed=room.meeting.sample_seed, key_ring=factories.KEY_RING, by=room.facilitator, now=NOON,
    )  # fmt: skip
    assert len(first) == 4
    assert [
        uuid.UUID(c.ref) for c in panels.cards(session, pilot=room.pilot, meeting=again, key_ring=factories.KEY_RING)
    ] == first


def test_a_withdrawn_story_disappears_from_a_running_meeting_at_once(session: Session, room: Room) -> None:
    ref = drawn(session, room)[0]
    read(session, room, 1, ref)
    retention.withdraw(session, ref=ref, by=None, now=NOON)
    assert ref not in drawn(session, room)
    assert panels.readings(session, meeting=room.meeting) == []
    with pytest.raises(NotFound):
        read(session, room, 2, ref)


def test_a_story_that_was_not_drawn_cannot_be_labelled(session: Session, room: Room) -> None:
    everything = released.stories(session, pilot=room.pilot, use="panel", key_ring=factories.KEY_RING)
    left = next(uuid.UUID(s.ref) for s in everything if uuid.UUID(s.ref) not in drawn(session, room))
    with pytest.raises(NotFound):
        read(session, room, 1, left)


def test_consent_taken_back_stops_reading_at_once(session: Session, room: Room) -> None:
    from survey.services import consents

    ref = drawn(session, room)[0]
    no = {"analysis": True, "panel": False, "quotation": False}
    consents.record(
        session, ref=ref, uses=no, wording_hashes=dict.fromkeys(no, "0" * 64), language="nl", given_by="teller", on=NOON.date()
    )  # type: ignore[arg-type]  # fmt: skip
    session.flush()
    assert ref not in drawn(session, room)
    with pytest.raises(ConsentMissing):
        read(session, room, 1, ref)


def test_the_final_verdicts_become_themes_and_dissent_is_kept(session: Session, room: Room) -> None:
    panels.give_verdict(
        session, meeting=room.meeting, candidate=room.candidates[0], kind="reject", reason="Ik zie het niet.", seat=2, now=NOON
    )  # fmt: skip
    decide(session, room, 0, "rename", name="Lang wachten")
    decide(session, room, 1, "merge", merge_into=room.candidates[0])
    decide(session, room, 2, "reject")
    themes = panels.close_meeting(session, meeting=room.meeting, by=room.facilitator, now=NOON)
    assert [theme.name for theme in themes] == ["Lang wachten"]
    assert {o.candidate_id for o in themes[0].origins} == {room.candidates[0].id, room.candidates[1].id}
    (folded,) = publishing.panel_themes(session, meeting=room.meeting)
    assert folded.dissent == ("Ik zie het niet.",)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("rename", {}),
        ("rename", {"name": "  "}),
        ("merge", {}),
        ("confirm", {"merge_into": 1}),
        ("merge", {"merge_into": 0}),
    ],
)
def test_an_incomplete_verdict_is_refused(session: Session, room: Room, kind: str, changes: dict[str, object]) -> None:
    if "merge_into" in changes:
        changes = {"merge_into": room.candidates[int(str(changes["merge_into"]))]}
    with pytest.raises(VerdictInvalid):
        decide(session, room, 0, kind, **changes)


def test_a_verdict_without_a_reason_is_refused(session: Session, room: Room) -> None:
    with pytest.raises(VerdictInvalid):
        panels.give_verdict(
            session, meeting=room.meeting, candidate=room.candidates[0], kind="confirm", reason=" ", seat=1, now=NOON
        )  # fmt: skip


def test_candidates_merged_in_a_circle_cannot_close_a_meeting(session: Session, room: Room) -> None:
    decide(session, room, 0, "merge", merge_into=room.candidates[1])
    decide(session, room, 1, "merge", merge_into=room.candidates[0])
    with pytest.raises(VerdictInvalid):
        panels.close_meeting(session, meeting=room.meeting, by=room.facilitator, now=NOON)
    assert room.meeting.closed_at is None


def test_only_the_facilitator_records_a_final_verdict_and_closes(session: Session, room: Room) -> None:
    with pytest.raises(NotAllowed):
        panels.give_verdict(
            session, meeting=room.meeting, candidate=room.candidates[0], kind="confirm", reason="Ja.", by=room.members[0], now=NOON
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        panels.close_meeting(session, meeting=room.meeting, by=room.members[0], now=NOON)


def test_a_closed_meeting_takes_no_readings_and_no_verdicts(session: Session, room: Room) -> None:
    ref = drawn(session, room)[0]
    panels.close_meeting(session, meeting=room.meeting, by=room.facilitator, now=NOON)
    with pytest.raises(MeetingClosed):
        read(session, room, 1, ref)
    with pytest.raises(MeetingClosed):
        decide(session, room, 0, "confirm")
    with pytest.raises(MeetingClosed):
        panels.close_meeting(session, meeting=room.meeting, by=room.facilitator, now=NOON)


def test_a_new_run_of_the_machine_touches_no_verdict(session: Session, room: Room) -> None:
    decide(session, room, 0, "rename", name="Lang wachten")
    session.commit()
    said = [(v.number, v.candidate_id, v.kind, v.name) for v in panels.verdicts(session, meeting=room.meeting)]
    stories = released.stories(session, pilot=room.pilot, use="analysis", key_ring=factories.KEY_RING)
    analysis_runs.store_run(session, pilot=room.pilot, stories=stories, found=run_of_three(), now=NOON)
    session.commit()
    assert [(v.number, v.candidate_id, v.kind, v.name) for v in panels.verdicts(session, meeting=room.meeting)] == said
    assert session.scalar(select(func.count(CandidateTheme.id))) == 6


def test_a_verdict_cannot_be_changed_afterwards(session: Session, room: Room) -> None:
    verdict = decide(session, room, 0, "confirm", name="Lang wachten")
    verdict.reason = "Toch iets anders."
    with pytest.raises(AppendOnlyViolation):
        session.flush()
    session.rollback()


def test_people_of_another_pilot_have_no_seat_and_do_not_lead(session: Session, room: Room) -> None:
    stranger = factories.make_user(session, now=NOON)
    with pytest.raises(NotAllowed):
        panels.seat_of(room.meeting, user=stranger)
    run = session.get_one(type(room.candidates[0].run), room.meeting.run_id)
    for facilitator, members in ((stranger, room.members), (room.facilitator, [stranger])):
        with pytest.raises(NotAllowed):
            panels.plan_meeting(
                session, pilot=room.pilot, wave=room.pilot.waves[0], run=run, title="x", held_on=NOON.date(),
                facilitator=facilitator, members=members, n_random=1, sample_seed=1, key_ring=factories.KEY_RING,
                by=room.facilitator, now=NOON,
            )  # fmt: skip


def test_the_panel_sees_typical_and_contrary_stories_that_it_may_read(session: Session, room: Room) -> None:
    shown = panels.shown_stories(session, pilot=room.pilot, candidate=room.candidates[0], key_ring=factories.KEY_RING)
    assert {name: len(stories) for name, stories in shown.items()} == {"typical": 1, "contrary": 1}


def test_two_themes_cannot_have_the_same_name(session: Session, room: Room) -> None:
    decide(session, room, 0, "rename", name="Lang wachten")
    decide(session, room, 1, "confirm", name="Lang wachten")
    with pytest.raises(VerdictInvalid):
        panels.close_meeting(session, meeting=room.meeting, by=room.facilitator, now=NOON)


def test_a_final_confirmation_says_how_the_theme_is_called(session: Session, room: Room) -> None:
    with pytest.raises(VerdictInvalid):
        decide(session, room, 0, "confirm")
