"""Jobs: wanted in the transaction that needs the work, followed by anyone who waits for it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.job import Job
from survey.services.errors import NotFound

WANTED = "wanted_jobs"
"""Key in `session.info`: jobs to hand to the queue once this transaction is committed."""


def want(session: Session, *, kind: str, subject: dict[str, str | int], by: User | None, now: datetime) -> Job:
    """Ask for work. subject: identifiers only."""
    job = Job(kind=kind, subject=subject, state="wanted", wanted_by_id=by.id if by else None, wanted_at=now)
    session.add(job)
    session.flush()
    session.info.setdefault(WANTED, []).append(str(job.id))
    return job


def get(session: Session, *, job_id: uuid.UUID) -> Job:
    """Raises NotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


def start(session: Session, *, job_id: uuid.UUID) -> Job | None:
    """Take the job if nobody else did; None when it is running or finished already."""
    job = session.scalar(select(Job).where(Job.id == job_id, Job.state == "wanted").with_for_update(skip_locked=True))
    if job is not None:
        job.state = "running"
        session.flush()
    return job


def progress(session: Session, *, job_id: uuid.UUID, n_done: int, n_total: int) -> None:
    job = session.get_one(Job, job_id)
    job.n_done, job.n_total = n_done, n_total
    session.flush()


def finish(session: Session, *, job_id: uuid.UUID, now: datetime, error: str | None = None) -> None:
    """Done, or failed with a code that a screen can put into words."""
    job = session.get_one(Job, job_id)
    job.state, job.error, job.finished_at = ("failed" if error else "done"), error, now
    session.flush()


def unfinished(session: Session, *, state: str) -> list[uuid.UUID]:
    return list(session.scalars(select(Job.id).where(Job.state == state).order_by(Job.wanted_at)))


def latest(session: Session, *, kind: str, pilot_slug: str) -> Job | None:
    """The work of this kind that was last asked for a pilot."""
    rows = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.wanted_at.desc()))
    return next((job for job in rows if job.subject.get("pilot") == pilot_slug), None)
