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
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.models.signal import Signal
from survey.services import consents, deidentification, panels
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
    )
    assert meeting.members
    themes = list(run.candidates)
    database.commit()
    return World(pilot, meeting, members, evaluator, themes, refs)


@pytest.fixture
def member(visitor: Open, world: World) -> Visitor:
    return visitor(world.members[0])


def label(browser: Visitor, world: World, **fields: str) -> None:
    page = browser.get(f"{world.at}/lezen")
    ref = re.search(r'name="ref" value="([^"]+)"', page)
    position = re.search(r'name="position" value="(\d+)"', page)
    assert ref
    assert position
    browser.post(f"{world.at}/lezen", ref=ref.group(1), position=position.group(1), **(fields or {"own": "wachten"}))


def read_everything(browser: Visitor, world: World) -> None:
    for _ in world.refs:
        label(browser, world)


def judged(browser: Visitor, world: World, index: int, **fields: str) -> None:
    browser.get(world.theme(index))
    browser.post(world.theme(index), **fields)


# --- reading -----------------------------------------------------------------------------------------------------------


def test_a_story_is_read_blind(member: Visitor, world: World) -> None:
    page = member.get(f"{world.at}/lezen")
    assert "Verhaal nummer" in page
    assert "nog 3 verhalen" in page
    for hidden in (TITLE, KEYWORD, "Mogelijk thema", "stevig", "support.now"):
        assert hidden not in page


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
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), position="1", why="een lange gedachte")
    assert "Kies een label" in page
    assert "een lange gedachte" in page
    assert ref.group(1) in page
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), position="1", own="geld", none="y")
    assert "ook dat er geen past" in page
    page = member.post(f"{world.at}/lezen", 400, ref=ref.group(1), position="1", own="x" * 70)
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
        member.post(f"{world.at}/lezen", ref=ref.group(1), position="1", own="wachten")
    assert len(panels.readings(database, meeting=world.meeting)) == 1
    database.rollback()


def test_skipping_goes_on_and_can_be_made_up_for(member: Visitor, world: World) -> None:
    for position in (1, 2):
        member.get(f"{world.at}/lezen?na={position}")
    page = member.get(f"{world.at}/lezen?na=3")
    assert "Je sloeg 3 verhalen over" in page
    assert "Verhaal nummer" in member.get(f"{world.at}/lezen")


def test_a_note_comes_before_the_story(member: Visitor, world: World, database: Session, person: Make) -> None:
    ref = told(database, world.pilot, "Het werd heel naar thuis.")
    factories_by = person("coordinator")
    deidentification.release(
        database,
        pilot=world.pilot,
        ref=ref,
        decisions=[],
        key_ring=factories.KEY_RING,
        by=factories_by,
        now=NOON,
        content_note="ruzie thuis",
    )
    database.add(
        Assignment(candidate_id=world.themes[0].id, ref=ref, weight=0.9, is_main=True, shown_as="typical", rank=0)
    )
    database.commit()
    member.get(f"{world.at}/themas")
    member.post(f"{world.at}/themas")
    page = member.get(world.theme(0))
    assert page.index("ruzie thuis") < page.index("Het werd heel naar thuis")


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
    member.post(f"{world.at}/lezen", 403, ref=str(world.refs[0]), position="1", own="toch")


# --- judging -----------------------------------------------------------------------------------------------------------


def test_themes_wait_until_the_stories_are_read(member: Visitor, world: World) -> None:
    for address in (f"{world.at}/themas", world.theme(0)):
        page = member.get(address)
        assert "Eerst lezen, dan oordelen" in page
        assert KEYWORD not in page
        assert "Mogelijk thema" not in page
    read_everything(member, world)
    assert "Mogelijk thema 1" in member.get(f"{world.at}/themas")


def test_the_rest_can_be_left_unread_but_then_reading_is_over(member: Visitor, world: World) -> None:
    member.get(f"{world.at}/themas")
    member.post(f"{world.at}/themas")
    assert "Mogelijk thema 1" in member.get(f"{world.at}/themas")
    assert member.client.get(f"{world.at}/lezen").status_code == 302


def test_stories_come_before_words_and_firmness_is_said_in_words(member: Visitor, world: World) -> None:
    read_everything(member, world)
    page = member.get(world.theme(0))
    assert page.index("Verhaal nummer") < page.index("maar half bij passen") < page.index(KEYWORD)
    assert "stevig" in page
    assert "0.9" not in page
    assert "9 verhalen, van 8 vertellers" in page
    assert "redelijk" in member.get(world.theme(1))
    assert "wankel" in member.get(world.theme(2))


def test_a_verdict_is_kept_and_may_be_changed(member: Visitor, world: World, database: Session) -> None:
    read_everything(member, world)
    judged(member, world, 0, kind="confirm", reason="Dat klopt precies.")
    judged(member, world, 0, kind="rename", name="Wachten maakt moe", reason="Bij nader inzien.")
    page = member.get(world.theme(0))
    assert "Je zei eerder: Klopt, maar het heet anders" in page
    assert 'value="Wachten maakt moe"' in page
    given = panels.verdicts(database, meeting=world.meeting)
    assert [(verdict.kind, verdict.seat) for verdict in given] == [("confirm", 1), ("rename", 1)]
    database.rollback()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "omdat"}, "Kies wat je van dit thema vindt."),
        ({"kind": "confirm"}, "Schrijf op waarom je dat vindt."),
        ({"kind": "rename", "reason": "omdat"}, "Schrijf de naam van het thema op."),
        ({"kind": "merge", "reason": "omdat"}, "Kies het thema waar dit bij hoort."),
        ({"kind": "merge", "reason": "omdat", "merge_into": str(uuid.uuid4())}, "Kies het thema waar dit bij hoort."),
    ],
)
def test_an_incomplete_verdict_says_what_is_missing(
    member: Visitor, world: World, fields: dict[str, str], sentence: str
) -> None:
    read_everything(member, world)
    member.get(world.theme(0))
    page = member.post(world.theme(0), 400, **fields)
    assert sentence in page
    assert fields.get("reason", "") in page


def test_a_theme_cannot_belong_with_itself(member: Visitor, world: World) -> None:
    read_everything(member, world)
    member.get(world.theme(0))
    member.post(world.theme(0), 400, kind="merge", reason="omdat", merge_into=str(world.themes[0].id))


def test_a_seat_sees_its_own_words_only(visitor: Open, world: World) -> None:
    first, second = visitor(world.members[0]), visitor(world.members[1])
    read_everything(first, world)
    read_everything(second, world)
    judged(first, world, 0, kind="reject", reason="Geheimereden van stoel een.")
    for address in (f"{world.at}/themas", world.theme(0), f"/panel/{world.pilot.slug}/"):
        assert "Geheimereden" not in second.get(address)
    assert "Je zei eerder" not in second.get(world.theme(0))


# --- deciding ----------------------------------------------------------------------------------------------------------


def test_the_facilitator_sees_dissent_decides_and_closes(visitor: Open, world: World) -> None:
    for index, (kind, reason) in enumerate([("confirm", "Ja hoor."), ("confirm", "Zeker."), ("reject", "Echt niet.")]):
        browser = visitor(world.members[index])
        read_everything(browser, world)
        judged(browser, world, 0, kind=kind, reason=reason)
    leader = visitor(world.facilitator)
    page = leader.get(f"{world.at}/besluit")
    assert "2 × Dit klopt" in page
    assert "verdeeld" in page
    assert page.index("Echt niet.") > page.index("wijkt af")
    decision = f"{world.at}/besluit/{world.themes[0].id}"
    assert "Echt niet." in leader.get(decision)
    page = leader.post(decision, 400, kind="confirm", reason="Twee van de drie.")
    assert "Schrijf de naam van het thema op." in page
    assert "Twee van de drie." in page
    leader.post(decision, kind="confirm", name="Lang wachten", reason="Twee van de drie.")
    page = leader.post(f"{world.at}/besluit/sluiten", 400)
    assert "nog niet besloten" in page
    leader.post(f"{world.at}/besluit/sluiten", anyway="yes")
    page = leader.get(f"{world.at}/besluit")
    assert "Deze bijeenkomst is gesloten" in page
    assert "<li>Lang wachten</li>" in page
    assert "Echt niet." in page, "dissent stays"
    assert "Lang wachten" in visitor(world.members[2]).get(f"/panel/{world.pilot.slug}/")


def test_decisions_that_contradict_each_other_do_not_close_the_meeting(visitor: Open, world: World) -> None:
    leader = visitor(world.facilitator)
    leader.get(f"{world.at}/besluit")
    for one, other in ((0, 1), (1, 0)):
        leader.post(
            f"{world.at}/besluit/{world.themes[one].id}",
            kind="merge",
            merge_into=str(world.themes[other].id),
            reason="hoort bij elkaar",
        )
    page = leader.post(f"{world.at}/besluit/sluiten", 400, anyway="yes")
    assert "spreken elkaar tegen" in page
    leader.get(f"{world.at}/besluit/{world.themes[0].id}")


def test_a_late_verdict_gets_a_sentence(visitor: Open, member: Visitor, world: World) -> None:
    read_everything(member, world)
    member.get(world.theme(0))
    leader = visitor(world.facilitator)
    leader.get(f"{world.at}/besluit")
    leader.post(f"{world.at}/besluit/sluiten", anyway="yes")
    assert "gesloten" in member.post(world.theme(0), 409, kind="confirm", reason="te laat")
    assert "gesloten" in member.get(f"{world.at}/lezen", 409)
    page = leader.post(f"{world.at}/besluit/{world.themes[0].id}", 409, kind="reject", reason="te laat")
    assert "gesloten" in page


# --- who may see what --------------------------------------------------------------------------------------------------


def pages_of(world: World) -> list[str]:
    return [f"/panel/{world.pilot.slug}/", f"{world.at}/lezen", f"{world.at}/themas", world.theme(0)]


def test_nothing_unreleased_and_nothing_without_consent_reaches_the_panel(
    visitor: Open, member: Visitor, world: World
) -> None:
    pages = [member.get(f"{world.at}/lezen?na={position}") for position in range(4)]
    read_everything(member, world)
    pages += [member.get(address) for address in [*pages_of(world), world.theme(1)]]
    leader = visitor(world.facilitator)
    pages += [leader.get(f"{world.at}/besluit"), leader.get(f"{world.at}/besluit/{world.themes[0].id}")]
    for page in pages:
        assert UNRELEASED not in page
        assert WITHOUT_CONSENT not in page


def test_a_panel_member_may_not_see_all_verdicts(member: Visitor, world: World) -> None:
    for address in (f"{world.at}/besluit", f"{world.at}/besluit/{world.themes[0].id}"):
        member.get(address, 403)
    member.get(f"{world.at}/lezen")
    member.post(f"{world.at}/besluit/sluiten", 403)


def test_only_the_named_facilitator_decides(visitor: Open, person: Make, world: World) -> None:
    other = visitor(person("coordinator"))
    other.get(f"{world.at}/besluit", 403)
    other.get("/account/")
    other.post(f"{world.at}/besluit/{world.themes[0].id}", 403, kind="reject", reason="x")
    other.post(f"{world.at}/besluit/sluiten", 403)


def test_the_facilitator_does_not_sit_in_a_seat(visitor: Open, world: World) -> None:
    leader = visitor(world.facilitator)
    for address in pages_of(world):
        leader.get(address, 403)


def test_a_panel_member_without_a_seat_is_refused(visitor: Open, person: Make, world: World) -> None:
    guest = visitor(person("panel_member"))
    assert "nog geen bijeenkomst" in guest.get(f"/panel/{world.pilot.slug}/")
    for address in pages_of(world)[1:]:
        guest.get(address, 403)


def test_people_of_another_pilot_are_refused(visitor: Open, person: Make, world: World, other_pilot: Pilot) -> None:
    for role in ("panel_member", "coordinator", "evaluator"):
        outsider = visitor(person(role, other_pilot))
        for address in [*pages_of(world), f"{world.at}/besluit"]:
            outsider.get(address, 403)
            moved = address.replace(f"/{world.pilot.slug}/", f"/{other_pilot.slug}/")
            assert "Verhaal nummer" not in outsider.client.get(moved).get_data(as_text=True)


def test_a_theme_of_another_meeting_is_not_found(member: Visitor, world: World, database: Session) -> None:
    read_everything(member, world)
    other = a_run(database, world.pilot, [])
    candidate_id = other.candidates[0].id
    database.commit()
    member.get(f"{world.at}/themas/{candidate_id}", 404)


def test_a_verdict_needs_the_token_of_the_page(member: Visitor, world: World) -> None:
    read_everything(member, world)
    member.token = "forged"
    member.post(world.theme(0), 400, kind="confirm", reason="x")
