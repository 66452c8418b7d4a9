"""The queue: Huey on SQLite by default, on PostgreSQL when the database is PostgreSQL. Only job identifiers travel in it."""

from __future__ import annotations

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from sqlalchemy import event
from sqlalchemy.orm import Session

from survey.config import Settings
from survey.extensions import db
from survey.models.sqlite import truncate_log
from survey.services import jobs, retention

TIDIES_AT_HOUR = 2
"""UTC: the middle of the night where Loex is used."""


def make_queue(app: Flask, settings: Settings) -> Huey:
    """The queue of this installation. `run_jobs_inline`: work is done at once, in the same process.

    Jobs wanted in a transaction are handed over when it commits; one that was lost on the way is found again within
    five minutes by the worker.
    """
    huey = _storage(settings)

    @huey.task(name="run_job")
    def run_job(job_id: str) -> None:
        from survey.jobs import work

        with app.app_context():
            work.run(job_id)

    @huey.periodic_task(crontab(minute="*/5"), name="hand_over_again")
    def hand_over_again() -> None:
        with app.app_context(), db.sessionmaker() as session:
            waiting = [str(job_id) for job_id in jobs.unfinished(session, state="wanted")]
        for job_id in waiting:
            run_job(job_id)

    _tidy_every_night(app, huey)

    @huey.on_startup()
    def take_up_again() -> None:
        from survey.jobs import work

        with app.app_context(), db.sessionmaker() as session, session.begin():
            left = [str(job.id) for job in jobs.take_up_again(session, kinds=work.GOES_ON)]
        for job_id in left:
            run_job(job_id)

    with app.app_context():
        sessions = db.sessionmaker

    @event.listens_for(sessions, "after_commit")
    def _hand_over(session: Session) -> None:
        for job_id in session.info.pop(jobs.WANTED, ()):
            run_job(job_id)

    @event.listens_for(sessions, "after_rollback")
    def _forget(session: Session) -> None:
        session.info.pop(jobs.WANTED, None)

    return huey


def _storage(settings: Settings) -> Huey:
    url = settings.queue_url or (settings.database_url if settings.database_url.startswith("postgresql") else "")
    inline = settings.run_jobs_inline
    if url.startswith("postgresql"):
        return PostgresHuey("loex", dsn=url.replace("postgresql+psycopg", "postgresql"), immediate=inline)
    path = url.removeprefix("sqlite:///") or str(settings.instance_folder / "queue.sqlite")
    return SqliteHuey("loex", filename=path, immediate=inline)


def _tidy_every_night(app: Flask, huey: Huey) -> None:
    """Let go what has had its time (`services.retention`). What was missed one night goes the next."""

    @huey.periodic_task(crontab(hour=str(TIDIES_AT_HOUR), minute="15"), name="tidy")
    def tidy() -> None:
        with app.app_context():
            with db.sessionmaker() as session, session.begin():
                retention.tidy(session, now=app.config["CLOCK"]())
            truncate_log(db.engine)
