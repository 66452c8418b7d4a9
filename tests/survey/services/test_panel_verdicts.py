"""Verdicts: complete, kept as they were said, and folded into themes with their dissent."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.analysis import CandidateTheme
from survey.models.base import AppendOnlyViolation
from survey.services import (
    analysis_runs,
    panels,
    publishing,
    released,
    verdicts,
)
from survey.services.errors import (
    VerdictInvalid,
    VerdictsLocked,
)
from tests import factories
from tests.conftest import NOON
from tests.survey.services.panel_room import Room, decide, go_to, run_of_three, say


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


def test_words_of_the_panel_are_kept_without_what_no_document_can_hold(session: Session, room: Room) -> None:
    go_to(session, room, "judge")
    said = verdicts.Said("rename", "Om\x07dat\x00.", rating="right", name="Lang\u202e wachten\x1b")
    verdict = say(session, room, 0, said)
    assert (verdict.name, verdict.reason) == ("Lang wachten", "Omdat.")
    assert say(session, room, 0, said) is verdict, "the very same again adds nothing"
    with pytest.raises(VerdictInvalid):
        say(session, room, 1, verdicts.Said("rename", "Omdat.", rating="right", name="\u200b\x07"))
