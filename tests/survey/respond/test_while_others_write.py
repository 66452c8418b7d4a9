"""SQLite knows one writer at a time: filling in pages waits for nobody, and the sending itself holds the others up but shortly."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event

from survey.extensions import db
from survey.models import sqlite
from survey.services import accounts
from tests import factories
from tests.conftest import NOON
from tests.survey.respond.teller import Teller


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch, sqlite_app: Flask) -> Teller:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    with sqlite_app.app_context():
        db.engine.dispose()  # connections of before have the long patience
        pilot = factories.make_pilot(db.session, now=NOON)
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        db.session.commit()
    client = sqlite_app.test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    return Teller(client, token)


@contextmanager
def somebody_writes(app: Flask) -> Iterator[None]:
    with app.app_context():
        path = str(db.engine.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_pages_are_filled_in_while_somebody_else_writes(sqlite_app: Flask, teller: Teller) -> None:
    teller.to_story()
    with somebody_writes(sqlite_app):
        teller.press("next", story="Eerst moesten we wachten, nu komt er iemand.")
        teller.on_to_check()
        assert teller.is_at_check
        assert teller.press("next").status_code == 503, "sending has to wait for its turn"
    assert teller.press("next").status_code == 200


def test_the_slow_hash_is_made_before_the_database_is_held(
    sqlite_app: Flask, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19 MiB and two passes: everybody who sends would wait for it."""
    holding, hashed_while_holding = threading.Event(), []
    with sqlite_app.app_context():
        engine = db.engine
    event.listen(engine, "begin", lambda _c: None if sqlite.only_reading.get() else holding.set())
    event.listen(engine, "commit", lambda _c: holding.clear())
    event.listen(engine, "rollback", lambda _c: holding.clear())
    real = accounts.hasher

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, **more: bytes | None) -> str:
            hashed_while_holding.append(holding.is_set())
            return real.hash(password)

    monkeypatch.setattr(accounts, "hasher", Watched())
    teller.to_check()
    assert teller.press("next").status_code == 200
    assert hashed_while_holding == [False]
