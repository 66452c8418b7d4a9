"""Which themes hold: those of the closed meetings that speak, of one name the latest reading, nothing of an open meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from analysis.records import Theme
from survey.services import analysis_runs, panels, publishing, released
from tests import factories
from tests.conftest import NOON
from tests.survey.services.panel_room import Room, decide, go_to, run_of_three

DAY = timedelta(days=1)


def another(session: Session, room: Room, *, days: int, among_unplaced: bool = False) -> Room:
    """The same people some days later, about a run of its own: among all stories, or among what the codebook left."""
    now = NOON + days * DAY
    stories = released.stories(session, pilot=room.pilot, use="analysis", key_ring=factories.KEY_RING)
    refs = [story.ref for story in stories]
    run = analysis_runs.store_run(session, pilot=room.pilot, refs=refs, found=run_of_three(), now=now)
    run.is_among_unplaced = among_unplaced
    meeting = panels.plan_meeting(
        session, pilot=room.pilot, wave=room.pilot.waves[0], run=run, title="Later", held_on=now.date(),
        facilitator=room.facilitator, members=room.members, n_random=4, sample_seed=7, key_ring=factories.KEY_RING,
        by=room.facilitator, now=now,
    )  # fmt: skip
    return replace(room, meeting=meeting, candidates=run.candidates)


def held(session: Session, room: Room, names: Mapping[int, str], *, days: int = 0) -> None:
    """The panel confirms these candidates under these names, and the meeting is closed."""
    go_to(session, room, "decide")
    for candidate, name in names.items():
        decide(session, room, candidate, "confirm", name=name)
    go_to(session, room, "closed", now=NOON + days * DAY)


def hold(session: Session, room: Room, *, days: int = 30) -> tuple[Theme, ...]:
    return publishing.themes_that_hold(session, pilot=room.pilot, until=NOON + days * DAY)


def test_themes_of_a_meeting_about_what_was_left_come_beside_those_before(session: Session, room: Room) -> None:
    held(session, room, {0: "Lang wachten"})
    later = another(session, room, days=2, among_unplaced=True)
    held(session, later, {1: "Geld"}, days=2)
    assert {theme.name for theme in hold(session, room)} == {"Lang wachten", "Geld"}


def test_a_meeting_about_all_stories_takes_the_place_of_those_before(session: Session, room: Room) -> None:
    held(session, room, {0: "Lang wachten", 1: "Geld"})
    later = another(session, room, days=2)
    held(session, later, {0: "Lang wachten"}, days=2)
    assert [theme.candidates for theme in hold(session, room)] == [(str(later.candidates[0].id),)]


def test_of_one_name_the_latest_reading_holds(session: Session, room: Room) -> None:
    held(session, room, {0: "Lang wachten", 2: "Geld"})
    later = another(session, room, days=2, among_unplaced=True)
    held(session, later, {1: "Lang wachten"}, days=2)
    found = {theme.name: theme.candidates for theme in hold(session, room)}
    assert found == {"Lang wachten": (str(later.candidates[1].id),), "Geld": (str(room.candidates[2].id),)}


def test_nothing_of_an_open_meeting_holds(session: Session, room: Room) -> None:
    go_to(session, room, "decide")
    decide(session, room, 0, "confirm", name="Lang wachten")
    go_to(session, room, "choose")
    assert hold(session, room) == ()
    go_to(session, room, "closed")
    later = another(session, room, days=2, among_unplaced=True)
    go_to(session, later, "decide")
    decide(session, later, 0, "confirm", name="Geld")
    assert [theme.name for theme in hold(session, room)] == ["Lang wachten"]


def test_a_meeting_that_closed_after_the_moment_asked_for_does_not_count_yet(session: Session, room: Room) -> None:
    held(session, room, {0: "Lang wachten"})
    later = another(session, room, days=2)
    held(session, later, {0: "Geld"}, days=2)
    assert [theme.name for theme in hold(session, room, days=1)] == ["Lang wachten"]
    assert [theme.name for theme in hold(session, room, days=2)] == ["Geld"]
