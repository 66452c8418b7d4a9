"""The word code: who has it finds the story, and nobody else; tries are counted without an address."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.programme import Wave
from survey.models.rate import RateCount
from survey.models.word_code import WordCode
from survey.services import accounts, code_words, rates, word_codes
from survey.services.errors import CodeInvalid, TooManyTries
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
words = st.sampled_from(code_words.words())


def coded(session: Session, *codes: str) -> list[uuid.UUID]:
    """One story per code, in one wave."""
    wave: Wave = factories.make_pilot(session, now=NOON).waves[0]
    refs = []
    for code in codes:
        ref = factories.tell(session, wave=wave, now=NOON).ref
        assert ref is not None
        word_codes.attach(session, ref=ref, code=word_codes.hashes(code, RING))
        refs.append(ref)
    session.commit()
    return refs


def with_secret_of(locating: str, secret: str) -> str:
    """The first two words of the one code and the last four of the other."""
    return " ".join(locating.split()[:2] + secret.split()[2:])


def find(session: Session, code: str, **changes: object) -> uuid.UUID | None:
    return word_codes.find(session, **{"code": code, "key_ring": RING, "now": NOON, **changes})  # type: ignore[arg-type]


def test_a_code_finds_its_story_and_no_other_code_does(session: Session) -> None:
    code, other = word_codes.propose(), word_codes.propose()
    ref, _ = coded(session, code, other)
    assert find(session, code) == ref
    assert find(session, with_secret_of(code, other)) is None
    assert find(session, with_secret_of(other, code)) is None
    assert find(session, word_codes.propose()) is None


def test_stories_with_the_same_two_first_words_are_told_apart_by_the_other_four(session: Session) -> None:
    first = word_codes.propose()
    codes = [first, *(with_secret_of(first, word_codes.propose()) for _ in range(3))]
    refs = coded(session, *codes)
    assert [find(session, code) for code in codes] == refs


@pytest.mark.parametrize(
    "typed",
    [
        "{} {} {} {} {} {}".upper(),
        "  {}  {}\n{} {} {} {} ",
        "{}-{}-{}-{}-{}-{}",
        "{}, {}, {}, {}, {} {}.",
        "1. {} 2. {} 3. {} 4. {} 5. {} 6. {}",
    ],
)
def test_capitals_commas_hyphens_numbers_and_blanks_do_not_matter(session: Session, typed: str) -> None:
    code = word_codes.propose()
    (ref,) = coded(session, code)
    assert find(session, typed.format(*code.split())) == ref


@pytest.mark.parametrize("typed", ["", "een", "zzzz zzzz zzzz zzzz zzzz zzzz", "x" * 100_000, "\x00ï 💥 ' or 1=1"])
def test_what_is_no_code_finds_nothing(session: Session, typed: str) -> None:
    assert find(session, typed) is None


def test_a_code_that_is_not_six_words_of_the_list_is_refused(session: Session) -> None:
    ref = factories.tell(session, wave=factories.make_pilot(session, now=NOON).waves[0], now=NOON).ref
    assert ref is not None
    for code in ("appel boom", word_codes.propose() + " extra", "zzzz " * 6):
        with pytest.raises(CodeInvalid):
            word_codes.attach(session, ref=ref, code=word_codes.hashes(code, RING))


def test_nothing_of_the_code_is_kept_but_hashes_with_a_salt_of_their_own(session: Session) -> None:
    code = word_codes.propose()
    coded(session, code, code)
    rows = session.scalars(select(WordCode)).all()
    assert rows[0].locator_hash == rows[1].locator_hash
    assert rows[0].secret_hash != rows[1].secret_hash
    assert all(row.secret_hash.startswith("$argon2id$") for row in rows)
    assert not any(word in row.secret_hash + row.locator_hash for row in rows for word in code.split() if len(word) > 4)


def test_a_try_costs_the_same_hashes_whether_there_is_such_a_story_or_not(session: Session) -> None:
    code = word_codes.propose()
    coded(session, code)
    tries = [code, with_secret_of(code, word_codes.propose()), word_codes.propose()]
    costs = []
    for typed in tries:
        with patch.object(word_codes, "_verified", wraps=word_codes._verified) as verified:
            find(session, typed)
        costs.append(verified.call_count)
    assert costs == [word_codes.LEAST_TRIALS] * 3


def test_the_real_hash_costs_what_a_password_costs() -> None:
    """The tests themselves run with a cheap one (tests/conftest.py)."""
    assert word_codes.hashed("vier woorden").startswith("$argon2id$")
    assert accounts.hasher.type.name == "ID"


def test_twenty_tries_a_minute_are_taken_and_the_next_is_refused(session: Session) -> None:
    code = word_codes.propose()
    (ref,) = coded(session, code)
    wrong = with_secret_of(code, word_codes.propose())
    for _ in range(word_codes.MOST_TRIES):
        assert find(session, wrong) is None
    with pytest.raises(TooManyTries):
        find(session, code)
    assert find(session, code, now=NOON + timedelta(minutes=2)) == ref


def test_no_minute_holds_more_than_twenty_tries_even_across_the_turn_of_a_minute(session: Session) -> None:
    wrong = word_codes.propose()
    just_before = NOON - timedelta(seconds=1)
    for _ in range(word_codes.MOST_TRIES):
        find(session, wrong, now=just_before)
    with pytest.raises(TooManyTries):
        find(session, wrong, now=NOON)


def test_tries_for_one_story_do_not_keep_others_out(session: Session) -> None:
    code = word_codes.propose()
    (ref,) = coded(session, code)
    wrong = word_codes.propose()
    for _ in range(word_codes.MOST_TRIES):
        find(session, wrong)
    assert find(session, code) == ref


def test_all_tries_together_have_a_ceiling(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_codes, "MOST_TRIES_IN_ALL", 3)
    for _ in range(3):
        find(session, word_codes.propose())
    with pytest.raises(TooManyTries):
        find(session, word_codes.propose())


def test_a_try_counts_although_what_follows_is_rolled_back(session: Session) -> None:
    find(session, word_codes.propose())
    session.rollback()
    assert session.scalar(select(func.count()).select_from(RateCount)) == 2  # everybody, and these two words


def test_counts_of_past_minutes_are_removed_and_name_nobody(session: Session) -> None:
    code = word_codes.propose()
    for minute in range(5):
        find(session, code, now=NOON + timedelta(minutes=minute))
    rows = session.scalars(select(RateCount)).all()
    assert len({row.window for row in rows}) <= 2
    assert all(len(row.key) == 64 and int(row.key, 16) >= 0 for row in rows)


def test_counting_inside_a_transaction_is_refused_because_it_could_wait_for_itself(session: Session) -> None:
    session.scalar(select(func.count()).select_from(RateCount))
    with pytest.raises(RuntimeError), rates.at_once(session):
        pass


@given(st.lists(words, min_size=6, max_size=6))
def test_every_code_of_six_words_survives_typing(six: list[str]) -> None:
    code = " ".join(six)
    assert word_codes.normalise(code) == code
    assert word_codes.halves(code.title()) == (" ".join(six[:2]), " ".join(six[2:]))


@given(words, st.data())
def test_one_slip_never_turns_a_word_into_another_word_of_the_list(word: str, data: st.DataObject) -> None:
    slip = data.draw(st.sampled_from(sorted(code_words.one_edit_away(word))))
    assert (slip in code_words.words()) == (slip == word)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_as_words_of_plain_letters(typed: str) -> None:
    assert all(word.isascii() and word.isalpha() for word in word_codes.normalise(typed).split())


def test_tries_at_the_same_moment_are_all_counted(app: Flask) -> None:
    code = word_codes.propose()
    refused: list[bool] = []
    failures: list[str] = []

    def try_often() -> None:
        for _ in range(8):
            with app.app_context():
                try:
                    word_codes.find(db.session, code=code, key_ring=RING, now=NOON)
                    refused.append(False)
                except TooManyTries:
                    refused.append(True)
                except Exception as error:  # a locked database would be one
                    failures.append(repr(error)[:200])

    threads = [threading.Thread(target=try_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert refused.count(False) == word_codes.MOST_TRIES
