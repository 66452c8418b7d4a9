"""Deciding, choosing and giving back in a panel meeting, over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.panel import PanelLog
from survey.services import choices, feedback, panel_log, retention
from tests.conftest import NOON
from tests.survey.panel.meeting_world import TITLE, Make, Open, World, go_to, judged, label
from tests.survey.staff_fixtures import Visitor


def test_the_facilitator_sees_dissent_decides_and_closes(visitor: Open, leader: Visitor, world: World) -> None:
    go_to(leader, world, "judge")
    for index, (rating, reason) in enumerate([("right", "Ja hoor."), ("right", "Zeker."), ("wrong", "Echt niet.")]):
        judged(visitor(world.members[index]), world, 0, rating=rating, reason=reason)
    go_to(leader, world, "decide")
    page = leader.get(f"{world.at}/besluit")
    assert "2 × Klopt" in page
    assert "verdeeld" in page
    assert page.index("Echt niet.") > page.index("wijkt af")
    page = leader.post(world.decision(0), 400, kind="confirm", reason="Twee van de drie.")
    assert "Schrijf de naam van het thema op." in page
    assert "Twee van de drie." in page
    leader.post(
        world.decision(0),
        kind="confirm",
        name="Lang wachten",
        reason="Twee van de drie.",
        votes_for="2",
        votes_against="1",
    )
    assert "2 voor, 1 tegen" in leader.get(f"{world.at}/besluit")
    page = leader.post(f"{world.at}/leiden", 400, to="choose")
    assert "nog niet besloten" in page
    leader.post(f"{world.at}/leiden", to="choose", anyway="yes")
    page = leader.post(f"{world.at}/leiden", 400, to="closed")
    assert "wat er vooral slechter werd" in page
    leader.post(f"{world.at}/kiezen/{choices.WORSE}/besluit", ref="none", reason="Niets werd slechter.")
    leader.post(f"{world.at}/leiden", to="closed")
    page = leader.get(f"{world.at}/besluit")
    assert "Deze bijeenkomst is gesloten" in page
    assert "<li>Lang wachten</li>" in page
    assert "Echt niet." in page, "dissent stays"
    assert "Lang wachten" in visitor(world.members[2]).get(f"/panel/{world.pilot.slug}/")
    page = visitor(world.members[2]).get(f"{world.at}/uitkomst")
    assert "anders dan jij zei" in page
    assert "In het thema “Lang wachten”." in page


def test_decisions_that_contradict_each_other_do_not_leave_the_talk(leader: Visitor, world: World) -> None:
    go_to(leader, world, "decide")
    for one, other in ((0, 1), (1, 0)):
        leader.post(world.decision(one), kind="merge", into=str(world.themes[other].id), reason="hoort bij elkaar")
    page = leader.post(f"{world.at}/leiden", 400, to="choose", anyway="yes")
    assert "spreken elkaar tegen" in page
    leader.get(world.decision(0))


def test_machine_teller_and_panel_stand_side_by_side(member: Visitor, leader: Visitor, world: World) -> None:
    for _ in world.refs:
        label(member, world, none="y")
    go_to(leader, world, "decide")
    for browser in (member, leader):
        page = browser.get(f"{world.at}/lezingen")
        assert TITLE in page
        assert "De computer vond er een thema in, het panel niet" in page


@pytest.fixture
def choosing(leader: Visitor, world: World) -> None:
    go_to(leader, world, "choose")


@pytest.mark.usefixtures("choosing")
def test_no_story_is_chosen_without_another_beside_it(member: Visitor, leader: Visitor, world: World) -> None:
    first, second = (str(ref) for ref in world.refs[:2])
    member.get(f"{world.at}/kiezen/support")
    member.post(f"{world.at}/kiezen/support", ref=first, reason="Hier werd het beter.")
    choose = f"{world.at}/kiezen/support/besluit"
    assert "Hier werd het beter." in leader.get(choose)
    for contrary in ("", first):
        page = leader.post(choose, 400, ref=first, contrary=contrary, reason="Dit telt het meest.")
        assert "Dit telt het meest." in page
        assert 'id="contrary-error"' in page
    leader.post(choose, ref=first, contrary=second, reason="Dit telt het meest.", votes_for="3")
    page = member.get(f"{world.at}/kiezen")
    assert "Dit telt het meest." in page
    assert "En dit verhaal zegt iets anders" in page


@pytest.mark.usefixtures("choosing")
def test_a_seat_does_not_see_what_others_named(visitor: Open, world: World) -> None:
    first, second = visitor(world.members[0]), visitor(world.members[1])
    first.get(f"{world.at}/kiezen/support")
    first.post(f"{world.at}/kiezen/support", ref=str(world.refs[0]), reason="Geheimekeuze.")
    for address in ("kiezen", "kiezen/support", "uitkomst"):
        assert "Geheimekeuze" not in second.get(f"{world.at}/{address}")


@pytest.mark.usefixtures("choosing")
def test_a_story_that_is_taken_back_leaves_a_gap_and_a_line_without_words(
    leader: Visitor, member: Visitor, world: World, database: Session
) -> None:
    first, second = world.refs[:2]
    leader.get(f"{world.at}/kiezen/support/besluit")
    leader.post(f"{world.at}/kiezen/support/besluit", ref=str(first), contrary=str(second), reason="Telt het meest.")
    retention.withdraw(database, ref=first, by=None, now=NOON)
    database.commit()
    for browser in (member, leader):
        page = browser.get(f"{world.at}/kiezen")
        assert "teruggenomen door de verteller" in page
        assert "Telt het meest." not in page
    line = database.scalars(select(PanelLog).where(PanelLog.what == "choose")).one()
    assert (line.ref, line.about, line.new) == (None, "support", "story")
    assert panel_log.is_gap(line)
    database.rollback()
    assert "een verhaal dat is teruggenomen" in leader.get(f"{world.at}/verloop")


def test_what_the_panel_decided_becomes_a_draft_for_the_tellers(
    visitor: Open, person: Make, leader: Visitor, world: World, database: Session
) -> None:
    go_to(leader, world, "decide")
    leader.get(world.decision(0))
    leader.post(world.decision(0), kind="confirm", name="Lang wachten", reason="Wachten maakt het erger.")
    go_to(leader, world, "choose")
    leader.get(f"{world.at}/kiezen/{choices.WORSE}/besluit")
    leader.post(f"{world.at}/kiezen/{choices.WORSE}/besluit", ref="none", reason="Niets.")
    go_to(leader, world, "closed")
    coordinator = visitor(person("coordinator"))
    coordinator.get("/account/")
    coordinator.post(f"{world.at}/terugkoppelen")
    page = coordinator.get(f"/beheer/{world.pilot.slug}/meetmomenten/1/terugkoppeling")
    assert "Jullie vertelden over: Lang wachten. Wachten maakt het erger." in page
    (draft,) = feedback.history(database, wave=world.pilot.waves[0], language="nl")
    assert not draft.is_published
    database.rollback()
