"""Seats without an account: three words on paper give the seat, on any device, and a shared tablet forgets it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.panel import PanelMember
from survey.services import panels, seat_codes
from survey.services.errors import MeetingClosed
from tests import factories
from tests.conftest import NOON
from tests.survey.panel.meeting_world import World, a_run
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]


@pytest.fixture
def codes(world: World, database: Session) -> dict[int, str]:
    """A meeting of two seats by code in place of the world's own."""
    pilot = world.pilot
    run = a_run(database, pilot, world.refs)
    world.meeting = panels.plan_meeting(
        database, pilot=pilot, wave=pilot.waves[0], run=run, title="Op papier", held_on=NOON.date(),
        facilitator=world.facilitator, members=[], n_random=5, sample_seed=3, key_ring=factories.KEY_RING,
        by=world.facilitator, now=NOON, n_code_seats=2,
    )  # fmt: skip
    made = seat_codes.make(database, meeting=world.meeting, key_ring=factories.KEY_RING, by=world.facilitator, now=NOON)
    database.commit()
    return made


def enter(browser: Visitor, code: str, status: int = 302) -> str:
    browser.get("/panel/")
    return browser.post("/panel/", status, code=code)


def test_the_three_words_give_the_seat_and_nothing_else(
    visitor: Open, world: World, codes: dict[int, str], database: Session
) -> None:
    browser = visitor()
    assert browser.client.get(f"{world.at}/lezen").status_code == 302, "to the sign-in"
    enter(browser, codes[2].upper().replace(" ", ", "))
    assert "Je hebt stoel 2." in browser.get(f"{world.at}/")
    ref = re.search(r'name="ref" value="([^"]+)"', browser.get(f"{world.at}/lezen"))
    assert ref
    browser.post(f"{world.at}/lezen", ref=ref.group(1), own="wachten")
    assert [reading.seat for reading in panels.readings(database, meeting=world.meeting)] == [2]
    database.rollback()
    assert browser.client.get(f"{world.at}/leiden").status_code == 302, "a seat does not lead"
    assert browser.client.get("/account/").status_code == 302


def test_a_seat_gets_into_no_other_meeting(
    visitor: Open, world: World, codes: dict[int, str], database: Session
) -> None:
    other = next(one for one in panels.meetings(database, pilot=world.pilot) if one.id != world.meeting.id)
    database.rollback()
    browser = visitor()
    enter(browser, codes[1])
    assert browser.client.get(f"/panel/{world.pilot.slug}/{other.id}/lezen").status_code == 302


def test_next_person_wipes_the_device(visitor: Open, world: World, codes: dict[int, str]) -> None:
    browser = visitor()
    enter(browser, codes[1])
    browser.get(f"{world.at}/")
    answer = browser.answer("/panel/klaar")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.client.get(f"{world.at}/lezen").status_code == 302
    enter(browser, codes[2])
    assert "Je hebt stoel 2." in browser.get(f"{world.at}/")


def test_a_seat_takes_the_place_of_whoever_was_signed_in_on_the_device(
    visitor: Open, world: World, codes: dict[int, str]
) -> None:
    browser = visitor(world.facilitator)
    enter(browser, codes[1])
    assert browser.client.get(f"{world.at}/leiden").status_code == 302
    assert "Je hebt stoel 1." in browser.get(f"{world.at}/")


def test_a_wrong_code_gets_a_sentence_and_what_was_typed_stays(visitor: Open, codes: dict[int, str]) -> None:
    for wrong in ("appel peer banaan", "", "twee woorden", codes[1] + " appel"):
        page = enter(visitor(), wrong, 400)
        assert "We kennen deze code niet" in page
        assert wrong in page


def test_new_codes_end_the_old_ones_and_the_devices_that_used_them(
    visitor: Open, world: World, codes: dict[int, str], database: Session
) -> None:
    browser = visitor()
    enter(browser, codes[1])
    meeting = panels.get_meeting(database, pilot=world.pilot, meeting_id=world.meeting.id)
    fresh = seat_codes.make(database, meeting=meeting, key_ring=factories.KEY_RING, by=world.facilitator, now=NOON)
    database.commit()
    assert browser.client.get(f"{world.at}/lezen").status_code == 302
    enter(visitor(), codes[1], 400)
    enter(visitor(), fresh[1])


def test_only_hashes_of_codes_are_kept(codes: dict[int, str], database: Session) -> None:
    kept = [member.code_hash for member in database.scalars(select(PanelMember)) if member.code_hash]
    assert len(set(kept)) == len(codes) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)
    database.rollback()


def test_too_many_tries_wait(visitor: Open, codes: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat_codes, "MOST_TRIES_IN_ALL", 3)
    browser = visitor()
    for _ in range(3):
        enter(browser, "appel peer banaan", 400)
    assert "te vaak" in enter(browser, codes[1], 429)


def test_a_closed_meeting_gets_no_new_codes(world: World, codes: dict[int, str], database: Session) -> None:
    world.meeting.phase = "closed"
    with pytest.raises(MeetingClosed):
        seat_codes.make(database, meeting=world.meeting, key_ring=factories.KEY_RING, by=world.facilitator, now=NOON)
    database.rollback()
