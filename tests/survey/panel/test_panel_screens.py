"""A panel meeting over HTTP: reading blind, judging, deciding; what each may see, and what nobody may."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.panel import PHASES, PanelLog, PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.models.signal import Signal
from survey.services import choices, consents, deidentification, feedback, panel_log, panels, retention
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

UNRELEASED = "Onvrijgegevenmerkteken"
WITHOUT_CONSENT = "Toestemmingsmerkteken"
KEYWORD = "sleutelwoordmerkteken"
TITLE = "Titelmerkteken"


@dataclass
class World:
    pilot: Pilot
    meeting: PanelMeeting
    members: list[User]
    facilitator: User
    themes: list[CandidateTheme]
    refs: list[uuid.UUID]

    @property
    def at(self) -> str:
        return f"/panel/{self.pilot.slug}/{self.meeting.id}"

    def theme(self, index: int) -> str:
        return f"{self.at}/themas/{self.themes[index].id}"

    def decision(self, index: int) -> str:
        return f"{self.at}/besluit/{self.themes[index].id}"


def told(database: Session, pilot: Pilot, story: str, *, panel: bool = True) -> uuid.UUID:
    consent = {"analysis": True, "panel": panel, "quotation": True}
    return factories.tell(
        database, wave=pilot.waves[0], now=NOON, story=story, consent=consent, texts={"title": TITLE}
    ).ref


def a_run(database: Session, pilot: Pilot, refs: list[uuid.UUID]) -> AnalysisRun:
    run = AnalysisRun(
        pilot_id=pilot.id,
        model_id="test",
        seed=1,
        parameters={},
        libraries={},
        input_hash="0" * 64,
        n_stories=len(refs),
        n_rest=0,
        enough=True,
        created_at=NOON,
        inputs_changed_at=None,
        candidates=[
            CandidateTheme(
                number=n,
                keywords=[KEYWORD, f"woord{n}"],
                keyword_tellers=[6, 5],
                stability=0.9 - n / 5,
                n_stories=9,
                n_tellers=8,
            )
            for n in range(3)
        ],
    )
    database.add(run)
    database.flush()
    for candidate in run.candidates:
        for rank, ref in enumerate(refs):
            database.add(
                Assignment(
                    candidate_id=candidate.id,
                    ref=ref,
                    weight=0.5,
                    is_main=rank == 0,
                    shown_as="typical" if rank < 2 else "contrary",
                    rank=rank,
                )
            )
    database.flush()
    return run


@pytest.fixture
def world(database: Session, pilot: Pilot, person: Make) -> World:
    coordinator, evaluator = person("coordinator"), person("evaluator")
    members = [person("panel_member") for _ in range(3)]
    refs = [told(database, pilot, f"Verhaal nummer {n} ging over wachten op hulp.") for n in range(3)]
    private = told(database, pilot, f"Dit blijft onder ons {WITHOUT_CONSENT}.", panel=False)
    told(database, pilot, f"Nog niet nagekeken {UNRELEASED}.")
    for ref in [*refs, private]:
        factories.release(database, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    run = a_run(database, pilot, [*refs, private])
    meeting = panels.plan_meeting(
        database,
        pilot=pilot,
        wave=pilot.waves[0],
        run=run,
        title="Panel in april",
        held_on=date(2026, 4, 20),
        facilitator=evaluator,
        members=members,
        n_random=10,
        sample_seed=1,
        key_ring=factories.KEY_RING,
        by=coordinator,
        now=NOON,
        aftercare=panels.Aftercare("Mirjam", "06 nazorgnummer"),
        has_rehearsal=True,
    )
    assert meeting.members
    themes = list(run.candidates)
    database.commit()
    return World(pilot, meeting, members, evaluator, themes, refs)


@pytest.fixture
def member(visitor: Open, world: World) -> Visitor:
    return visitor(world.members[0])


@pytest.fixture
def leader(visitor: Open, world: World) -> Visitor:
    return visitor(world.facilitator)


def go_to(leader: Visitor, world: World, phase: Phase) -> None:
    """As the facilitator presses, without a decision on anything."""
    page = leader.get(f"{world.at}/leiden")
    while f'name="to" value="{phase}"' not in page:
        following = re.search(r'name="to" value="(\w+)"', page)
        assert following
        leader.post(f"{world.at}/leiden", to=following.group(1), anyway="yes")
        page = leader.get(f"{world.at}/leiden")
    leader.post(f"{world.at}/leiden", to=phase, anyway="yes")


def label(browser: Visitor, world: World, **fields: str) -> str:
    ref = re.search(r'name="ref" value="([^"]+)"', browser.get(f"{world.at}/lezen"))
    assert ref
    browser.post(f"{world.at}/lezen", ref=ref.group(1), **(fields or {"own": "wachten"}))
    return ref.group(1)


def judged(browser: Visitor, world: World, index: int, **fields: object) -> None:
    browser.get(world.theme(index))
    browser.post(world.theme(index), **fields)


# --- reading -----------------------------------------------------------------------------------------------------------


def test_a_story_is_read_blind(member: Visitor, world: World) -> None:
    page = member.get(f"{world.at}/lezen")
    assert "Verhaal nummer" in page
    assert "nog 3 verhalen" in page
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
    assert "nog 2 verhalen" in page
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
    assert "nog 3 verhalen" in page
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
    member.post(f"{world.at}/lezen", 403, ref=str(world.refs[0]), own="toch")


# --- phases -----------------------------------------------------------------------------------------------------------


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


# --- judging -----------------------------------------------------------------------------------------------------------


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


# --- deciding ----------------------------------------------------------------------------------------------------------


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
    assert "welke verslechtering" in page
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


# --- choosing and giving back --------------------------------------------------------------------------------------------


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


# --- practising ----------------------------------------------------------------------------------------------------------


def test_practising_keeps_nothing(member: Visitor, world: World, database: Session) -> None:
    page = member.get(f"{world.at}/oefenen")
    assert "verzonnen" in page
    assert "Verhaal nummer" not in page
    page = member.post(f"{world.at}/oefenen", 200, step="0", own="oefenwoord")
    assert "Eindelijk een naam" in page
    page = member.post(f"{world.at}/oefenen", 400, step="2", kind="keep")
    assert "Kies wat je van dit thema vindt." in page
    member.post(f"{world.at}/oefenen", 200, step="2", rating="right", kind="keep", reason="omdat")
    assert panels.readings(database, meeting=world.meeting) == []
    assert panels.verdicts(database, meeting=world.meeting) == []
    database.rollback()


# --- who may see what --------------------------------------------------------------------------------------------------


MEMBER_PAGES = (
    "",
    "lezen",
    "oefenen",
    "adempauze",
    "themas",
    "naast-elkaar",
    "lezingen",
    "kiezen",
    "kiezen/support",
    "uitkomst",
)
LEADER_PAGES = ("", "leiden", "verloop", "besluit", "naast-elkaar", "lezingen", "kiezen", "kiezen/support/besluit")


def test_nothing_unreleased_and_nothing_without_consent_reaches_the_panel(
    member: Visitor, leader: Visitor, world: World
) -> None:
    """Every page of a meeting, for a seat and for the facilitator, in every phase; whatever it answers."""
    n_stories = 0
    for phase in PHASES:
        if phase == "closed":
            leader.get(f"{world.at}/kiezen/{choices.WORSE}/besluit")
            leader.post(f"{world.at}/kiezen/{choices.WORSE}/besluit", ref="none", reason="Niets.")
        if phase != "read":
            go_to(leader, world, phase)
        of_member = [f"{world.at}/{page}" for page in MEMBER_PAGES] + [world.theme(i) for i in range(3)]
        of_leader = [f"{world.at}/{page}" for page in LEADER_PAGES] + [world.decision(i) for i in range(3)]
        for browser, addresses in ((member, of_member), (leader, of_leader)):
            for address in addresses:
                page = browser.client.get(address).get_data(as_text=True)
                assert UNRELEASED not in page, (phase, address)
                assert WITHOUT_CONSENT not in page, (phase, address)
                n_stories += "Verhaal nummer" in page
    assert n_stories > 10, "pages without stories would prove nothing"


def test_a_panel_member_does_not_lead(member: Visitor, world: World) -> None:
    for address in ("leiden", "verloop", "besluit", f"besluit/{world.themes[0].id}", "kiezen/support/besluit"):
        member.get(f"{world.at}/{address}", 403)
    member.get(f"{world.at}/lezen")
    member.post(f"{world.at}/leiden", 403, to="judge")


def test_only_the_named_facilitator_leads(visitor: Open, person: Make, world: World) -> None:
    other = visitor(person("coordinator"))
    other.get(f"{world.at}/besluit", 403)
    other.get("/account/")
    other.post(f"{world.at}/besluit/{world.themes[0].id}", 403, kind="reject", reason="x")
    other.post(f"{world.at}/leiden", 403, to="judge")


def test_the_facilitator_does_not_sit_in_a_seat(leader: Visitor, world: World) -> None:
    for address in ("lezen", "themas", "uitkomst", "kiezen/support"):
        leader.get(f"{world.at}/{address}", 403)


def test_a_panel_member_without_a_seat_sees_nothing_of_the_meeting(visitor: Open, person: Make, world: World) -> None:
    other = visitor(person("panel_member"))
    for address in MEMBER_PAGES:
        other.get(f"{world.at}/{address}", 403)
