"""Where a pilot asks for two: what one coordinator checked becomes visible when another agrees, and not before."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.released import ReleaseDecision
from survey.services import deidentification, own_story, released
from survey.services.errors import AlreadyReleased, ChangedMeanwhile, NotTheSecond
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
STORY = "Juf Saskia kwam elke week langs. Dat hielp."


@pytest.fixture
def pilot(session: Session) -> Pilot:
    made = factories.make_pilot(session, now=NOON)
    made.four_eyes = True
    return made


@pytest.fixture
def two(session: Session, pilot: Pilot) -> tuple[User, User]:
    first, second = (factories.make_user(session, now=NOON, role="coordinator", pilot=pilot) for _ in range(2))
    return first, second


@pytest.fixture
def ref(session: Session, pilot: Pilot) -> uuid.UUID:
    found = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY).ref
    assert found is not None
    return found


def propose(session: Session, pilot: Pilot, ref: uuid.UUID, by: User, note: str = "") -> int:
    opened = deidentification.open_for_checking(session, pilot=pilot, ref=ref, key_ring=RING, by=by, now=NOON)
    decisions = [
        deidentification.SpanDecision(name, span.start, span.end, span.label, masked=True, proposed_by=span.rule)
        for name, spans in opened.spans.items()
        for span in spans
    ]
    made = deidentification.release(
        session, pilot=pilot, ref=ref, decisions=decisions, key_ring=RING, by=by, now=NOON, content_note=note
    )
    assert made is None
    number = session.scalars(select(ReleaseDecision.number).order_by(ReleaseDecision.number.desc())).first()
    assert number is not None
    return number


def confirm(session: Session, pilot: Pilot, ref: uuid.UUID, number: int, by: User) -> None:
    deidentification.confirm(session, pilot=pilot, ref=ref, number=number, key_ring=RING, by=by, now=NOON)


def seen(session: Session, pilot: Pilot) -> list[str]:
    return [story.text for story in released.stories(session, pilot=pilot, use="panel", key_ring=RING)]


def test_what_one_person_checked_is_visible_nowhere(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    propose(session, pilot, ref, two[0])
    assert seen(session, pilot) == []
    assert released.answers(session, pilot=pilot) == []
    assert [story.is_proposed for story in deidentification.waiting(session, pilot=pilot)] == [True]
    assert own_story.read(session, ref=ref, key_ring=RING).status == "waiting"


def test_the_first_person_cannot_be_the_second(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    number = propose(session, pilot, ref, two[0])
    with pytest.raises(NotTheSecond):
        confirm(session, pilot, ref, number, two[0])
    opened = deidentification.open_for_second(session, pilot=pilot, ref=ref, key_ring=RING, by=two[0], now=NOON)
    assert not opened.may_confirm
    assert seen(session, pilot) == []


def test_the_second_person_sees_the_result_and_releases_it_as_it_was_checked(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    number = propose(session, pilot, ref, two[0], note="over afscheid")
    opened = deidentification.open_for_second(session, pilot=pilot, ref=ref, key_ring=RING, by=two[1], now=NOON)
    assert (opened.may_confirm, opened.content_note, opened.checked_by) == (True, "over afscheid", two[0].name)
    assert "Saskia" not in opened.result["story"]
    confirm(session, pilot, ref, number, two[1])
    assert seen(session, pilot) == [opened.result["story"]]
    assert released.content_notes(session, refs=[str(ref)], key_ring=RING) == {str(ref): "over afscheid"}
    who = session.execute(select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.number)).all()
    assert ("story.proposed", two[0].id) in who
    assert ("story.released", two[1].id) in who


def test_the_second_person_can_send_it_back_with_what_has_to_be_looked_at(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    number = propose(session, pilot, ref, two[0])
    about = {"pilot": pilot, "ref": ref, "key_ring": RING, "by": two[1], "now": NOON}
    deidentification.send_back(session, number=number, reason="De flat valt op.", **about)
    with pytest.raises(ChangedMeanwhile):
        confirm(session, pilot, ref, number, two[1])
    again = deidentification.open_for_checking(session, **about)
    assert again.sent_back == "De flat valt op."
    confirm(session, pilot, ref, propose(session, pilot, ref, two[1]), two[0])
    assert len(seen(session, pilot)) == 1


def test_another_check_in_between_has_to_be_looked_at_first(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    first = propose(session, pilot, ref, two[0])
    propose(session, pilot, ref, two[0])
    with pytest.raises(ChangedMeanwhile):
        confirm(session, pilot, ref, first, two[1])


def test_what_the_teller_added_after_the_first_check_is_not_released_by_the_second(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    number = propose(session, pilot, ref, two[0])
    own_story.add(session, ref=ref, text="Zij woont in de Molenstraat.", key_ring=RING, now=NOON)
    confirm(session, pilot, ref, number, two[1])
    assert "Molenstraat" not in seen(session, pilot)[0]
    assert [story.ref for story in deidentification.additions(session, pilot=pilot)] == [ref]
    confirm(session, pilot, ref, propose(session, pilot, ref, two[1]), two[0])
    assert deidentification.additions(session, pilot=pilot) == []
    with pytest.raises(AlreadyReleased):
        propose(session, pilot, ref, two[0])


def test_an_addition_waits_for_two_as_well(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    confirm(session, pilot, ref, propose(session, pilot, ref, two[0]), two[1])
    own_story.add(session, ref=ref, text="Ze bleef.", key_ring=RING, now=NOON)
    number = propose(session, pilot, ref, two[0])
    assert [story.is_proposed for story in deidentification.additions(session, pilot=pilot)] == [True]
    assert "bleef" not in seen(session, pilot)[0]
    confirm(session, pilot, ref, number, two[1])
    assert seen(session, pilot)[0].endswith("Ze bleef.")


def test_when_the_pilot_goes_on_with_one_checker_who_checked_it_may_release_it(
    session: Session, pilot: Pilot, two: tuple[User, User], ref: uuid.UUID
) -> None:
    number = propose(session, pilot, ref, two[0])
    pilot.four_eyes = False
    confirm(session, pilot, ref, number, two[0])
    assert len(seen(session, pilot)) == 1
