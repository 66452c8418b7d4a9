"""The clock test: a pilot's whole life, day by day. Everything is there on the day before its last, and gone the day after."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.released import DeidentifiedStory
from survey.models.signal import Signal, SignalStep
from survey.models.story import Recording, ToldText
from survey.models.submission import ClosedAnswer, Submission, WithdrawnKey
from survey.models.word_code import SavedDraft, WordCode
from survey.services import (
    deidentification,
    kept_drafts,
    own_story,
    retention,
    signals,
    stories,
    terms,
    word_codes,
)
from survey.services.errors import ChangedMeanwhile, TermInvalid
from survey.services.retention.deadlines import LONGEST_WAIT_DAYS
from tests import factories, sounds
from tests.conftest import NOON

RING = factories.KEY_RING
CALM = "Elke week komt er iemand. Daar kijken we naar uit."
"""A story in which the phrase screen finds nothing: an open signal would keep it."""
DEFAULT = {stage: term.default for stage, term in terms.TERMS.items()}


@pytest.fixture
def pilot(session: Session) -> Pilot:
    made = factories.make_pilot(session, now=NOON)
    made.takes_recordings = True
    return made


@pytest.fixture
def coordinator(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


def tell(session: Session, pilot: Pilot, **changes: object) -> uuid.UUID:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, **{"story": CALM, **changes}).ref
    assert ref is not None
    return ref


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=NOON.tzinfo)


def after(days: int, since: date | None = None) -> datetime:
    return on((since or NOON.date()) + timedelta(days=days))


def n_told(session: Session) -> int:
    return session.scalar(select(func.count(ToldText.id))) or 0


def actions(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.number)))


def test_a_story_that_nobody_releases_goes_on_its_day_and_not_before(session: Session, pilot: Pilot) -> None:
    ref = tell(session, pilot, word_code=word_codes.propose())
    retention.tidy(session, now=after(DEFAULT["unchecked"] - 1))
    assert session.get(Submission, ref) is not None
    done = retention.tidy(session, now=after(DEFAULT["unchecked"]))
    assert done.by_stage == {"unchecked": 1}
    for table in (Submission, ToldText, ClosedAnswer, WordCode):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalar(select(func.count(WithdrawnKey.idempotency_hash))) == 1
    assert "story.expired_unchecked" in actions(session)


def test_a_story_that_was_held_back_goes_after_its_own_term(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = tell(session, pilot)
    later = NOON + timedelta(days=100)
    deidentification.hold_back(session, pilot=pilot, ref=ref, reason="Zo", key_ring=RING, by=coordinator, now=later)
    retention.tidy(session, now=after(DEFAULT["held_back"] - 1, later.date()))
    assert session.get(Submission, ref) is not None
    retention.tidy(session, now=after(DEFAULT["held_back"], later.date()))
    assert session.get(Submission, ref) is None


def test_text_as_told_goes_after_the_release_and_the_released_story_stays_its_tellers(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    code = word_codes.propose()
    ref = tell(session, pilot, story="Juf Saskia kwam elke week.", word_code=code)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    retention.tidy(session, now=after(DEFAULT["told"] - 1))
    assert n_told(session) == 1
    assert "Saskia" in own_story.read(session, ref=ref, key_ring=RING).texts[0].text
    retention.tidy(session, now=after(DEFAULT["told"]))
    assert n_told(session) == 0
    own = own_story.read(session, ref=ref, key_ring=RING)
    assert "Saskia" not in own.texts[0].text
    assert own.texts[0].is_released
    session.commit()
    assert word_codes.find(session, code=code, key_ring=RING, now=after(DEFAULT["told"])) == ref
    own_story.withdraw(session, ref=ref, now=after(DEFAULT["told"]))
    assert session.get(Submission, ref) is None


def test_who_adds_something_after_that_is_still_heard(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = tell(session, pilot)
    own_story.add(session, ref=ref, text="Eerste aanvulling.", key_ring=RING, now=NOON)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    then = after(DEFAULT["told"])
    retention.tidy(session, now=then)
    assert stories.add_text(session, ref=ref, text="Tweede.", key_ring=RING, today=then.date()) == "correction-2"
    assert [story.ref for story in deidentification.additions(session, pilot=pilot)] == [ref]
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=then)
    texts = {text.field: text.text for text in own_story.read(session, ref=ref, key_ring=RING).texts}
    assert (texts["correction-1"], texts["correction-2"]) == ("Eerste aanvulling.", "Tweede.")


def test_an_addition_that_was_held_back_goes_and_a_later_one_is_new(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    own_story.add(session, ref=ref, text="Te veel.", key_ring=RING, now=NOON)
    deidentification.hold_back(session, pilot=pilot, ref=ref, reason="Zo", key_ring=RING, by=coordinator, now=NOON)
    retention.tidy(session, now=after(DEFAULT["held_back"] - 1))
    assert n_told(session) == 1
    then = after(DEFAULT["held_back"])
    retention.tidy(session, now=then)
    assert n_told(session) == 0
    own_story.add(session, ref=ref, text="Iets anders.", key_ring=RING, now=then)
    assert [story.outcome for story in deidentification.additions(session, pilot=pilot)] == [None]
    retention.tidy(session, now=then + timedelta(days=1))
    assert n_told(session) == 1


def test_a_recording_goes_even_when_nobody_checks_the_story(session: Session, pilot: Pilot) -> None:
    tell(session, pilot, recording=sounds.SPOKEN)
    retention.tidy(session, now=after(DEFAULT["recording"] - 1))
    assert session.scalar(select(func.count(Recording.id))) == 1
    retention.tidy(session, now=after(DEFAULT["recording"]))
    assert session.scalar(select(func.count(Recording.id))) == 0
    assert n_told(session) == 1


def test_released_stories_go_after_the_pilot(session: Session, pilot: Pilot, coordinator: User) -> None:
    ref = tell(session, pilot)
    factories.release(session, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    retention.tidy(session, now=after(DEFAULT["released"] - 1, pilot.ends_on))
    assert session.get(DeidentifiedStory, ref) is not None
    retention.tidy(session, now=after(DEFAULT["released"], pilot.ends_on))
    assert session.get(Submission, ref) is None


def test_a_signal_goes_after_its_end_and_while_it_is_open_its_story_stays(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref = tell(session, pilot)
    signal = signals.raise_signal(session, pilot=pilot, ref=ref, source="checking", today=NOON.date())
    retention.tidy(session, now=after(DEFAULT["unchecked"] + LONGEST_WAIT_DAYS - 1))
    assert session.get(Submission, ref) is not None
    assert retention.overview(session, pilot=pilot).coming[0].n_waiting == 1
    ended = after(DEFAULT["unchecked"] + LONGEST_WAIT_DAYS - 1)
    about = {"pilot": pilot, "signal_id": signal.id, "key_ring": RING, "by": coordinator}
    signals.end(session, end="contact_made", text="Gebeld.", now=ended, **about)  # type: ignore[arg-type]
    retention.tidy(session, now=ended)
    assert session.get(Submission, ref) is None
    retention.tidy(session, now=after(DEFAULT["signal"] - 1, ended.date()))
    assert session.scalar(select(func.count(Signal.id))) == 1
    retention.tidy(session, now=after(DEFAULT["signal"], ended.date()))
    assert session.scalar(select(func.count(Signal.id))) == 0
    assert session.scalar(select(func.count(SignalStep.number))) == 0


def test_a_signal_that_nobody_ends_keeps_no_story_for_ever(session: Session, pilot: Pilot) -> None:
    ref = tell(session, pilot)
    signals.raise_signal(session, pilot=pilot, ref=ref, source="screen", today=NOON.date())
    retention.tidy(session, now=after(DEFAULT["unchecked"] + LONGEST_WAIT_DAYS))
    assert session.get(Submission, ref) is None


def test_a_kept_draft_goes_after_its_last_day(session: Session, pilot: Pilot) -> None:
    code = word_codes.propose()
    last = kept_drafts.keep(session, wave=pilot.waves[0], code=code, text="half", key_ring=RING, today=NOON.date())
    retention.tidy(session, now=on(last))
    assert session.scalar(select(func.count(SavedDraft.id))) == 1
    retention.tidy(session, now=on(last + timedelta(days=1)))
    assert session.scalar(select(func.count(SavedDraft.id))) == 0


def test_day_by_day_exactly_that_goes_which_was_announced_for_the_day(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    """One story in every state; every night what was announced for that day goes, and nothing else ever."""
    kept = [tell(session, pilot) for _ in range(3)]
    factories.release(session, pilot=pilot, ref=kept[0], by=coordinator, now=NOON)
    deidentification.hold_back(session, pilot=pilot, ref=kept[1], reason="Zo", key_ring=RING, by=coordinator, now=NOON)
    tell(session, pilot, recording=sounds.SPOKEN)
    signal = signals.raise_signal(session, pilot=pilot, ref=kept[0], source="panel", today=NOON.date())
    about = {"pilot": pilot, "signal_id": signal.id, "key_ring": RING, "by": coordinator, "now": NOON}
    signals.end(session, end="passed_on", text="", **about)  # type: ignore[arg-type]
    days = {c.goes_on for c in retention.overview(session, pilot=pilot).coming}
    assert len(days) == 4, "90, 180 and 365 days, and two years after the pilot"
    for day in sorted({d + timedelta(days=shift) for d in days for shift in (-1, 0, 1)}):
        before = retention.overview(session, pilot=pilot).coming
        announced = {c.stage: c.n for c in before if c.goes_on <= day}
        assert retention.tidy(session, now=on(day)).by_stage == announced
    assert retention.overview(session, pilot=pilot).coming == ()
    assert session.scalar(select(func.count(Submission.ref))) == 0


def test_a_pilot_chooses_its_own_terms_within_bounds_and_that_is_on_the_record(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    about = {"pilot": pilot, "by": coordinator, "now": NOON}
    seen = terms.of_pilot(session, pilot=pilot)
    terms.change(session, days=seen | {"unchecked": 30}, seen=seen, **about)  # type: ignore[arg-type]
    ref = tell(session, pilot)
    retention.tidy(session, now=after(29))
    assert session.get(Submission, ref) is not None
    retention.tidy(session, now=after(30))
    assert session.get(Submission, ref) is None
    with pytest.raises(ChangedMeanwhile):
        terms.change(session, days=seen, seen=seen, **about)  # type: ignore[arg-type]
    now_seen = terms.of_pilot(session, pilot=pilot)
    for days in (terms.TERMS["unchecked"].shortest - 1, terms.TERMS["unchecked"].longest + 1):
        with pytest.raises(TermInvalid):
            terms.change(session, days=now_seen | {"unchecked": days}, seen=now_seen, **about)  # type: ignore[arg-type]
    assert "pilot.terms_changed" in actions(session)
