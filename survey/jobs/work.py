"""What each kind of job does. Long computing happens between short transactions, so that no writer waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.services import analysis_runs, jobs, programmes, released
from survey.services.errors import LoexError, TooFewStories
from survey.web.filters import now

VECTORS_PER_TRANSACTION = 64


@contextmanager
def transaction() -> Iterator[Session]:
    """A session of its own that commits at the end, or rolls back."""
    with db.sessionmaker() as session, session.begin():
        yield session


def analyse(job_id: uuid.UUID, subject: dict[str, Any]) -> None:
    """Embed what is not embedded yet, find candidate themes, and keep the run."""
    from analysis import pipeline

    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        stories = pipeline.readable(
            released.stories(session, pilot=pilot, use="analysis", key_ring=current_app.config["KEY_RING"])
        )
        if not stories:
            raise TooFewStories(pilot.slug)
        encoder = pipeline.encoder()
        known = analysis_runs.cached_vectors(
            session, pilot_refs=[story.ref for story in stories], model_id=encoder.model_id
        )
    vectors = dict(known)
    missing = pipeline.not_embedded(stories, known, encoder.model_id)
    for start in range(0, len(missing), VECTORS_PER_TRANSACTION):
        fresh = pipeline.embed(missing[start : start + VECTORS_PER_TRANSACTION], encoder)
        vectors |= {vector.ref: vector for vector in fresh}
        with transaction() as session:
            analysis_runs.store_vectors(session, vectors=fresh)
            jobs.progress(session, job_id=job_id, n_done=min(start + len(fresh), len(missing)), n_total=len(missing))
    found = pipeline.candidates(stories, vectors, model_id=encoder.model_id, seed=subject["seed"])
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        analysis_runs.store_run(session, pilot=pilot, stories=stories, found=found, now=now())


WORK: dict[str, Callable[[uuid.UUID, dict[str, Any]], None]] = {"analyse": analyse}


def run(job_id: str) -> None:
    """Do one job, once; a failure ends in the job's row, with a code and without anybody's words."""
    number = uuid.UUID(job_id)
    with transaction() as session:
        job = jobs.start(session, job_id=number)
        if job is None:
            return
        kind, subject = job.kind, dict(job.subject)
    error = None
    try:
        WORK[kind](number, subject)
    except LoexError as refused:
        error = type(refused).__name__
    except Exception as broken:  # the row must say that it failed, whatever it was
        error = "Broken"
        structlog.get_logger().error("job_broken", job=job_id, kind=type(broken).__name__)
    with transaction() as session:
        jobs.finish(session, job_id=number, now=now(), error=error)
