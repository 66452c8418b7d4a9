"""A teller's own story: reading back, changing consent, adding, taking back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.consent import ConsentEvent
from survey.models.programme import Pilot
from survey.services import deidentification, own_story, questionnaires, released, retention, stories
from survey.services.errors import (
    AlreadyReleased,
    ConsentMissing,
    NotFound,
    StoryEmpty,
    TextTooLong,
    TooManyCorrections,
)
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
ALL = {"analysis": True, "panel": True, "quotation": True}


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON)


@pytest.fixture
def coordinator(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


def tell(session: Session, pilot: Pilot, **changes: Any) -> uuid.UUID:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, **changes).ref
    assert ref is not None
    return ref


def read(session: Session, ref: uuid.UUID) -> own_story.OwnStory:
    return own_story.read(session, ref=ref, key_ring=RING)


def add(session: Session, ref: uuid.UUID, text: str) -> None:
    own_story.add(session, ref=ref, text=text, key_ring=RING, now=NOON)


def allow(session: Session, ref: uuid.UUID, *, parent: bool = False, **uses: bool) -> None:
    own_story.change_consent(session, ref=ref, uses=ALL | uses, language="nl", parent_agrees=parent, now=NOON)  # type: ignore[arg-type]


def seen(session: Session, pilot: Pilot, use: Any) -> list[str]:
    return [story.text for story in released.stories(session, pilot=pilot, use=use, key_ring=RING)]


def test_a_teller_reads_everything_that_was_sent(session: Session, pilot: Pilot) -> None:
    own = read(session, tell(session, pilot, story="Er kwam iemand.", texts={"title": "Eindelijk"}))
    assert {text.field: text.text for text in own.texts} == {"story": "Er kwam iemand.", "title": "Eindelijk"}
    assert own.answers["support.then"] == 2
    assert own.answers["trust"] == "not_mentioned"
    assert own.consent == set(ALL)
    assert own.status == "waiting"


def test_the_status_follows_what_people_do_with_the_story(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = tell(session, pilot)
    deidentification.hold_back(
        session, pilot=pilot, ref=ref, reason="Te herkenbaar", key_ring=RING, by=coordinator, now=NOON
    )
    assert read(session, ref).status == "held_back"
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert read(session, ref).status == "in_use"


@pytest.mark.parametrize("use", ["analysis", "panel", "quotation"])
def test_taking_a_consent_away_holds_at_once_for_that_use_only(
    session: Session, pilot: Pilot, coordinator: User, use: str
) -> None:
    ref = tell(session, pilot)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    allow(session, ref, **{use: False})
    assert {other: len(seen(session, pilot, other)) for other in ALL} == {other: int(other != use) for other in ALL}
    allow(session, ref)
    assert {other: len(seen(session, pilot, other)) for other in ALL} == dict.fromkeys(ALL, 1)


def test_a_change_of_consent_is_added_with_the_hash_of_what_was_shown_and_only_where_it_differs(
    session: Session, pilot: Pilot
) -> None:
    ref = tell(session, pilot)
    allow(session, ref, panel=False)
    allow(session, ref, panel=False)
    events = session.scalars(select(ConsentEvent).where(ConsentEvent.ref == ref).order_by(ConsentEvent.number)).all()
    assert [(event.use, event.granted) for event in events[3:]] == [("panel", False)]
    version = questionnaires.get_version(session, version_id=pilot.waves[0].questionnaire_version_id)
    assert events[3].wording_hash == questionnaires.wording_hash(version, code="consent_panel", language="nl")
    assert events[3].given_by == "teller"


def test_under_16_allowing_more_needs_a_parent_and_allowing_less_does_not(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON, slug="met-ouder", age_policy="parent_co_consents")
    ref = tell(session, pilot, perspective="young_person", age_band="12-15", parent_agrees=True)
    allow(session, ref, quotation=False)
    assert read(session, ref).consent == {"analysis", "panel"}
    with pytest.raises(ConsentMissing):
        allow(session, ref)
    allow(session, ref, parent=True)
    assert read(session, ref).consent == set(ALL)
    last = session.scalars(select(ConsentEvent).order_by(ConsentEvent.number.desc())).first()
    assert last is not None
    assert last.given_by == "parent"


def test_an_addition_is_part_of_what_is_checked_while_the_story_waits(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot, story="Er kwam iemand.")
    add(session, ref, "En hij bleef.")
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert seen(session, pilot, "analysis") == ["Er kwam iemand.\n\nEn hij bleef."]
    assert deidentification.additions(session, pilot=pilot) == []


def test_an_addition_to_a_released_story_is_seen_by_nobody_until_a_person_releases_it(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot, story="Juf Saskia kwam elke week.")
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    (before,) = seen(session, pilot, "analysis")
    add(session, ref, "Juf Saskia bleef tot het einde.")
    assert seen(session, pilot, "analysis") == [before]
    assert [story.ref for story in deidentification.additions(session, pilot=pilot)] == [ref]
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    (after,) = seen(session, pilot, "analysis")
    assert after.startswith(before + "\n\n")
    assert "Saskia" not in after
    assert after.endswith("bleef tot het einde.")
    assert deidentification.additions(session, pilot=pilot) == []
    with pytest.raises(AlreadyReleased):
        factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)


def test_the_same_person_keeps_the_same_placeholder_in_an_addition(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot, story="Juf Saskia kwam elke week. Daarna kwam meester Berend.")
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    (before,) = seen(session, pilot, "analysis")
    add(session, ref, "Meester Berend bleef.")
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    (after,) = seen(session, pilot, "analysis")
    placeholder = before.removesuffix(".").split()[-2:]
    assert " ".join(placeholder) in after.removeprefix(before)


def test_an_addition_can_be_held_back_and_still_be_released_later(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    (before,) = seen(session, pilot, "analysis")
    add(session, ref, "Dit zegt te veel.")
    deidentification.hold_back(session, pilot=pilot, ref=ref, reason="Zo", key_ring=RING, by=coordinator, now=NOON)
    assert [story.outcome for story in deidentification.additions(session, pilot=pilot)] == ["held_back"]
    assert seen(session, pilot, "analysis") == [before]
    add(session, ref, "Dit kan wel.")
    assert [story.outcome for story in deidentification.additions(session, pilot=pilot)] == [None]
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    assert seen(session, pilot, "analysis")[0].startswith(before)


def test_the_same_addition_twice_is_one_addition(session: Session, pilot: Pilot) -> None:
    ref = tell(session, pilot)
    add(session, ref, "Nog iets.")
    add(session, ref, " Nog iets. ")
    own = read(session, ref)
    assert [text.text for text in own.texts if text.added_on] == ["Nog iets."]
    assert own.corrections_left == stories.MOST_CORRECTIONS - 1


def test_additions_have_an_announced_length_and_number(session: Session, pilot: Pilot) -> None:
    ref = tell(session, pilot)
    with pytest.raises(StoryEmpty):
        add(session, ref, " \u200b ")
    with pytest.raises(TextTooLong):
        add(session, ref, "a" * (stories.MOST_CHARACTERS_OTHER + 1))
    for number in range(stories.MOST_CORRECTIONS):
        add(session, ref, str(number) + "a" * (stories.MOST_CHARACTERS_OTHER - 1))
    with pytest.raises(TooManyCorrections):
        add(session, ref, "Nog een.")
    assert read(session, ref).corrections_left == 0


def test_what_was_taken_back_is_gone_for_its_teller_as_well(session: Session, pilot: Pilot) -> None:
    ref = tell(session, pilot)
    own_story.withdraw(session, ref=ref, now=NOON)
    for act in (read, lambda s, r: add(s, r, "x"), allow):
        with pytest.raises(NotFound):
            act(session, ref)
    with pytest.raises(NotFound):
        retention.withdraw(session, ref=ref, by=None, now=NOON)
