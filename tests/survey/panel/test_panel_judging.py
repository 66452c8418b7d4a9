"""Judging candidate themes in a panel meeting, over HTTP: alone first, with reasons, nothing lost."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.orm import Session

from survey.services import panel_log, panels
from tests.survey.panel.meeting_world import KEYWORD, Open, World, go_to, judged
from tests.survey.staff_fixtures import Visitor


@pytest.fixture
def judging(leader: Visitor, world: World) -> None:
    go_to(leader, world, "judge")


@pytest.mark.usefixtures("judging")
def test_stories_come_before_words_and_firmness_is_said_in_words(member: Visitor, world: World) -> None:
    page = member.get(world.theme(0))
    assert page.index("Verhaal nummer") < page.index("maar half bij passen") < page.index(KEYWORD)
    assert "stevig" in page
    assert "0.9" not in page
    assert "9 verhalen, van 8 vertellers" in page
    assert "redelijk" in member.get(world.theme(1))
    assert "wankel" in member.get(world.theme(2))


@pytest.mark.usefixtures("judging")
def test_a_verdict_is_kept_and_may_be_changed(member: Visitor, world: World, database: Session) -> None:
    judged(member, world, 0, rating="right", reason="Dat klopt precies.")
    judged(member, world, 0, rating="partly", kind="rename", name="Wachten maakt moe", reason="Bij nader inzien.")
    page = member.get(world.theme(0))
    assert "Je zei eerder: Klopt deels" in page
    assert 'value="Wachten maakt moe"' in page
    given = panels.verdicts(database, meeting=world.meeting)
    assert [(v.rating, v.kind, v.seat) for v in given] == [("right", "confirm", 1), ("partly", "rename", 1)]
    lines = [line for line in panel_log.lines(database, meeting=world.meeting) if line.what == "verdict"]
    assert [(line.old, line.new) for line in lines] == [("", "right confirm"), ("right confirm", "partly rename")]
    database.rollback()


@pytest.mark.usefixtures("judging")
def test_what_is_not_right_and_left_as_it_is_goes(member: Visitor, world: World, database: Session) -> None:
    judged(member, world, 0, rating="wrong", reason="Dit hoort niet bij elkaar.")
    assert [v.kind for v in panels.verdicts(database, meeting=world.meeting)] == ["reject"]
    database.rollback()


@pytest.mark.usefixtures("judging")
def test_several_themes_are_one_and_one_is_two(member: Visitor, world: World, database: Session) -> None:
    others = [str(theme.id) for theme in world.themes[1:]]
    judged(member, world, 0, rating="partly", kind="merge", together=others, reason="Hetzelfde.")
    judged(member, world, 1, rating="partly", kind="split", part_1="wachten", part_2="niets horen", reason="Twee.")
    merged, split = panels.verdicts(database, meeting=world.meeting)
    assert {merged.merge_into_id, *(also.candidate_id for also in merged.also)} == {t.id for t in world.themes[1:]}
    assert split.parts == ["wachten", "niets horen"]
    database.rollback()
    assert member.get(world.theme(0)).count('name="together" value="') == 2


@pytest.mark.usefixtures("judging")
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "omdat"}, "Kies wat je van dit thema vindt."),
        ({"rating": "right"}, "Schrijf op waarom je dat vindt."),
        ({"rating": "right", "kind": "rename", "reason": "omdat"}, "Schrijf de naam van het thema op."),
        ({"rating": "right", "kind": "merge", "reason": "omdat"}, "Kies het thema waar dit bij hoort."),
        (
            {"rating": "right", "kind": "merge", "reason": "omdat", "together": str(uuid.uuid4())},
            "Kies het thema waar dit bij hoort.",
        ),
        (
            {"rating": "right", "kind": "split", "reason": "omdat", "part_1": "een"},
            "Schrijf allebei de dingen op.",
        ),
    ],
)
def test_an_incomplete_verdict_says_what_is_missing(
    member: Visitor, world: World, fields: dict[str, str], sentence: str
) -> None:
    member.get(world.theme(0))
    page = member.post(world.theme(0), 400, **fields)
    assert sentence in page
    assert fields.get("reason", "") in page


@pytest.mark.usefixtures("judging")
def test_a_theme_cannot_belong_with_itself(member: Visitor, world: World) -> None:
    member.get(world.theme(0))
    itself = str(world.themes[0].id)
    member.post(world.theme(0), 400, rating="right", kind="merge", reason="omdat", together=itself)


@pytest.mark.usefixtures("judging")
def test_one_story_can_be_moved_to_another_theme_or_to_none(member: Visitor, leader: Visitor, world: World) -> None:
    member.get(world.theme(0))
    move = f"{world.theme(0)}/verplaatsen"
    page = member.post(move, 400, ref=str(world.refs[0]), to="", move_reason="hoort elders")
    assert "Kies waar dit verhaal bij hoort." in page
    assert "hoort elders" in page
    member.post(move, ref=str(world.refs[0]), to=str(world.themes[1].id), move_reason="Gaat over school.")
    assert "Gaat over school." in member.get(world.theme(0))
    go_to(leader, world, "decide")
    assert "Gaat over school." in leader.get(world.decision(0))


@pytest.mark.usefixtures("judging")
def test_a_seat_sees_others_only_once_it_is_ready_and_only_those_who_are_ready(visitor: Open, world: World) -> None:
    first, second, third = (visitor(member) for member in world.members)
    judged(first, world, 0, rating="wrong", reason="Geheimereden van stoel een.")
    judged(third, world, 0, rating="wrong", reason="Geheimereden van stoel drie.")
    first.post(f"{world.at}/themas/klaar")
    for address in (f"{world.at}/themas", world.theme(0), f"/panel/{world.pilot.slug}/", f"{world.at}/"):
        assert "Geheimereden" not in second.get(address)
    assert "Geheimereden" not in second.get(f"{world.at}/naast-elkaar", 403)
    judged(second, world, 0, rating="right", reason="Klopt.")
    second.post(f"{world.at}/themas/klaar")
    page = second.get(f"{world.at}/naast-elkaar")
    assert "Geheimereden van stoel een." in page
    assert "stoel drie." not in page
    page = second.post(world.theme(0), 409, rating="wrong", reason="Toch niet.")
    assert "Toch niet." in page


def test_a_late_verdict_gets_a_sentence_and_the_text_stays(member: Visitor, leader: Visitor, world: World) -> None:
    go_to(leader, world, "judge")
    member.get(world.theme(0))
    go_to(leader, world, "decide")
    page = member.post(world.theme(0), 409, rating="right", kind="rename", name="Mijn naam", reason="mijn reden")
    for kept in ("is verder gegaan", "Mijn naam", "mijn reden"):
        assert kept in page
    leader.get(world.decision(0))
    go_to(leader, world, "choose")
    page = leader.post(world.decision(0), 409, kind="confirm", name="Te laat", reason="Echt te laat.")
    assert "Echt te laat." in page
