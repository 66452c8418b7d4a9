"""A spoken story: only where the pilot takes them, sealed, for one person's ears, and gone after release."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.invitation import Invitation
from survey.models.story import Recording
from survey.models.submission import Submission
from survey.services import recordings, retention, stories
from survey.services.errors import NotFound
from tests import factories, sounds
from tests.conftest import NOON
from tests.survey.respond.teller import STORY, Teller
from tests.survey.respond.test_telling import SENT

OGG, WAV = sounds.sound("audio/ogg"), sounds.sound("audio/wav")


@pytest.fixture
def speaking(invite: Callable[..., Teller], sqlite_app: Flask) -> Teller:
    """A teller whose pilot takes recordings."""
    return allow(sqlite_app, invite(), takes=True)


def allow(app: Flask, teller: Teller, *, takes: bool) -> Teller:
    with app.app_context():
        door = db.session.scalars(select(Invitation).where(Invitation.token == teller.token)).one()
        door.wave.pilot.takes_recordings = takes
        db.session.commit()
    return teller


def send(teller: Teller, content: bytes, name: str = "opname.ogg", **typed: str) -> int:
    form = teller.page.forms[0]
    fields = {key: value for key, value in form.form_values() if key != "recording"}
    posted = {**fields, **typed, "go": "next", "recording": (BytesIO(content), name)}
    return teller._read(teller.client.post(form.action, data=posted, content_type="multipart/form-data")).status_code


def n_recordings(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Recording)) or 0


def test_without_the_pilots_decision_there_is_no_field_and_nothing_is_kept(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    assert not teller.page.xpath("//input[@type='file']")
    assert "microphone=()" in teller.answers[-1].headers["Permissions-Policy"]
    assert send(teller, OGG) == 200
    assert n_recordings(sqlite_app) == 0


def test_a_recording_arrives_sealed_and_the_microphone_is_allowed_on_that_page_only(
    speaking: Teller, sqlite_app: Flask
) -> None:
    speaking.to_check()
    assert "microphone=(self)" in speaking.answers[-1].headers["Permissions-Policy"]
    assert all("microphone=()" in answer.headers["Permissions-Policy"] for answer in speaking.answers[:-1])
    assert send(speaking, OGG) == 200
    assert SENT in speaking.heading
    with sqlite_app.app_context():
        kept = db.session.scalars(select(Recording)).one()
        assert kept.media_type == "audio/mp4"
        assert b"ftyp" not in kept.sealed
        assert [mark for mark in sounds.PLANTED if mark in kept.sealed] == []


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"MZ\x90\0", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_what_is_no_sound_is_refused_on_the_page_whatever_it_is_called(
    speaking: Teller, sqlite_app: Flask, content: bytes
) -> None:
    speaking.to_check()
    assert send(speaking, content, "opname.mp3") == 422
    assert "opname" in speaking.words
    assert n_recordings(sqlite_app) == 0
    speaking.press("next", recording=None)
    assert SENT in speaking.heading


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 422)])
def test_the_limit_holds_on_both_sides(speaking: Teller, more: int, status: int) -> None:
    speaking.to_check()
    assert send(speaking, WAV.ljust(recordings.MOST_BYTES + more, b"\0")) == status


def test_a_recording_that_is_too_long_is_refused_and_what_was_typed_stays(speaking: Teller, sqlite_app: Flask) -> None:
    speaking.to_check()
    assert send(speaking, sounds.slow(3600)) == 422
    assert "te lang" in speaking.words
    assert STORY in speaking.words
    assert n_recordings(sqlite_app) == 0


@pytest.mark.parametrize("takes", [True, False])
def test_a_file_is_only_looked_at_where_the_pilot_takes_recordings(
    invite: Callable[..., Teller], sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, takes: bool
) -> None:
    looked: list[bytes] = []
    monkeypatch.setattr(recordings, "read", lambda content: looked.append(content) or sounds.SPOKEN)
    teller = allow(sqlite_app, invite(), takes=takes)
    teller.to_check()
    assert send(teller, OGG) == 200
    assert bool(looked) == takes


def test_while_a_recording_is_made_anew_others_can_write(
    speaking: Teller, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite knows one writer at a time: a second of sound must not be a second in which nobody can send."""
    written: list[str] = []

    def meanwhile(content: bytes) -> recordings.Recorded:
        with sqlite_app.app_context(), closing(sqlite3.connect(db.engine.url.database or "", timeout=0)) as other:
            other.execute("UPDATE pilot SET title = title")
            other.commit()
        written.append("yes")
        return sounds.SPOKEN

    speaking.to_check()
    monkeypatch.setattr(recordings, "read", meanwhile)
    assert send(speaking, OGG) == 200
    assert written == ["yes"]
    assert n_recordings(sqlite_app) == 1


def test_the_form_on_one_page_takes_a_recording_too(speaking: Teller, sqlite_app: Flask) -> None:
    speaking.open(f"/vertel/{speaking.token}/in-een-keer")
    assert send(speaking, OGG, perspective="parent", story=STORY) == 200
    assert SENT in speaking.heading
    assert n_recordings(sqlite_app) == 1


def test_only_the_coordinator_of_the_pilot_hears_it_and_that_is_recorded(session: Session) -> None:
    pilot, other = (factories.make_pilot(session, now=NOON, slug=slug) for slug in ("een", "twee"))
    pilot.takes_recordings = True
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, recording=sounds.SPOKEN).ref
    assert ref
    found = stories.open_recording(session, pilot=pilot, ref=ref, key_ring=factories.KEY_RING, by=coordinator, now=NOON)
    assert found == sounds.SPOKEN
    assert session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == coordinator.id)).all()[-1] == (
        "recording.opened"
    )
    with pytest.raises(NotFound):
        stories.open_recording(session, pilot=other, ref=ref, key_ring=factories.KEY_RING, by=coordinator, now=NOON)


def test_a_recording_goes_with_release_and_with_withdrawal(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    pilot.takes_recordings = True
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    refs = [factories.tell(session, wave=pilot.waves[0], now=NOON, recording=sounds.SPOKEN).ref for _ in range(2)]
    factories.release(session, pilot=pilot, ref=refs[0], by=coordinator, now=NOON)
    assert session.scalar(select(func.count()).select_from(Recording)) == 1
    assert refs[1]
    retention.withdraw(session, ref=refs[1], by=None, now=NOON)
    assert session.scalar(select(func.count()).select_from(Recording)) == 0
    assert session.scalar(select(func.count()).select_from(Submission)) == 1
