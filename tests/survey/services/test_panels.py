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
from survey.models.panel import PHASES, PanelMeeting, Phase, VerdictEvent
from survey.models.programme import Pilot
from survey.services import (
    analysis_runs,
    choices,
    leading,
    panels,
    publishing,
    released,
    retention,
    seats,
    verdicts,
)
from survey.services.errors import (
    ConsentMissing,
    MeetingClosed,
    NegativeNotAsked,
    NotAllowed,
    NotFound,
    PhaseOver,
    VerdictInvalid,
    VerdictsLocked,
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
    panels.record_reading(
        session, pilot=room.pilot, meeting=room.meeting, seat=seat, ref=ref, tags=tags, reason="Dat ken ik.",
        key_ring=factories.KEY_RING, now=NOON,
    )  # fmt: skip


def drawn(session: Session, room: Room) -> list[uuid.UUID]:
    cards = panels.cards(session, pilot=room.pilot, meeting=room.meeting, key_ring=factories.KEY_RING)
    return [uuid.UUID(card.ref) for card in cards]


def go_to(session: Session, room: Room, phase: Phase) -> None:
    """Step by step, as the facilitator does; on the way to the end the question that is always asked gets its answer."""
    for step in PHASES[PHASES.index(room.meeting.phase) + 1 : PHASES.index(phase) + 1]:
        if step == "closed" and not choices.is_asked(session, meeting=room.meeting, domain=choices.WORSE):
            choices.choose_none(
                session, meeting=room.meeting, domain=choices.WORSE, reason="Niets.", by=room.facilitator, now=NOON
            )
        leading.move_on(session, meeting=room.meeting, to=step, by=room.facilitator, now=NOON)


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
    go_to(session, room, "judge")
    say(session, room, 0, verdicts.Said("reject", "Ik zie het niet.", rating="wrong"), seat=2)
    go_to(session, room, "decide")
    decide(session, room, 0, "rename", name="Lang wachten", absorbs=[room.candidates[1]])
    decide(session, room, 2, "reject")
    go_to(session, room, "closed")
    themes = panels.themes_of(session, meeting=room.meeting)
    assert [theme.name for theme in themes] == ["Lang wachten"]
    assert {o.candidate_id for o in themes[0].origins} == {room.candidates[0].id, room.candidates[1].id}
    (folded,) = publishing.panel_themes(session, meeting=room.meeting)
    assert folded.dissent == ("Ik zie het niet.",)


def test_a_split_is_no_theme_until_its_parts_have_stories(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    decide(session, room, 0, "split", parts=("wachten", "niets horen"))
    go_to(session, room, "closed")
    assert panels.themes_of(session, meeting=room.meeting) == []


@pytest.mark.parametrize(
    "said",
    [
        verdicts.Said("rename", "Daarom."),
        verdicts.Said("rename", "Daarom.", name="  "),
        verdicts.Said("merge", "Daarom."),
        verdicts.Said("split", "Daarom.", parts=("een",)),
        verdicts.Said("split", "Daarom.", parts=("een", " ")),
        verdicts.Said("confirm", "Daarom.", rating="wrong"),
        verdicts.Said("confirm", " ", rating="right"),
    ],
)
def test_an_incomplete_verdict_is_refused(session: Session, room: Room, said: verdicts.Said) -> None:
    go_to(session, room, "judge")
    with pytest.raises(VerdictInvalid):
        say(session, room, 0, said)


def test_a_theme_belongs_with_several_others_but_never_with_itself(session: Session, room: Room) -> None:
    go_to(session, room, "judge")
    _first, second, third = room.candidates
    given = say(session, room, 0, verdicts.Said("merge", "Hetzelfde.", rating="partly", merge_with=(second, third)))
    assert (given.merge_into_id, [also.candidate_id for also in given.also]) == (second.id, [third.id])
    with pytest.raises(VerdictInvalid):
        say(session, room, 1, verdicts.Said("merge", "Hetzelfde.", merge_with=(second,)))


def test_the_same_verdict_twice_is_one_verdict_and_another_one_is_appended(session: Session, room: Room) -> None:
    go_to(session, room, "judge")
    for reason in ("Ja.", "Ja.", "Toch.", "Toch."):
        say(session, room, 0, verdicts.Said("confirm", reason, rating="right"))
    assert [verdict.reason for verdict in panels.verdicts(session, meeting=room.meeting)] == ["Ja.", "Toch."]


def test_once_locked_a_seat_changes_nothing_and_others_still_can(session: Session, room: Room) -> None:
    go_to(session, room, "judge")
    verdicts.lock(session, meeting=room.meeting, seat=1, now=NOON)
    with pytest.raises(VerdictsLocked):
        say(session, room, 0, verdicts.Said("confirm", "Toch.", rating="right"))
    assert say(session, room, 0, verdicts.Said("confirm", "Ja.", rating="right"), seat=2).seat == 2


def test_candidates_merged_in_a_circle_cannot_leave_the_talk(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    decide(session, room, 0, "merge", merge_with=(room.candidates[1],))
    decide(session, room, 1, "merge", merge_with=(room.candidates[0],))
    with pytest.raises(VerdictInvalid):
        go_to(session, room, "choose")
    assert room.meeting.phase == "decide"


def test_only_the_facilitator_records_a_final_verdict_and_moves_on(session: Session, room: Room) -> None:
    with pytest.raises(NotAllowed):
        leading.move_on(session, meeting=room.meeting, to="judge", by=room.members[0], now=NOON)
    go_to(session, room, "decide")
    with pytest.raises(NotAllowed):
        decide(session, room, 0, "confirm", name="Wachten", by=room.members[0])


@pytest.mark.parametrize("phase", PHASES)
def test_every_act_has_its_phase_and_is_refused_in_every_other(session: Session, room: Room, phase: Phase) -> None:
    ref, reading = drawn(session, room)[0], drawn(session, room)[1]
    go_to(session, room, phase)
    about = {"pilot": room.pilot, "meeting": room.meeting, "key_ring": factories.KEY_RING, "now": NOON}
    acts = {
        "read": lambda: read(session, room, 1, reading),
        "judge": lambda: say(session, room, 0, verdicts.Said("confirm", "Ja.", rating="right")),
        "decide": lambda: decide(session, room, 0, "confirm", name="Wachten"),
        "choose": lambda: choices.nominate(session, seat=1, domain=choices.WORSE, ref=ref, reason="Dit.", **about),  # type: ignore[arg-type]
    }
    for wanted, act in acts.items():
        if wanted == phase:
            act()
        else:
            with pytest.raises(MeetingClosed if phase == "closed" else PhaseOver):
                act()


def test_phases_go_one_step_at_a_time_and_a_double_press_is_one_step(session: Session, room: Room) -> None:
    with pytest.raises(VerdictInvalid):
        leading.move_on(session, meeting=room.meeting, to="decide", by=room.facilitator, now=NOON)
    for _ in range(2):
        leading.move_on(session, meeting=room.meeting, to="judge", by=room.facilitator, now=NOON)
    assert room.meeting.phase == "judge"


def test_no_meeting_ends_before_the_change_for_the_worse_was_asked(session: Session, room: Room) -> None:
    go_to(session, room, "choose")
    with pytest.raises(NegativeNotAsked):
        leading.move_on(session, meeting=room.meeting, to="closed", by=room.facilitator, now=NOON)
    assert room.meeting.closed_at is None
    go_to(session, room, "closed")
    assert room.meeting.closed_at == NOON


def test_a_new_run_of_the_machine_touches_no_verdict(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    decide(session, room, 0, "rename", name="Lang wachten")
    session.commit()
    said = [(v.number, v.candidate_id, v.kind, v.name) for v in panels.verdicts(session, meeting=room.meeting)]
    stories = released.stories(session, pilot=room.pilot, use="analysis", key_ring=factories.KEY_RING)
    analysis_runs.store_run(
        session, pilot=room.pilot, refs=[story.ref for story in stories], found=run_of_three(), now=NOON
    )
    session.commit()
    assert [(v.number, v.candidate_id, v.kind, v.name) for v in panels.verdicts(session, meeting=room.meeting)] == said
    assert session.scalar(select(func.count(CandidateTheme.id))) == 6


def test_a_verdict_cannot_be_changed_afterwards(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    verdict = decide(session, room, 0, "confirm", name="Lang wachten")
    verdict.reason = "Toch iets anders."
    with pytest.raises(AppendOnlyViolation):
        session.flush()
    session.rollback()


def test_people_of_another_pilot_have_no_seat_and_do_not_lead(session: Session, room: Room) -> None:
    stranger = factories.make_user(session, now=NOON)
    with pytest.raises(NotAllowed):
        seats.seat_of(room.meeting, user=stranger)
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
    go_to(session, room, "decide")
    decide(session, room, 0, "rename", name="Lang wachten")
    decide(session, room, 1, "confirm", name="Lang wachten")
    with pytest.raises(VerdictInvalid):
        go_to(session, room, "choose")


def test_a_final_confirmation_says_how_the_theme_is_called(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    with pytest.raises(VerdictInvalid):
        decide(session, room, 0, "confirm")


def test_every_seat_has_its_own_order_and_keeps_it_when_a_story_goes(session: Session, room: Room) -> None:
    orders = [seats.unread(session, meeting=room.meeting, seat=seat) for seat in (1, 2, 3, 4, 5)]
    assert len({tuple(order) for order in orders}) > 1
    assert all(set(order) == set(orders[0]) for order in orders)
    gone = orders[0][1]
    retention.withdraw(session, ref=gone, by=None, now=NOON)
    assert seats.unread(session, meeting=room.meeting, seat=1) == [ref for ref in orders[0] if ref != gone]


def test_labels_of_others_in_the_same_meeting_are_not_offered_until_it_is_closed(session: Session, room: Room) -> None:
    read(session, room, 1, drawn(session, room)[0], ["mijn woord"])
    offered = {"pilot": room.pilot, "meeting": room.meeting}
    assert seats.vocabulary(session, seat=1, **offered) == ["mijn woord"]  # type: ignore[arg-type]
    assert seats.vocabulary(session, seat=2, **offered) == []  # type: ignore[arg-type]
    go_to(session, room, "closed")
    assert seats.vocabulary(session, seat=2, **offered) == ["mijn woord"]  # type: ignore[arg-type]


def test_words_of_the_panel_are_kept_without_what_no_document_can_hold(session: Session, room: Room) -> None:
    go_to(session, room, "judge")
    said = verdicts.Said("rename", "Om\x07dat\x00.", rating="right", name="Lang\u202e wachten\x1b")
    verdict = say(session, room, 0, said)
    assert (verdict.name, verdict.reason) == ("Lang wachten", "Omdat.")
    assert say(session, room, 0, said) is verdict, "the very same again adds nothing"
    with pytest.raises(VerdictInvalid):
        say(session, room, 1, verdicts.Said("rename", "Omdat.", rating="right", name="\u200b\x07"))
