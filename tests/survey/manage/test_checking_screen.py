"""From the queue to released or held back, over HTTP."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import deidentification, released
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

STORY = "Onze begeleider Samira Yildiz belde elke week. Ze schreef op 06-12345678. Het meisje van de brand hielp ook."


DOUBTFUL = "Storm zei niets. Kok is een mooi vak."


@pytest.fixture
def ref(database: Session, pilot: Pilot) -> uuid.UUID:
    receipt = factories.tell(database, wave=pilot.waves[0], now=NOON, story=STORY, texts={"title": "Zij bleef bellen"})
    database.commit()
    return receipt.ref


@pytest.fixture
def desk(visitor: Open, person: Make, pilot: Pilot) -> Visitor:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/controle")
    return browser


def choices(page: str) -> list[str]:
    return sorted(set(re.findall(r'name="(choice-[\w-]+)"', page)))


def chosen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(choice-[\w-]+)" value="(\w+)" checked', page))


def everything_masked(page: str) -> dict[str, str]:
    return {name.replace("-", "__"): "mask" for name in choices(page)}


def texts(database: Session, pilot: Pilot) -> dict[str, str]:
    found = released.stories(database, pilot=pilot, use="panel", key_ring=factories.KEY_RING)
    database.rollback()
    return {story.ref: story.text for story in found}


def opened(database: Session) -> list[AuditEvent]:
    found = list(database.scalars(select(AuditEvent).where(AuditEvent.action == "story.opened")))
    database.rollback()
    return found


def test_the_queue_shows_everything_but_the_text(desk: Visitor, pilot: Pilot, ref: uuid.UUID) -> None:
    page = desk.get(f"/beheer/{pilot.slug}/controle")
    assert "14 april 2026" in page
    assert "ouder of verzorger" in page
    assert "Nederlands" in page
    assert "Samira" not in page
    assert "bellen" not in page


def test_an_address_alone_opens_nothing(desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session) -> None:
    for address in (f"/beheer/{pilot.slug}/controle/{ref}", f"/beheer/{pilot.slug}/controle/{ref}/besluit"):
        answer = desk.client.get(address)
        assert answer.status_code == 302
        assert b"Samira" not in answer.data
    assert opened(database) == []


def test_opening_is_recorded_with_who_and_why(desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    assert "Samira" in page
    (event,) = opened(database)
    assert event.actor_id is not None
    assert event.detail["why"] == "checking"
    assert "Samira" not in str(event.detail)


def test_seeing_a_story_through_a_refused_decision_is_recorded_too(
    desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session
) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="hold_back")
    assert "Samira" in page
    assert len(opened(database)) == 1


def test_what_the_computer_is_sure_of_is_chosen_beforehand_and_no_more(
    desk: Visitor, pilot: Pilot, ref: uuid.UUID
) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    assert choices(page)
    sure = page.count("De computer is zeker.")
    assert len(chosen(page)) == sure
    assert set(chosen(page).values()) <= {"mask"}
    assert "het meisje van het ongeluk op de A7" in page


def test_a_story_is_released_with_what_was_proposed_and_added(
    desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session
) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    fields = everything_masked(page)
    page = desk.post(
        f"/beheer/{pilot.slug}/controle/{ref}/besluit",
        200,
        act="add",
        new_words="meisje van de brand",
        new_label="PERSON",
        new_field="",
        content_note="brand",
        **fields,
    )
    assert 'name="added_words" value="meisje van de brand"' in page
    assert 'value="brand"' in page
    desk.post(
        f"/beheer/{pilot.slug}/controle/{ref}/besluit",
        302,
        act="release",
        added_field="",
        added_words="meisje van de brand",
        added_label="PERSON",
        content_note="brand",
        **fields,
    )
    text = texts(database, pilot)[str(ref)]
    assert "Samira" not in text
    assert "12345678" not in text
    assert "brand" not in text
    assert "belde elke week" in text
    page = desk.get(f"/beheer/{pilot.slug}/controle")
    assert "Vrijgegeven." in page
    assert "Alle verhalen zijn nagekeken" in page


def test_words_typed_but_not_added_are_not_forgotten_at_release(
    desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session
) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    desk.post(
        f"/beheer/{pilot.slug}/controle/{ref}/besluit",
        302,
        act="release",
        new_words="het meisje van de brand",
        new_label="PERSON",
        **everything_masked(page),
    )
    assert "brand" not in texts(database, pilot)[str(ref)]


def test_an_undecided_mark_is_refused_and_everything_chosen_is_kept(
    desk: Visitor, pilot: Pilot, database: Session
) -> None:
    doubtful = factories.tell(database, wave=pilot.waves[0], now=NOON, story=DOUBTFUL)
    database.commit()
    page = desk.post(f"/beheer/{pilot.slug}/controle/{doubtful.ref}", 200)
    unsure = [name for name in choices(page) if name not in chosen(page)]
    assert len(unsure) > 1, "this test needs a sentence in which the recognisers doubt twice"
    page = desk.post(
        f"/beheer/{pilot.slug}/controle/{doubtful.ref}/besluit",
        200,
        act="release",
        reason="een reden die blijft",
        content_note="blijft ook",
        added_field="",
        added_words="stad",
        added_label="LOCATION",
        **{unsure[0].replace("-", "__"): "stand"},
    )
    assert "weghalen of laten staan" in page
    assert "een reden die blijft" in page
    assert "blijft ook" in page
    assert 'name="added_words" value="stad"' in page
    assert chosen(page)[unsure[0]] == "stand"
    assert texts(database, pilot) == {}


def test_the_result_can_be_seen_before_deciding(desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="preview", **everything_masked(page))
    result = page[page.index('id="result"') : page.index('<form class="checking"')]
    assert "Samira" not in result
    assert "belde elke week" in result
    assert texts(database, pilot) == {}


def test_words_that_are_not_there_are_refused_and_kept(desk: Visitor, pilot: Pilot, ref: uuid.UUID) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="add", new_words="Fatima")
    assert "Deze woorden staan niet in de tekst" in page
    assert 'value="Fatima"' in page
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="add", new_words=" ")
    assert "Typ de woorden die eruit moeten" in page


def test_holding_back_asks_for_a_reason_and_can_be_undone(
    desk: Visitor, pilot: Pilot, ref: uuid.UUID, database: Session
) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 200, act="hold_back", reason="  ")
    assert "Schrijf op waarom je dit verhaal tegenhoudt" in page
    desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 302, act="hold_back", reason="te herkenbaar")
    page = desk.get(f"/beheer/{pilot.slug}/controle")
    assert "Tegengehouden" in page
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 302, act="release", **everything_masked(page))
    assert str(ref) in texts(database, pilot)


def test_a_story_that_was_released_meanwhile_is_not_released_twice(desk: Visitor, pilot: Pilot, ref: uuid.UUID) -> None:
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 200)
    fields = everything_masked(page)
    desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 302, act="release", **fields)
    page = desk.post(f"/beheer/{pilot.slug}/controle/{ref}/besluit", 409, act="release", **fields)
    assert "al vrijgegeven" in page
    assert "Samira" not in page
    assert "Samira" not in desk.post(f"/beheer/{pilot.slug}/controle/{ref}", 409), "checking is over, so is reading"


def test_another_language_comes_with_a_warning(desk: Visitor, pilot: Pilot, database: Session) -> None:
    receipt = factories.tell(database, wave=pilot.waves[0], now=NOON, story="My worker is great.", language="en")
    database.commit()
    page = desk.post(f"/beheer/{pilot.slug}/controle/{receipt.ref}", 200)
    assert "in het Engels" in page
    assert "mist veel namen" in page
    assert 'lang="en" dir="auto"' in page


def test_what_a_teller_typed_is_shown_as_text(desk: Visitor, pilot: Pilot, database: Session) -> None:
    receipt = factories.tell(database, wave=pilot.waves[0], now=NOON, story="<script>alert('x')</script> & <b>vet</b>")
    database.commit()
    answer = desk.answer(f"/beheer/{pilot.slug}/controle/{receipt.ref}")
    assert b"<script>alert" not in answer.data
    assert b"&lt;b&gt;" in answer.data


def test_a_story_of_another_pilot_stays_closed(
    desk: Visitor, visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot, ref: uuid.UUID, database: Session
) -> None:
    outsider = visitor(person("coordinator", other_pilot))
    outsider.get(f"/beheer/{other_pilot.slug}/controle")
    for tail in ("", "/besluit"):
        assert "Samira" not in outsider.post(f"/beheer/{pilot.slug}/controle/{ref}{tail}", 403)
        assert "Samira" not in outsider.post(f"/beheer/{other_pilot.slug}/controle/{ref}{tail}", 404)
    assert opened(database) == []


def test_a_request_without_the_token_of_the_page_is_refused(desk: Visitor, pilot: Pilot, ref: uuid.UUID) -> None:
    for tail in ("", "/besluit"):
        desk.token = "forged"  # a page that refuses brings a token of its own
        assert "Samira" not in desk.post(f"/beheer/{pilot.slug}/controle/{ref}{tail}", 400)


def test_the_service_is_asked_for_nothing_it_would_refuse(pilot: Pilot, database: Session, ref: uuid.UUID) -> None:
    assert [story.ref for story in deidentification.waiting(database, pilot=pilot)] == [ref]
    database.rollback()
