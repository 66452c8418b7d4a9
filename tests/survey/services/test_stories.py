"""Telling: one story arrives once, whole, sealed, and only through an open door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.consent import ConsentEvent
from survey.models.story import ToldText
from survey.models.submission import ClosedAnswer, Submission
from survey.services import consents, stories
from survey.services.errors import (
    AnswerInvalid,
    ConsentMissing,
    InvitationExpired,
    InvitationUsedUp,
    StoryEmpty,
    TextTooLong,
    WaveClosed,
)
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON

MARKER = "Zeldzaamwoord Quibusstraat 🦔 مرحبا"


def test_a_told_story_is_stored_with_its_answers_and_consents(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    receipt = factories.tell(session, wave=pilot.waves[0], now=NOON)
    assert receipt.is_new
    assert session.scalar(select(func.count(ConsentEvent.number))) == 3
    answers = {a.question: a.step or a.not_given for a in session.scalars(select(ClosedAnswer))}
    assert answers == {"support.then": 2, "support.now": 4, "rapport": 5, "trust": "not_mentioned"}
    assert consents.held(session, refs=[receipt.ref]) == {receipt.ref: frozenset({"analysis", "panel", "quotation"})}


def test_only_the_day_is_kept_of_what_a_teller_does(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    factories.tell(session, wave=pilot.waves[0], now=NOON)
    assert session.scalar(select(Submission.told_on)) == date(2026, 4, 14)
    moments = [column.name for column in Submission.__table__.columns if column.name.endswith("_at")]
    assert moments == []


def test_the_same_story_sent_twice_arrives_once(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    first = factories.tell(session, wave=pilot.waves[0], now=NOON, key="dubbelklik")
    second = factories.tell(session, wave=pilot.waves[0], now=NOON, key="dubbelklik")
    assert second.ref == first.ref
    assert not second.is_new
    assert session.scalar(select(func.count(Submission.ref))) == 1


def test_the_text_of_a_story_is_nowhere_readable_in_the_database(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    factories.tell(session, wave=pilot.waves[0], now=NOON, story=MARKER, texts={"title": MARKER, "worse": MARKER})
    session.commit()
    sealed = list(session.scalars(select(ToldText.sealed)))
    assert len(sealed) == 3
    assert all(MARKER.encode()[:12] not in bytes(blob) for blob in sealed)
    engine = session.get_bind().engine
    session.close()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        raw = Path(str(engine.url.database)).read_bytes()
        assert b"submission" in raw
        assert b"Zeldzaamwoord" not in raw


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"story": "   \n"}, StoryEmpty),
        ({"story": "x" * 10_001}, TextTooLong),
        ({"texts": {"title": "x" * 151}}, TextTooLong),
        ({"texts": {"worse": "x" * 2_001}}, TextTooLong),
        ({"answers": {"support.then": 6}}, AnswerInvalid),
        ({"answers": {"support.then": 0}}, AnswerInvalid),
        ({"answers": {"support.then": True}}, AnswerInvalid),
        ({"answers": {"unknown": 3}}, AnswerInvalid),
        ({"answers": {"rapport": "misschien"}}, AnswerInvalid),
        ({"perspective": "professional"}, AnswerInvalid),
        ({"age_band": "oud", "perspective": "young_person"}, AnswerInvalid),
    ],
)
def test_what_is_not_possible_is_refused_and_nothing_is_stored(
    session: Session, changes: dict[str, object], refusal: type[Exception]
) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    with pytest.raises(refusal):
        factories.tell(session, wave=pilot.waves[0], now=NOON, **changes)
    assert session.scalar(select(func.count(Submission.ref))) == 0


def test_a_story_of_exactly_the_announced_length_is_taken(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    assert factories.tell(session, wave=pilot.waves[0], now=NOON, story="é" * 10_000).is_new


@pytest.mark.parametrize(
    ("policy", "parent_agrees", "taken"),
    [
        ("information_only", False, True),
        ("parent_co_consents", False, False),
        ("parent_co_consents", True, True),
        ("from_16_only", False, False),
        ("from_16_only", True, False),
    ],
)
def test_the_pilots_age_policy_decides_about_children_under_16(
    session: Session, policy: str, parent_agrees: bool, taken: bool
) -> None:
    pilot = factories.make_pilot(session, now=NOON, age_policy=policy)
    child = {"perspective": "young_person", "age_band": "12-15", "parent_agrees": parent_agrees}
    if taken:
        assert factories.tell(session, wave=pilot.waves[0], now=NOON, **child).is_new
    else:
        with pytest.raises(ConsentMissing):
            factories.tell(session, wave=pilot.waves[0], now=NOON, **child)
    assert factories.tell(session, wave=pilot.waves[0], now=NOON, **(child | {"age_band": "16-17"})).is_new


def test_an_invitation_lets_in_until_it_is_full_expired_or_its_wave_is_over(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    wave = pilot.waves[0]
    invitation = factories.make_invitation(session, wave=wave, quota=1, expires_on=date(2026, 4, 20))

    def send(at: object = NOON) -> stories.Receipt:
        session.refresh(invitation)
        return stories.tell(
            session,
            wave=wave,
            told=factories.told(),
            key_ring=factories.KEY_RING,
            idempotency_key=f"{at} {invitation.n_sent}",
            entered_as="web",
            now=at,  # type: ignore[arg-type]
            invitation=invitation,
        )

    with pytest.raises(WaveClosed):
        send(NOON.replace(month=7))
    with pytest.raises(InvitationExpired):
        send(NOON + timedelta(days=10))
    assert send().is_new
    with pytest.raises(InvitationUsedUp):
        send()


def test_a_retry_of_the_last_story_is_not_refused_because_the_invitation_is_full_now(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    invitation = factories.make_invitation(session, wave=pilot.waves[0], quota=1)
    for expected in (True, False):
        receipt = stories.tell(
            session,
            wave=pilot.waves[0],
            told=factories.told(),
            key_ring=factories.KEY_RING,
            idempotency_key="zelfde",
            entered_as="web",
            now=NOON,
            invitation=invitation,
        )
        session.refresh(invitation)
        assert receipt.is_new is expected
        assert invitation.n_sent == 1


@given(st.text())
def test_cleaning_never_fails_is_stable_and_leaves_only_what_a_database_can_keep(raw: str) -> None:
    cleaned = stories.clean(raw)
    assert stories.clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert not set(cleaned) & {"\x00", "\u202e", "\u200b", "\r"}


def test_cleaning_keeps_emoji_families_arabic_and_line_breaks() -> None:
    kept = "مرحبا\n👩\u200d👧 de café\u0301"
    assert stories.clean(kept) == kept.replace("e\u0301", "é")


def test_two_senders_of_the_same_story_at_the_same_moment_make_one_story(
    make_app: Callable[..., Flask], database_url: str
) -> None:
    """The race itself: both looked before either wrote."""
    app = make_app(database_url=database_url)
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        db.session.commit()
        wave = pilot.waves[0]
        found = stories.find_by_key
        looks = iter([None])

        def blind_first_look(session: Session, *, key_ring: KeyRing, idempotency_key: str) -> object:
            return next(looks, found(session, key_ring=key_ring, idempotency_key=idempotency_key))

        first = factories.tell(db.session, wave=wave, now=NOON, key="race")
        db.session.commit()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stories, "find_by_key", blind_first_look)
            second = factories.tell(db.session, wave=wave, now=NOON, key="race")
        assert (second.ref, second.is_new) == (first.ref, False)
