"""Jobs: wanted in the transaction that needs the work, followed by anyone who waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.job import Job
from survey.services.errors import NotFound

WANTED = "wanted_jobs"
"""Key in `session.info`: jobs to hand to the queue once this transaction is committed."""

_BEGAN = "began_at"
"""Key in a running job's subject: when the counting began, in seconds since 1970. Gone when the job ends."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a running job goes, since its counting began."""

    per_second: float
    seconds_left: float


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


def progress(session: Session, *, job_id: uuid.UUID, n_done: int, n_total: int, now: datetime) -> None:
    """Say how far it is. With nothing done yet, this is when the counting begins."""
    job = session.get_one(Job, job_id)
    job.n_done, job.n_total = n_done, n_total
    if n_done == 0:
        job.subject = job.subject | {_BEGAN: now.timestamp()}
    session.flush()


def pace(job: Job, *, now: datetime) -> Pace | None:
    """None while there is nothing to go by: nothing done yet, or the job is not running."""
    began = job.subject.get(_BEGAN)
    if job.state != "running" or began is None or not job.n_done or now.timestamp() <= began:
        return None
    per_second = job.n_done / (now.timestamp() - began)
    return Pace(per_second, (job.n_total - job.n_done) / per_second)


def take_up_again(session: Session, *, kinds: Collection[str]) -> list[Job]:
    """Jobs that were running when their worker died are wanted again. For a worker that starts: it runs none itself yet,
    and an installation has one worker. kinds: those that go on where they were left, so that doing them again is no harm.
    """
    left = list(session.scalars(select(Job).where(Job.state == "running", Job.kind.in_(kinds)).order_by(Job.wanted_at)))
    for job in left:
        job.state, job.n_done, job.n_total = "wanted", 0, 0
        job.subject = {key: value for key, value in job.subject.items() if key != _BEGAN}
    session.flush()
    return left


def finish(session: Session, *, job_id: uuid.UUID, now: datetime, error: str | None = None) -> None:
    """Done, or failed with a code that a screen can put into words."""
    job = session.get_one(Job, job_id)
    job.state, job.error, job.finished_at = ("failed" if error else "done"), error, now
    job.subject = {key: value for key, value in job.subject.items() if key != _BEGAN}
    session.flush()


def unfinished(session: Session, *, state: str) -> list[uuid.UUID]:
    return list(session.scalars(select(Job.id).where(Job.state == state).order_by(Job.wanted_at)))


def latest(session: Session, *, kind: str, pilot_slug: str) -> Job | None:
    """The work of this kind that was last asked for a pilot."""
    rows = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.wanted_at.desc()))
    return next((job for job in rows if job.subject.get("pilot") == pilot_slug), None)
