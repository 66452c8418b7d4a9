"""A draft kept for later: only who has the code opens it, and it does not stay longer than was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.programme import Wave
from survey.models.word_code import SavedDraft
from survey.services import kept_drafts, word_codes
from survey.services.errors import CodeInvalid, TextTooLong, TooManyTries
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
TODAY = NOON.date()


@pytest.fixture
def wave(session: Session) -> Wave:
    made = factories.make_pilot(session, now=NOON).waves[0]
    session.commit()
    return made


def keep(session: Session, wave: Wave, code: str, text: str = "half af", today: date = TODAY) -> date:
    last_day = kept_drafts.keep(session, wave=wave, code=code, text=text, key_ring=RING, today=today)
    session.commit()
    return last_day


def find(session: Session, code: str, days: int = 0) -> kept_drafts.Kept | None:
    return kept_drafts.find(session, code=code, key_ring=RING, now=NOON + timedelta(days=days))


def n_kept(session: Session) -> int:
    n = session.scalar(select(func.count(SavedDraft.id))) or 0
    session.commit()
    return n


def test_the_code_opens_the_draft_and_another_code_does_not(session: Session, wave: Wave) -> None:
    code = word_codes.propose()
    other = " ".join(code.split()[:2] + word_codes.propose().split()[2:])
    keep(session, wave, code, "Vroeger was het thuis stil.")
    found = find(session, code)
    assert found is not None
    assert found.text == "Vroeger was het thuis stil."
    assert find(session, other) is None
    assert find(session, word_codes.propose()) is None


def test_nothing_readable_is_stored_and_the_server_key_does_not_open_it(session: Session, wave: Wave) -> None:
    code = word_codes.propose()
    keep(session, wave, code, "Vroeger was het thuis stil.")
    row = session.scalars(select(SavedDraft)).one()
    assert b"thuis" not in row.sealed
    assert not any(word.encode() in row.sealed for word in code.split() if len(word) > 4)
    assert kept_drafts._opened(row, "andere woorden van iemand") is None


def test_keeping_again_takes_the_place_of_what_was_kept_and_of_nobody_elses(session: Session, wave: Wave) -> None:
    code = word_codes.propose()
    other = " ".join(code.split()[:2] + word_codes.propose().split()[2:])
    keep(session, wave, code, "eerste")
    keep(session, wave, other, "van een ander")
    keep(session, wave, code, "tweede")
    assert n_kept(session) == 2
    for typed, text in ((code, "tweede"), (other, "van een ander")):
        found = find(session, typed)
        assert found is not None
        assert found.text == text


def test_it_can_be_opened_on_its_last_day_and_not_on_the_next(session: Session, wave: Wave) -> None:
    code = word_codes.propose()
    last_day = keep(session, wave, code)
    assert last_day == TODAY + timedelta(days=kept_drafts.LONGEST_DAYS)
    assert find(session, code, kept_drafts.LONGEST_DAYS) is not None
    assert find(session, code, kept_drafts.LONGEST_DAYS + 1) is None


def test_it_does_not_outlast_its_wave(session: Session, wave: Wave) -> None:
    assert keep(session, wave, word_codes.propose(), today=wave.closes_on) == wave.closes_on


def test_what_is_past_its_last_day_is_deleted_by_the_nightly_command_and_by_the_next_that_is_kept(
    session: Session, wave: Wave
) -> None:
    keep(session, wave, word_codes.propose())
    last = TODAY + timedelta(days=kept_drafts.LONGEST_DAYS)
    assert kept_drafts.purge(session, today=last) == 0
    assert kept_drafts.purge(session, today=last + timedelta(days=1)) == 1
    session.commit()
    keep(session, wave, word_codes.propose())
    keep(session, wave, word_codes.propose(), today=last + timedelta(days=1))
    assert n_kept(session) == 1


def test_it_goes_when_its_teller_wipes_it_or_sends_the_story(session: Session, wave: Wave) -> None:
    codes = [word_codes.propose() for _ in range(3)]
    for code in codes:
        keep(session, wave, code)
    found = find(session, codes[0])
    assert found is not None
    kept_drafts.wipe(session, draft_id=found.id)
    kept_drafts.wipe_of_code(session, code=codes[1], key_ring=RING)
    session.commit()
    assert [find(session, code) is not None for code in codes] == [False, False, True]


def test_what_is_no_code_keeps_nothing_and_wipes_nothing(session: Session, wave: Wave) -> None:
    keep(session, wave, word_codes.propose())
    with pytest.raises(CodeInvalid):
        keep(session, wave, "een twee")
    kept_drafts.wipe_of_code(session, code="een twee", key_ring=RING)
    assert find(session, "een twee") is None
    assert n_kept(session) == 1


def test_a_draft_has_a_greatest_length(session: Session, wave: Wave) -> None:
    keep(session, wave, word_codes.propose(), "a" * kept_drafts.MOST_CHARACTERS)
    with pytest.raises(TextTooLong):
        keep(session, wave, word_codes.propose(), "a" * (kept_drafts.MOST_CHARACTERS + 1))


def test_tries_count_together_with_those_for_stories_that_were_sent(session: Session, wave: Wave) -> None:
    code = word_codes.propose()
    for _ in range(word_codes.MOST_TRIES):
        word_codes.find(session, code=code, key_ring=RING, now=NOON)
    with pytest.raises(TooManyTries):
        find(session, code)
