"""A restored backup brings withdrawn stories back; the list beside the database lets them go again."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.submission import Submission, WithdrawnKey
from survey.services import retention, tombstones
from survey.services.errors import TombstonesUnreadable
from tests import factories
from tests.conftest import NOON


def told(app: Flask, *keys: str) -> list[uuid.UUID]:
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        refs = [factories.tell(db.session, wave=pilot.waves[0], now=NOON, key=key).ref for key in keys]
        db.session.commit()
        return [ref for ref in refs if ref is not None]


def withdraw(app: Flask, ref: uuid.UUID) -> None:
    with app.app_context():
        retention.withdraw(db.session, ref=ref, by=None, now=NOON)
        db.session.commit()


def still_there(app: Flask) -> set[uuid.UUID]:
    with app.app_context():
        return set(db.session.scalars(select(Submission.ref)))


def database_of(app: Flask) -> Path:
    with app.app_context():
        return Path(db.engine.url.database or "")


def backup(app: Flask, to: Path) -> None:
    with sqlite3.connect(database_of(app)) as source, sqlite3.connect(to) as copy:
        source.backup(copy)


def restore(app: Flask, kept: Path) -> None:
    path = database_of(app)
    with app.app_context():
        db.engine.dispose()
    for part in path.parent.glob(path.name + "-*"):
        part.unlink()
    shutil.copy(kept, path)


def test_after_a_restore_a_withdrawn_story_goes_again_and_the_others_stay(sqlite_app: Flask, tmp_path: Path) -> None:
    gone, stays = told(sqlite_app, "een", "twee")
    backup(sqlite_app, tmp_path / "backup.sqlite")
    withdraw(sqlite_app, gone)
    restore(sqlite_app, tmp_path / "backup.sqlite")
    assert still_there(sqlite_app) == {gone, stays}, "the backup is from before the withdrawal"
    answer = sqlite_app.test_cli_runner().invoke(args=["retention", "replay"])
    assert "1 stories were back and are gone again" in answer.output
    assert still_there(sqlite_app) == {stays}
    with sqlite_app.app_context():
        assert "story.withdrawn_again" in db.session.scalars(select(AuditEvent.action)).all()
        assert len(db.session.scalars(select(WithdrawnKey)).all()) == 1


def test_replaying_twice_is_as_replaying_once(sqlite_app: Flask) -> None:
    gone, stays = told(sqlite_app, "een", "twee")
    withdraw(sqlite_app, gone)
    for _ in range(2):
        answer = sqlite_app.test_cli_runner().invoke(args=["retention", "replay"])
        assert "0 stories were back" in answer.output
    assert still_there(sqlite_app) == {stays}


def test_a_list_that_was_printed_can_be_replayed_elsewhere(sqlite_app: Flask, tmp_path: Path) -> None:
    gone, stays = told(sqlite_app, "een", "twee")
    backup(sqlite_app, tmp_path / "backup.sqlite")
    withdraw(sqlite_app, gone)
    printed = sqlite_app.test_cli_runner().invoke(args=["retention", "tombstones"]).output
    (tmp_path / "kept.txt").write_text(printed, encoding="ascii")
    (tmp_path / "tombstones.txt").unlink()
    restore(sqlite_app, tmp_path / "backup.sqlite")
    sqlite_app.test_cli_runner().invoke(args=["retention", "replay", str(tmp_path / "kept.txt")])
    assert still_there(sqlite_app) == {stays}


def test_a_withdrawal_that_is_rolled_back_leaves_no_tombstone(sqlite_app: Flask, tmp_path: Path) -> None:
    (ref,) = told(sqlite_app, "een")
    with sqlite_app.app_context():
        retention.withdraw(db.session, ref=ref, by=None, now=NOON)
        db.session.rollback()
        db.session.commit()
    assert still_there(sqlite_app) == {ref}
    assert not (tmp_path / "tombstones.txt").exists()


def test_the_file_holds_a_hash_and_a_day_and_only_its_owner_reads_it(sqlite_app: Flask, tmp_path: Path) -> None:
    (ref,) = told(sqlite_app, "een")
    withdraw(sqlite_app, ref)
    path = tmp_path / "tombstones.txt"
    (stone,) = tombstones.read(path.open(encoding="ascii"))
    assert stone.on == NOON.date()
    assert str(ref) not in path.read_text("ascii")
    assert path.stat().st_mode & 0o077 == 0


def test_a_last_line_that_a_crash_cut_off_is_left_out_and_any_other_fault_is_refused() -> None:
    whole = f"{'a' * 64} 2026-04-14\n"
    assert len(tombstones.read([whole, "aaaa"])) == 1
    with pytest.raises(TombstonesUnreadable):
        tombstones.read(["aaaa\n", whole])


def test_a_full_disk_for_the_list_never_stops_a_withdrawal(sqlite_app: Flask, tmp_path: Path) -> None:
    (ref,) = told(sqlite_app, "een")
    (tmp_path / "tombstones.txt").mkdir()
    withdraw(sqlite_app, ref)
    assert still_there(sqlite_app) == set()
