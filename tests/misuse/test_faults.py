"""The database takes nothing any more: a plain page that keeps what was typed, and the story arrives once, later."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from survey.extensions import db
from survey.models import sqlite_reserve
from survey.models.submission import Submission
from survey.services import own_story, rates, word_codes
from tests import factories
from tests.conftest import NOON
from tests.misuse import FULL
from tests.misuse.headers import missing_headers
from tests.survey.respond.teller import Teller

TYPED = 'Eerst wisten we het niet. Nu "komt" er <elke> week iemand.'
SORRY = "Er ging bij ons iets mis"


@pytest.fixture
def teller(app: Flask) -> Teller:
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        db.session.commit()
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    return Teller(client, token)


def n_stories(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Submission.ref))) or 0


@contextmanager
def commits_fail(app: Flask) -> Iterator[None]:
    """As on a disk that fills up between the last write and its commit."""

    def fail(_connection: Any) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)


@contextmanager
def gone(app: Flask, url: str) -> Iterator[None]:
    """The database can't be reached: the server refuses everybody; the file is no database."""
    with app.app_context():
        engine = db.engine
    if url.startswith("sqlite"):
        path = Path(engine.url.database or "")
        engine.dispose()
        path.rename(path.with_suffix(".away"))
        path.mkdir()
        yield
        path.rmdir()
        path.with_suffix(".away").rename(path)
        return
    name = engine.url.database
    server = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as boss:
        boss.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        boss.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        yield
        boss.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    server.dispose()


def test_a_story_that_cannot_be_stored_comes_back_whole_and_arrives_once_later(app: Flask, teller: Teller) -> None:
    teller.to_check(story=TYPED)
    code = teller.code
    with commits_fail(app):
        answer = teller.press("next")
    assert answer.status_code == 503
    assert missing_headers(answer) == []
    assert SORRY in teller.words
    assert TYPED in teller.words
    assert n_stories(app) == 0
    assert teller.press("next").status_code == 200
    assert teller.code == code
    assert n_stories(app) == 1


def test_a_page_in_the_middle_keeps_its_text_while_the_database_is_gone(
    app: Flask, teller: Teller, database_url: str
) -> None:
    teller.to_story()
    with gone(app, database_url):
        form = teller.page.forms[0]
        fields = dict(form.form_values()) | {"story": TYPED, "go": "next"}
        answer = teller._read(teller.client.post(form.action, data=fields))
        assert answer.status_code == 503
        assert missing_headers(answer) == []
        assert SORRY in teller.words
        assert TYPED in teller.words
        assert teller.client.get("/readyz").status_code == 503
        assert teller.client.get("/healthz").status_code == 200
    again = teller.page.forms[0]
    found = teller._read(teller.client.post(again.action, data=dict(again.form_values())))
    assert found.status_code == 200, "the page that follows the story"
    teller.on_to_check()
    assert TYPED in teller.words
    teller.press("next")
    assert n_stories(app) == 1


def test_no_secret_of_signing_in_is_given_back(app: Flask, database_url: str) -> None:
    client = app.test_client()
    page = client.get("/account/inloggen", base_url="http://localhost").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    with gone(app, database_url):
        typed = {"email": "noa@voorbeeld.example", "password": "een heel geheim woord", "csrf_token": token}
        answer = client.post("/account/inloggen", data=typed, base_url="http://localhost")
    assert answer.status_code == 503
    assert "geheim" not in answer.get_data(as_text=True)


def test_what_is_logged_of_a_fault_is_its_kind_alone(
    app: Flask, teller: Teller, capsys: pytest.CaptureFixture[str]
) -> None:
    teller.to_check(story=TYPED)
    capsys.readouterr()
    with commits_fail(app):
        teller.press("next")
    logged = capsys.readouterr().err
    assert "database unavailable" in logged
    for private in ("week", "COMMIT", teller.token):
        assert private not in logged


# The reserve


@pytest.fixture
def reserve(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """Say how many bytes the disk has left; where the reserve is."""
    with sqlite_app.app_context():
        path = sqlite_reserve.path_beside(db.engine)
        assert path is not None
        sqlite_reserve.put_back(db.engine)

    def set_free(n_bytes: int) -> Path:
        usage = sqlite_reserve.shutil.disk_usage(path.parent)._replace(free=n_bytes)
        monkeypatch.setattr(sqlite_reserve.shutil, "disk_usage", lambda _folder: usage)
        return path

    return set_free


def test_the_reserve_is_made_whole_and_stays_while_there_is_room(
    sqlite_app: Flask, reserve: Callable[[int], Path]
) -> None:
    path = reserve(sqlite_reserve.RESERVE_BYTES)
    assert path.stat().st_size == sqlite_reserve.RESERVE_BYTES
    with sqlite_app.app_context(), rates.at_once(db.session):
        assert path.exists()


def test_on_a_full_disk_the_reserve_makes_room_for_a_withdrawal_and_comes_back(
    sqlite_app: Flask, reserve: Callable[[int], Path]
) -> None:
    seen: list[bool] = []
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        ref = factories.tell(db.session, wave=pilot.waves[0], now=NOON).ref
        db.session.commit()
        path = reserve(sqlite_reserve.RESERVE_BYTES - 1)
        event.listen(db.engine, "commit", lambda _connection: seen.append(path.exists()))
        own_story.withdraw(db.session, ref=ref, now=NOON)
        assert not path.exists()
        db.session.commit()
    assert seen[0] is False, "it was still given up when the deletion was committed"
    assert path.stat().st_size == sqlite_reserve.RESERVE_BYTES - 1, "as large as the disk has room for"


def test_who_wants_to_take_a_story_back_gets_in_on_a_full_disk(
    sqlite_app: Flask, reserve: Callable[[int], Path]
) -> None:
    path = reserve(0)
    with sqlite_app.app_context():
        word_codes.find(db.session, code=word_codes.propose(), key_ring=factories.KEY_RING, now=NOON)
    assert path.exists(), "given up for the count of this try, and put back after it"
    assert path.stat().st_size == 0


def test_postgresql_and_a_database_in_memory_have_no_reserve(app: Flask) -> None:
    memory = create_engine("sqlite://")
    assert sqlite_reserve.path_beside(memory) is None
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            assert sqlite_reserve.path_beside(db.engine) is None


if FULL:  # it needs a file system of its own

    @pytest.mark.torture
    def test_on_a_disk_that_is_really_full_texts_come_back_and_stories_can_be_withdrawn(tmp_path: Path) -> None:
        folder = tmp_path / "small"
        folder.mkdir()
        script = f"mount -t tmpfs -o size=48m none {folder} && exec {sys.executable} -m tests.misuse.full_disk {folder}"
        done = subprocess.run(
            ["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        assert json.loads(done.stdout.splitlines()[-1]) == {
            "full": True,
            "sent": 503,
            "text kept": True,
            "withdrawn": 200,
            "n_withdrawn": 20,
            "stories left": 0,
            "traces left": 0,
            "sent when there is room again": 200,
            "stories at last": 1,
        }
