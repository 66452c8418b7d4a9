"""A panel meeting: what it reads, who may do what and when, and that a closed meeting takes nothing more."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.orm import Session

from survey.models.panel import PHASES, Phase
from survey.services import (
    choices,
    leading,
    panels,
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
)
from tests import factories
from tests.conftest import NOON
from tests.survey.services.panel_room import Room, decide, drawn, go_to, read, say


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
