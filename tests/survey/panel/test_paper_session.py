"""A panel on paper: what is printed, what is typed in as which seat, and what is refused with a sentence."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.panel import PHASES, CardDraw, PanelLog, Phase
from survey.services import choices, consents, panel_paper, panels, retention, seats, verdicts
from survey.services.errors import NotAllowed, PhaseOver, VerdictInvalid
from tests import factories
from tests.conftest import NOON
from tests.survey.panel.meeting_world import KEYWORD, TITLE, UNRELEASED, WITHOUT_CONSENT, World, a_run
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]


@pytest.fixture
def room(world: World, database: Session) -> World:
    """A meeting of one member with an account (seat 1) and two seats on paper, in place of the world's own."""
    pilot = world.pilot
    run = a_run(database, pilot, world.refs)
    world.meeting = panels.plan_meeting(
        database, pilot=pilot, wave=pilot.waves[0], run=run, title="Op papier", held_on=NOON.date(),
        facilitator=world.facilitator, members=world.members[:1], n_random=5, sample_seed=3,
        key_ring=factories.KEY_RING, by=world.facilitator, now=NOON, n_code_seats=2,
    )  # fmt: skip
    world.themes = list(run.candidates)
    database.commit()
    return world


def go_to(database: Session, room: World, phase: Phase) -> None:
    meeting = database.get_one(type(room.meeting), room.meeting.id)
    assert PHASES.index(phase) >= PHASES.index(meeting.phase)
    meeting.phase = phase
    database.commit()


def words_of(browser: Visitor, address: str) -> str:
    answer = browser.answer(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def audited(database: Session) -> list[tuple[str, dict[str, object]]]:
    rows = database.scalars(select(AuditEvent).where(AuditEvent.action.like("meeting.%_printed")))
    found = [(row.action, row.detail) for row in rows]
    database.rollback()
    return found


def numbers(database: Session, room: World) -> dict[int, uuid.UUID]:
    found = {n: ref for ref, n in panel_paper.numbers(database, meeting=room.meeting).items()}
    database.rollback()
    return found


# --- printing ----------------------------------------------------------------------------------------------------------


def test_cards_hold_only_what_the_panel_may_read_and_nothing_of_the_machine_or_the_teller(
    leader: Visitor, room: World, database: Session
) -> None:
    leader.get(f"{room.at}/papier")
    words = words_of(leader, f"{room.at}/papier/kaarten")
    assert words.count("Verhaal nummer") == 3
    assert all(f"Verhaal {n}" in words for n in numbers(database, room))
    for hidden in (UNRELEASED, WITHOUT_CONSENT, KEYWORD, TITLE):
        assert hidden not in words
    assert audited(database) == [("meeting.cards_printed", {"stories": 3})]


def test_a_story_that_was_taken_back_is_on_no_card_and_its_number_goes_to_no_other(
    leader: Visitor, room: World, database: Session
) -> None:
    before, at = numbers(database, room), f"{room.at}/papier"
    retention.withdraw(database, ref=before[2], by=None, now=NOON)
    database.commit()
    leader.get(at)
    words = words_of(leader, f"{at}/kaarten")
    assert words.count("Verhaal nummer") == 2
    assert numbers(database, room) == {n: ref for n, ref in before.items() if n != 2}


def test_a_story_whose_teller_no_longer_allows_the_panel_is_on_no_card(
    leader: Visitor, room: World, database: Session
) -> None:
    no, at = {"analysis": True, "panel": False, "quotation": False}, f"{room.at}/papier"
    consents.record(
        database, ref=numbers(database, room)[1], uses=no, wording_hashes=dict.fromkeys(no, "0" * 64), language="nl",
        given_by="teller", on=NOON.date(),
    )  # type: ignore[arg-type]  # fmt: skip
    database.commit()
    leader.get(at)
    assert words_of(leader, f"{at}/kaarten").count("Verhaal nummer") == 2


def test_theme_sheets_wait_until_everybody_has_read(leader: Visitor, room: World, database: Session) -> None:
    page = leader.get(f"{room.at}/papier")
    assert "Themabladen komen als iedereen heeft gelezen" in page
    assert 'themabladen"' not in page
    assert leader.answer(f"{room.at}/papier/themabladen").status_code == 409
    go_to(database, room, "judge")
    words = words_of(leader, f"{room.at}/papier/themabladen")
    assert KEYWORD in words
    assert "Klopt deels" in words
    assert audited(database) == [("meeting.sheets_printed", {"stories": 3})]


def test_of_a_closed_meeting_nothing_is_printed(leader: Visitor, room: World, database: Session) -> None:
    leader.get(f"{room.at}/papier")
    go_to(database, room, "closed")
    assert "niets meer af te drukken" in leader.get(f"{room.at}/papier")
    assert leader.answer(f"{room.at}/papier/kaarten").status_code == 409


def test_only_the_facilitator_and_coordinators_work_with_paper(
    visitor: Open, room: World, person: Callable[..., User]
) -> None:
    assert visitor(person("coordinator")).get(f"{room.at}/papier")
    for other in (visitor(person("evaluator")), visitor(room.members[0])):
        other.get(f"{room.at}/papier", 403)
        assert other.answer(f"{room.at}/papier/kaarten").status_code == 403
        assert other.answer(f"{room.at}/papier/stoel/2", phase="read").status_code == 403


# --- labels ------------------------------------------------------------------------------------------------------------


def test_labels_from_paper_are_kept_as_that_seat_and_marked(leader: Visitor, room: World, database: Session) -> None:
    at = f"{room.at}/papier/stoel/2"
    leader.get(at)
    leader.post(at, phase="read", card__1__own="lang wachten, geld", card__1__why="Zo was het.", card__3__none="y")
    kept = {reading.ref: reading for reading in panels.readings(database, meeting=room.meeting)}
    by_number = panel_paper.numbers(database, meeting=room.meeting)
    found = {by_number[ref]: (reading.seat, reading.tags, reading.source) for ref, reading in kept.items()}
    assert found == {1: (2, ["geld", "lang wachten"], "paper"), 3: (2, [], "paper")}
    assert {line.source for line in database.scalars(select(PanelLog).where(PanelLog.what == "read"))} == {"paper"}
    database.rollback()
    page = leader.get(at)
    assert "<bdi>geld</bdi>, <bdi>lang wachten</bdi>" in page
    assert 'name="card-1-own"' not in page, "once said it stands"
    go_to(database, room, "decide")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", leader.get(f"{room.at}/lezingen")))
    assert "Stoel 2 (op papier): geld, lang wachten" in page


def test_what_a_seat_said_on_a_screen_is_not_shown_to_who_types(
    leader: Visitor, room: World, database: Session
) -> None:
    seats.label_once(
        database, pilot=room.pilot, meeting=room.meeting, seat=2, ref=numbers(database, room)[1],
        tags=["geheimpje"], reason="", key_ring=factories.KEY_RING, now=NOON,
    )  # fmt: skip
    database.commit()
    page = leader.get(f"{room.at}/papier/stoel/2")
    assert "Deze stoel heeft het zelf al gezegd" in page
    assert "geheimpje" not in page


def test_a_mistake_keeps_everything_in_the_form_and_stores_nothing(
    leader: Visitor, room: World, database: Session
) -> None:
    at = f"{room.at}/papier/stoel/2"
    leader.get(at)
    page = leader.post(at, 400, phase="read", card__1__own="wachten", card__2__own="x" * 70, card__9__own="geld")
    assert "Verhaal 2: Een label heeft hooguit 60 tekens" in page
    assert "geen kaart met nummer 9" in page
    assert 'value="wachten"' in page
    assert panels.readings(database, meeting=room.meeting) == []
    database.rollback()


def test_a_story_taken_back_while_typing_is_said_and_the_rest_stays(
    leader: Visitor, room: World, database: Session
) -> None:
    at = f"{room.at}/papier/stoel/2"
    leader.get(at)
    retention.withdraw(database, ref=numbers(database, room)[2], by=None, now=NOON)
    database.commit()
    page = leader.post(at, 400, phase="read", card__1__own="wachten", card__2__own="hierover")
    assert "Verhaal 2 is er niet meer" in page
    assert "hierover" not in page
    assert 'value="wachten"' in page
    leader.post(at, phase="read", card__1__own="wachten")


def test_typing_that_comes_after_its_phase_is_refused_and_stays_readable(
    leader: Visitor, room: World, database: Session
) -> None:
    at = f"{room.at}/papier/stoel/3"
    leader.get(at)
    go_to(database, room, "judge")
    page = leader.post(at, 409, phase="read", card__1__own="wachten op een brief")
    assert "te laat" in page
    assert "wachten op een brief" in page
    assert panels.readings(database, meeting=room.meeting) == []
    database.rollback()


def test_nobody_types_in_for_a_seat_with_an_account(leader: Visitor, room: World) -> None:
    leader.get(f"{room.at}/papier")
    assert "Stoel 1" not in leader.get(f"{room.at}/papier")
    leader.get(f"{room.at}/papier/stoel/1", 403)
    leader.get(f"{room.at}/papier/stoel/9", 404)
    assert leader.answer(f"{room.at}/papier/stoel/1", phase="read", **{"card-1-own": "geld"}).status_code == 403


# --- verdicts, named stories, counts -----------------------------------------------------------------------------------


def test_verdicts_from_paper_stand_beside_the_others_and_are_marked(
    leader: Visitor, room: World, database: Session
) -> None:
    go_to(database, room, "judge")
    at = f"{room.at}/papier/stoel/2"
    leader.get(at)
    said = {"theme__1__rating": "partly", "theme__1__name": "Lang wachten", "theme__1__reason": "Het is meer dan dat."}
    page = leader.post(at, 400, phase="judge", **said, theme__2__rating="wrong")
    assert "Thema 2: Typ de reden over." in page
    leader.post(at, phase="judge", **said, theme__2__rating="wrong", theme__2__reason="Dit hoort niet bij elkaar.")
    kept = verdicts.of_seat(database, meeting=room.meeting, seat=2)
    found = [(kept[theme.id].kind, kept[theme.id].rating, kept[theme.id].source) for theme in room.themes[:2]]
    assert found == [("rename", "partly", "paper"), ("reject", "wrong", "paper")]
    database.rollback()
    leader.get(at)
    leader.post(at, phase="judge", **said)
    assert len(panels.verdicts(database, meeting=room.meeting)) == 2, "the same again adds nothing"
    go_to(database, room, "decide")
    page = re.sub(r"<[^>]+>", "", leader.get(f"{room.at}/besluit"))
    assert "Stoel 2 (op papier)" in page


def test_a_story_is_named_by_the_number_of_its_card(leader: Visitor, room: World, database: Session) -> None:
    go_to(database, room, "choose")
    at = f"{room.at}/papier/stoel/3"
    leader.get(at)
    page = leader.post(at, 400, phase="choose", **{"domain-support-number": "44", "domain-support-reason": "Omdat."})
    assert "geen kaart met nummer 44" in page
    assert "Omdat." in page
    for _ in range(2):
        leader.get(at)
        leader.post(at, phase="choose", **{"domain-support-number": "2", "domain-support-reason": "Omdat."})
    named = choices.nominations(database, pilot=room.pilot, meeting=room.meeting, key_ring=factories.KEY_RING)
    assert [(one.seat, one.ref, one.source) for one in named["support"]] == [(3, numbers(database, room)[2], "paper")]
    lines = database.scalars(select(PanelLog).where(PanelLog.what == "nominate")).all()
    assert [line.source for line in lines] == ["paper"]
    database.rollback()
    assert "(op papier): Omdat." in leader.get(f"{room.at}/kiezen")


def test_counts_of_a_group_stand_apart_from_the_seats(leader: Visitor, room: World, database: Session) -> None:
    go_to(database, room, "judge")
    at = f"{room.at}/papier/tellingen"
    leader.get(at)
    page = leader.post(at, 400, theme__1__right="vijf", theme__1__note="Zes aan één tafel.")
    assert "vijf" in page
    assert "Zes aan één tafel." in page
    leader.post(at, theme__1__right="5", theme__1__wrong="1", theme__1__note="Zes aan één tafel.")
    leader.get(at)
    leader.post(at, theme__1__right="4", theme__1__wrong="1", theme__1__note="Zes aan één tafel.")
    (row,) = panel_paper.counted(database, meeting=room.meeting).values()
    assert panel_paper.counts_of(row) == panel_paper.Counts(right=4, wrong=1)
    assert panels.verdicts(database, meeting=room.meeting) == []
    go_to(database, room, "decide")
    page = re.sub(r"<[^>]+>", "", leader.get(f"{room.at}/besluit"))
    assert "Een groep op papier: 4 × Klopt" in page
    assert "Nog geen oordeel: stoel 1, 2, 3" in page


def test_counts_have_their_phase_and_their_people(database: Session, room: World) -> None:
    about = {
        "pilot": room.pilot, "meeting": room.meeting, "candidate": room.themes[0], "note": "", "now": NOON,
        "by": room.facilitator,
    }  # fmt: skip
    with pytest.raises(PhaseOver):
        panel_paper.count(database, counts=panel_paper.Counts(1), **about)
    room.meeting.phase = "judge"
    with pytest.raises(VerdictInvalid):
        panel_paper.count(database, counts=panel_paper.Counts(-1), **about)
    with pytest.raises(NotAllowed):
        panel_paper.count(database, counts=panel_paper.Counts(1), **{**about, "by": room.members[0]})
    database.rollback()


def test_the_number_of_a_card_is_its_place_in_the_draw(database: Session, room: World) -> None:
    draws = database.scalars(select(CardDraw).where(CardDraw.meeting_id == room.meeting.id)).all()
    assert {draw.ref: draw.position for draw in draws} == panel_paper.numbers(database, meeting=room.meeting)
    database.rollback()
