"""Withdrawn is gone: not a byte of the story, its key or its code is left in the database's own files."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.submission import Submission
from survey.models.word_code import SavedDraft, WordCode
from survey.services import kept_drafts, own_story, word_codes
from tests import factories
from tests.conftest import NOON, Clock

RING = factories.KEY_RING
STORY = "Toen kwam er een mevrouw met een gele regenjas en een hond."


def files_of(app: Flask) -> bytes:
    """Everything SQLite keeps on disk: the database and its write-ahead log."""
    with app.app_context():
        path = Path(db.engine.url.database or "")
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def traces(session: Session, ref: uuid.UUID) -> list[bytes]:
    """What would tell that this story was there: its key, its code, its sealed texts."""
    code = session.get_one(WordCode, ref)
    sealed = session.connection().exec_driver_sql("SELECT sealed FROM told_text").scalars().all()
    wrapped = session.get_one(Submission, ref).wrapped_key
    return [wrapped, code.secret_hash.encode(), code.locator_hash.encode(), *map(bytes, sealed)]


def told_with_code(session: Session, code: str) -> uuid.UUID:
    pilot = factories.make_pilot(session, now=NOON)
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY, word_code=code).ref
    assert ref is not None
    kept_drafts.keep(session, wave=pilot.waves[0], code=code, text=STORY, key_ring=RING, today=NOON.date())
    session.commit()
    return ref


def test_no_text_and_no_word_of_the_code_is_ever_in_the_files(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        told_with_code(db.session, code)
    raw = files_of(sqlite_app)
    assert raw
    assert b"regenjas" not in raw
    assert code.encode() not in raw


def test_after_withdrawal_the_files_hold_nothing_of_story_key_or_code(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        ref = told_with_code(db.session, code)
        before = traces(db.session, ref)
        db.session.commit()
        raw = files_of(sqlite_app)
        assert [trace in raw for trace in before] == [True] * len(before)
        kept_drafts.wipe_of_code(db.session, code=code, key_ring=RING)
        own_story.withdraw(db.session, ref=ref, now=NOON)
        db.session.commit()
    raw = files_of(sqlite_app)
    assert [trace in raw for trace in before] == [False] * len(before)


def test_after_wiping_the_files_hold_nothing_of_a_kept_draft(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        told_with_code(db.session, code)
        sealed = db.session.scalars(select(SavedDraft.sealed)).one()
        db.session.commit()
        assert sealed in files_of(sqlite_app)
        kept_drafts.wipe_of_code(db.session, code=code, key_ring=RING)
        db.session.commit()
    assert sealed not in files_of(sqlite_app)


def test_the_nightly_command_deletes_drafts_past_their_last_day_to_the_byte(sqlite_app: Flask, clock: Clock) -> None:
    with sqlite_app.app_context():
        told_with_code(db.session, word_codes.propose())
        sealed = db.session.scalars(select(SavedDraft.sealed)).one()
        db.session.commit()
    clock.at = NOON + timedelta(days=kept_drafts.LONGEST_DAYS + 1)
    result = sqlite_app.test_cli_runner().invoke(args=["retention", "tidy"])
    assert "1" in result.output
    assert sealed not in files_of(sqlite_app)


def test_withdrawal_takes_the_code_along_on_every_database(session: Session) -> None:
    code = word_codes.propose()
    ref = told_with_code(session, code)
    own_story.withdraw(session, ref=ref, now=NOON)
    session.commit()
    assert session.scalars(select(WordCode)).all() == []
    session.commit()
    assert word_codes.find(session, code=code, key_ring=RING, now=NOON) is None


@pytest.mark.parametrize("pragma", ["secure_delete", "foreign_keys"])
def test_every_connection_overwrites_what_it_deletes(sqlite_app: Flask, pragma: str) -> None:
    with sqlite_app.app_context():
        assert db.session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == 1
