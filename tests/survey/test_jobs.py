"""Background work: wanted in one transaction, done once, and its end is always in its row."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from survey.extensions import db
from survey.jobs import work
from survey.models.job import Job
from survey.services import jobs
from survey.services.errors import TooFewStories
from tests.conftest import NOON


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What a harmless kind of job was asked to do."""
    seen: list[dict[str, object]] = []

    def note(job_id: uuid.UUID, subject: dict[str, object]) -> None:
        seen.append(subject)

    monkeypatch.setitem(work.WORK, "note", note)
    return seen


def want(subject: dict[str, str | int] | None = None, kind: str = "note") -> uuid.UUID:
    return jobs.want(db.session, kind=kind, subject=subject or {"pilot": "proef"}, by=None, now=NOON).id


def state(job_id: uuid.UUID) -> tuple[str, str | None]:
    job = db.session.get_one(Job, job_id, populate_existing=True)
    return job.state, job.error


def test_work_begins_only_when_the_transaction_that_wants_it_is_committed(
    app: Flask, done: list[dict[str, object]]
) -> None:
    with app.app_context():
        job_id = want()
        assert done == []
        db.session.commit()
        assert done == [{"pilot": "proef"}]
        assert state(job_id) == ("done", None)


def test_work_wanted_in_a_transaction_that_fails_is_never_done(app: Flask, done: list[dict[str, object]]) -> None:
    with app.app_context():
        want()
        db.session.rollback()
        db.session.commit()
        assert done == []


def test_a_job_is_done_once_however_often_it_is_handed_over(app: Flask, done: list[dict[str, object]]) -> None:
    with app.app_context():
        job_id = want()
        db.session.commit()
        work.run(str(job_id))
        assert len(done) == 1


def test_a_refusal_ends_in_the_row_as_a_code(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(job_id: uuid.UUID, subject: dict[str, object]) -> None:
        raise TooFewStories("geen verhalen")

    monkeypatch.setitem(work.WORK, "refuse", refuse)
    with app.app_context():
        job_id = want(kind="refuse")
        db.session.commit()
        assert state(job_id) == ("failed", "TooFewStories")


def test_a_broken_job_says_so_without_anybodys_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(job_id: uuid.UUID, subject: dict[str, object]) -> None:
        raise ValueError("Mijn zus Noa uit Winschoten")

    monkeypatch.setitem(work.WORK, "break", break_down)
    with app.app_context():
        job_id = want(kind="break")
        db.session.commit()
        assert state(job_id) == ("failed", "Broken")
    assert "Noa" not in capsys.readouterr().err


def test_only_identifiers_travel_in_the_queue(app: Flask, done: list[dict[str, object]]) -> None:
    queue = app.extensions["loex_queue"]
    sent: list[object] = []
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        enqueue = queue.enqueue
        patch.setattr(queue, "enqueue", lambda task: (sent.append(task.args), enqueue(task))[1])
        job_id = want({"pilot": "proef", "seed": 3})
        db.session.commit()
    assert sent == [(str(job_id),)]
