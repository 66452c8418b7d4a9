"""Reading blind in a panel meeting, over HTTP: one story at a time, and what the phases let nobody see."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.analysis import Assignment
from survey.models.signal import Signal
from survey.services import consents, deidentification, panels
from tests import factories
from tests.conftest import NOON
from tests.survey.panel.meeting_world import KEYWORD, TITLE, Make, World, go_to, judged, label, told
from tests.survey.staff_fixtures import Visitor


def test_a_story_is_read_blind(member: Visitor, world: World) -> None:
    page = member.get(f"{world.at}/lezen")
    assert "Verhaal nummer" in page
    assert "Nog 3 verhalen" in page
    for hidden in (TITLE, KEYWORD, "Mogelijk thema", "stevig", "support.now", "nu beter"):
        assert hidden not in page


def test_once_labelled_the_teller_speaks_and_the_machine_still_does_not(member: Visitor, world: World) -> None:
    ref = label(member, world)
    page = member.get(f"{world.at}/gelezen/{ref}")
    assert "Zo noemde de verteller het zelf" in page
    assert TITLE in page
    assert "2 → 4 · nu beter" in page
    assert KEYWORD not in page
    other = next(str(ref_) for ref_ in world.refs if str(ref_) != ref)
    assert TITLE not in member.get(f"{world.at}/gelezen/{other}", 404)


def test_labels_are_kept_and_offered_at_the_next_story(member: Visitor, world: World, database: Session) -> None:
    label(member, world, own="lang wachten,  de klik ", why="Zo ging het bij ons ook.")
    page = member.get(f"{world.at}/lezen")
    assert "Nog 2 verhalen" in page
    assert 'value="lang wachten"' in page
    assert 'value="de klik"' in page
    (reading,) = panels.readings(database, meeting=world.meeting)
    assert reading.tags == ["de klik", "lang wachten"]
    database.rollback()


def test_the_same_label_in_capitals_is_the_same_label(member: Visitor, world: World, database: Session) -> None:
    label(member, world, own="De klik")
    label(member, world, own="de KLIK")
    assert [reading.tags for reading in panels.readings(database, meeting=world.meeting)] == [["De klik"]] * 2
    database.rollback()


def test_nothing_chosen_is_refused_and_what_was_typed_is_kept(member: Visitor, world: World) -> None:
    page = member.get(f"{world.at}/lezen")
    ref = re.search(r'name="ref" value="([^"]+)"', page)
    assert ref
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), why="een lange gedachte")
    assert "Kies een label" in page
    assert "een lange gedachte" in page
    assert ref.group(1) in page
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), own="geld", none="y")
    assert "ook dat er geen past" in page
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), own="x" * 70)
    assert "hooguit 60 tekens" in page


def test_no_label_fits_is_an_answer(member: Visitor, world: World, database: Session) -> None:
    label(member, world, none="y")
    assert [reading.tags for reading in panels.readings(database, meeting=world.meeting)] == [[]]
    database.rollback()


def test_a_double_click_keeps_one_reading(member: Visitor, world: World, database: Session) -> None:
    page = member.get(f"{world.at}/lezen")
    ref = re.search(r'name="ref" value="([^"]+)"', page)
    assert ref
    for _ in range(2):
        member.post(f"{world.at}/lezen", ref=ref.group(1), own="wachten")
    assert len(panels.readings(database, meeting=world.meeting)) == 1
    database.rollback()


def test_skipping_goes_on_and_can_be_made_up_for(member: Visitor, world: World) -> None:
    page = member.get(f"{world.at}/lezen")
    seen = set()
    while ref := re.search(r'name="ref" value="([^"]+)"', page):
        seen.add(ref.group(1))
        page = member.get(f"{world.at}/lezen?na={ref.group(1)}")
    assert seen == {str(ref) for ref in world.refs}
    assert "Je sloeg 3 verhalen over" in page
    assert "Verhaal nummer" in member.get(f"{world.at}/lezen")


def test_a_note_comes_before_the_story(
    member: Visitor, leader: Visitor, world: World, database: Session, person: Make
) -> None:
    ref = told(database, world.pilot, "Het werd heel naar thuis.")
    deidentification.release(
        database,
        pilot=world.pilot,
        ref=ref,
        decisions=[],
        key_ring=factories.KEY_RING,
        by=person("coordinator"),
        now=NOON,
        content_note="ruzie thuis",
    )
    database.add(
        Assignment(candidate_id=world.themes[0].id, ref=ref, weight=0.9, is_main=True, shown_as="typical", rank=0)
    )
    database.commit()
    go_to(leader, world, "judge")
    page = member.get(world.theme(0))
    assert page.index("ruzie thuis") < page.index("Het werd heel naar thuis")


def test_whom_a_story_touches_finds_a_quiet_page_somebody_to_talk_to_and_the_way_on(
    member: Visitor, world: World
) -> None:
    page = member.get(f"{world.at}/lezen")
    way = re.search(r'href="([^"]+/adempauze[^"]*)"', page)
    assert way
    page = member.get(way.group(1))
    assert "Verhaal nummer" not in page
    assert "06 nazorgnummer" in page
    assert "Verder met een ander verhaal" in page
    assert "0800-0432" in page
    assert "kwaad.example" not in member.get(f"{world.at}/adempauze?terug=//kwaad.example")


def test_whoever_is_worried_asks_for_a_look_and_reads_on(member: Visitor, world: World, database: Session) -> None:
    page = member.get(f"{world.at}/lezen")
    ref = re.search(r'name="ref" value="([^"]+)"', page)
    assert ref
    member.post(f"{world.at}/signaal", ref=ref.group(1))
    page = member.get(f"{world.at}/lezen")
    assert "kijkt snel naar dit verhaal" in page
    assert "Nog 3 verhalen" in page
    raised = [signal for signal in database.scalars(select(Signal)) if signal.source == "panel"]
    assert [str(signal.ref) for signal in raised] == [ref.group(1)]
    database.rollback()


def test_a_story_that_does_not_lie_before_this_seat_gets_no_signal(
    member: Visitor, world: World, database: Session
) -> None:
    hidden = next(s.ref for s in deidentification.waiting(database, pilot=world.pilot))
    database.commit()
    member.get(f"{world.at}/lezen")
    for ref in (str(hidden), "geen ref", ""):
        member.post(f"{world.at}/signaal", 404, ref=ref)


def test_consent_that_was_taken_back_leaves_at_once(member: Visitor, world: World, database: Session) -> None:
    for ref in world.refs:
        consents.record(
            database,
            ref=ref,
            uses={"analysis": True, "panel": False, "quotation": True},
            wording_hashes=dict.fromkeys(("analysis", "panel", "quotation"), "0" * 64),
            language="nl",
            given_by="teller",
            on=NOON.date(),
        )
    database.commit()
    assert "Verhaal nummer" not in member.get(f"{world.at}/lezen")
    page = member.post(f"{world.at}/lezen", 404, ref=str(world.refs[0]), own="toch")
    assert "Dit verhaal is er niet meer" in page
    assert f'href="{world.at}/"' in page, "the way back to the meeting"


def test_nothing_of_the_machine_is_shown_while_people_read(member: Visitor, leader: Visitor, world: World) -> None:
    assert member.client.get(f"{world.at}/themas").status_code == 302
    assert KEYWORD not in member.get(world.theme(0), 302)
    for address in ("naast-elkaar", "lezingen", "kiezen", "uitkomst"):
        assert KEYWORD not in member.get(f"{world.at}/{address}", 409)
    assert leader.client.get(f"{world.at}/besluit").status_code == 302
    leader.get(world.decision(0), 409)


def test_the_facilitator_sees_how_far_everybody_is_and_not_what_they_say(
    member: Visitor, leader: Visitor, world: World
) -> None:
    label(member, world, own="geheimlabelmerkteken", why="geheimeredenmerkteken")
    page = leader.get(f"{world.at}/leiden")
    assert "1 van 3" in page
    assert page.count("0 van 3") == 2
    go_to(leader, world, "judge")
    judged(member, world, 0, rating="right", reason="geheimeredenmerkteken")
    page = leader.get(f"{world.at}/leiden")
    assert "1 van 3" in page
    for address in ("leiden", "verloop"):
        page += leader.get(f"{world.at}/{address}")
    assert "geheim" not in page


def test_every_page_says_to_whom_one_can_talk(member: Visitor, leader: Visitor, world: World) -> None:
    for address in ("", "lezen", "oefenen"):
        assert "Mirjam: 06 nazorgnummer" in member.get(f"{world.at}/{address}")
    go_to(leader, world, "judge")
    for page in (member.get(f"{world.at}/themas"), member.get(world.theme(0)), leader.get(f"{world.at}/leiden")):
        assert "Mirjam: 06 nazorgnummer" in page


def test_a_late_label_gets_a_sentence_and_the_text_stays(member: Visitor, leader: Visitor, world: World) -> None:
    ref = re.search(r'name="ref" value="([^"]+)"', member.get(f"{world.at}/lezen"))
    assert ref
    go_to(leader, world, "judge")
    page = member.post(f"{world.at}/lezen", 409, ref=ref.group(1), own="mijn label", why="mijn lange gedachte")
    for kept in ("is verder gegaan", "mijn label", "mijn lange gedachte"):
        assert kept in page
    assert KEYWORD not in page
