"""What a teller adds to a released story is checked by a person like the story was."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import own_story, released
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

RING = factories.KEY_RING


@pytest.fixture
def coordinator(person: Callable[..., User]) -> User:
    return person("coordinator")


@pytest.fixture
def added(database: Session, pilot: Pilot, coordinator: User) -> uuid.UUID:
    """A released story to which its teller added a text with a name in it."""
    ref = factories.tell(database, wave=pilot.waves[0], now=NOON, story="Er kwam iemand.").ref
    assert ref is not None
    factories.release(database, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    own_story.add(database, ref=ref, text="Dat was Saskia de Vries.", key_ring=RING, now=NOON)
    database.commit()
    return ref


def texts(database: Session, pilot: Pilot) -> list[str]:
    found = [story.text for story in released.stories(database, pilot=pilot, use="panel", key_ring=RING)]
    database.commit()
    return found


def test_the_queue_lists_the_addition_and_opens_only_that(
    visitor: Callable[..., Visitor], coordinator: User, added: uuid.UUID
) -> None:
    desk = visitor(coordinator)
    assert "Aanvullingen van vertellers" in desk.get("/beheer/proef/controle")
    page = desk.post(f"/beheer/proef/controle/{added}", 200)
    assert "De verteller voegde dit toe" in page
    assert "Saskia de Vries" in page
    assert "Er kwam iemand." not in page


def test_released_it_stands_below_the_story_without_the_name(
    visitor: Callable[..., Visitor], coordinator: User, added: uuid.UUID, database: Session, pilot: Pilot
) -> None:
    desk = visitor(coordinator)
    desk.get("/beheer/proef/controle")
    desk.post(f"/beheer/proef/controle/{added}/besluit", 302, act="release")
    (text,) = texts(database, pilot)
    assert text.startswith("Er kwam iemand.\n\nDat was [")
    assert "Saskia" not in text
    assert "Aanvullingen van vertellers" not in desk.get("/beheer/proef/controle")


def test_held_back_nobody_else_reads_it_and_it_can_be_looked_at_again(
    visitor: Callable[..., Visitor], coordinator: User, added: uuid.UUID, database: Session, pilot: Pilot
) -> None:
    desk = visitor(coordinator)
    desk.get("/beheer/proef/controle")
    desk.post(f"/beheer/proef/controle/{added}/besluit", 302, act="hold_back", reason="Te herkenbaar")
    assert texts(database, pilot) == ["Er kwam iemand."]
    assert "Aanvullingen van vertellers" in desk.get("/beheer/proef/controle")
