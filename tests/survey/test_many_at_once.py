"""Many people at the same moment on one SQLite file: writers wait for each other, readers wait for nobody.

Bounded in the suite; `make torture` runs it with full counts.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.submission import Submission
from survey.services import programmes
from tests import factories
from tests.conftest import NOON

FULL = os.environ.get("TORTURE") == "full"
WRITERS, READERS, ROUNDS = (8, 6, 60) if FULL else (6, 4, 6)
"""At once in one process, which serves with eight threads; 32 of each from outside: tests/misuse/test_killed.py."""

pytestmark = pytest.mark.torture


def test_writers_and_readers_never_meet_a_locked_database(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        factories.make_pilot(db.session, now=NOON)
        db.session.commit()
    client = sqlite_app.test_client
    failures: list[str] = []

    def write(number: int) -> None:
        for round_ in range(ROUNDS):
            with sqlite_app.app_context():
                wave = programmes.get_wave(db.session, pilot=programmes.get_pilot(db.session, slug="proef"), number=1)
                factories.tell(db.session, wave=wave, now=NOON, key=f"{number}-{round_}")
                db.session.commit()

    def read(_number: int) -> None:
        for _ in range(ROUNDS):
            answer = client().get("/readyz", base_url="http://localhost")
            if answer.status_code >= 500 and b"not ready" not in answer.data:
                failures.append(f"status {answer.status_code}")

    _all_at_once([*[(write, n) for n in range(WRITERS)], *[(read, n) for n in range(READERS)]], failures)
    assert failures == []
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count(Submission.ref))) == WRITERS * ROUNDS


def test_one_story_sent_by_many_double_clicks_arrives_once(app: Flask) -> None:
    with app.app_context():
        factories.make_pilot(db.session, now=NOON)
        db.session.commit()
    failures: list[str] = []
    refs: list[object] = []

    def send(_number: int) -> None:
        with app.app_context():
            wave = programmes.get_wave(db.session, pilot=programmes.get_pilot(db.session, slug="proef"), number=1)
            refs.append(factories.tell(db.session, wave=wave, now=NOON, key="dezelfde").ref)
            db.session.commit()

    _all_at_once([(send, n) for n in range(50 if FULL else 8)], failures)
    assert failures == []
    assert len(set(refs)) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(Submission.ref))) == 1


def _all_at_once(tasks: list[tuple[Callable[[int], None], int]], failures: list[str]) -> None:
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[int], None], number: int) -> None:
        start.wait()
        try:
            task(number)
        except Exception as error:  # every kind of failure counts here
            failures.append(repr(error)[:300])

    threads = [threading.Thread(target=run, args=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
