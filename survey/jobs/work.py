"""What each kind of job does. Long computing happens between short transactions, so that no writer waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from analysis.embed.kinds import EncoderUnavailable
from analysis.records import DeidentifiedStory, StoryVector, WindowVectors
from survey.extensions import db
from survey.models.account import User
from survey.models.codebook import CodebookVersion
from survey.services import (
    analysis_runs,
    codebook_coding,
    codebooks,
    jobs,
    measurement,
    programmes,
    publishing,
    released,
    reporting,
)
from survey.services.errors import LoexError, TooFewStories
from survey.web.filters import now

if TYPE_CHECKING:
    from analysis.codebook import BackCoded, PoolOutcome
    from analysis.embed import Encoder

GOES_ON = frozenset({"analyse", "codebook"})
"""Kinds of work that go on where they were left when their worker dies: what is done is kept, step by step."""


@contextmanager
def transaction() -> Iterator[Session]:
    """A session of its own that commits at the end, or rolls back."""
    with db.sessionmaker() as session, session.begin():
        yield session


def analyse(job_id: uuid.UUID, subject: dict[str, Any]) -> None:
    """Embed what is not embedded yet, find candidate themes, and keep the run."""
    from analysis import pipeline

    stories = _stories(subject["pilot"])
    encoder = pipeline.encoder(current_app.config["LOEX"].encoder)
    vectors, windows = _embedded(job_id, stories, encoder)
    sought = pipeline.catalogue_seeds(encoder) if subject.get("catalogue") else None
    found = pipeline.candidates(
        stories, vectors, windows, model_id=encoder.model_id, seed=subject["seed"], sought=sought
    )
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        analysis_runs.store_run(session, pilot=pilot, refs=[story.ref for story in stories], found=found, now=now())


def codebook(job_id: uuid.UUID, subject: dict[str, Any]) -> None:
    """Let the latest version of the codebook learn from its labels, and code every released story with it."""
    from analysis import codebook as book_of
    from analysis import pipeline

    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        version = codebook_coding.latest_version(session, pilot=pilot)
        version_id, book = version.id, codebooks.version_book(session, pilot=pilot, version=version)
    stories = _stories(subject["pilot"])
    encoder = pipeline.encoder(current_app.config["LOEX"].encoder)
    vectors, _windows = _embedded(job_id, stories, encoder)
    spoken = {story.ref: story.language for story in stories}
    words = book_of.theme_words(book)
    embedded = dict(zip(words, encoder.encode(list(words.values())), strict=True))
    learned = book_of.learn(book, vectors, spoken, words=embedded, seed=subject["seed"])
    coded = book_of.back_code(learned.codebook, vectors, spoken)
    pool = _pool(stories, vectors, coded, subject["seed"], encoder.model_id)
    with transaction() as session:
        codebook_coding.store_fit(
            session,
            version=session.get_one(CodebookVersion, version_id),
            learned=learned,
            coded=coded,
            pool=pool,
            now=now(),
        )


def _pool(
    stories: Sequence[DeidentifiedStory],
    vectors: Mapping[str, StoryVector],
    coded: BackCoded,
    seed: int,
    model_id: str,
) -> PoolOutcome:
    """Groups among the stories without a theme. None while the machine assigns nothing at all: then these are all stories,
    and a group of them says nothing about what the codebook lacks."""
    from analysis.codebook import PoolOutcome, candidates_among_abstained

    if not coded.assignment.abstention.reached:
        return PoolOutcome((), len(coded.refs), 0, enough=False)
    told = {story.ref: story for story in stories}
    return candidates_among_abstained(
        coded.refs,
        [told[ref].text for ref in coded.refs],
        np.stack([vectors[ref].vector for ref in coded.refs]),
        coded.assignment,
        seed=seed,
        languages=[told[ref].language for ref in coded.refs],
        model_id=model_id,
    )


def _stories(slug: str) -> list[DeidentifiedStory]:
    from analysis import pipeline

    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        key_ring = current_app.config["KEY_RING"]
        stories = pipeline.readable(released.stories(session, pilot=pilot, use="analysis", key_ring=key_ring))
    if not stories:
        raise TooFewStories(slug)
    return stories


def _embedded(
    job_id: uuid.UUID, stories: Sequence[DeidentifiedStory], encoder: Encoder
) -> tuple[dict[str, StoryVector], dict[str, WindowVectors]]:
    """Vectors of all stories and of their windows. Each batch is kept as soon as it is made, so that a worker that dies
    loses one batch, and a wave costs what is new in it."""
    from analysis import pipeline

    refs, windows_id = [story.ref for story in stories], pipeline.windows_id(encoder.model_id)
    with transaction() as session:
        vectors = analysis_runs.cached_vectors(session, pilot_refs=refs, model_id=encoder.model_id)
        windows = analysis_runs.cached_windows(session, pilot_refs=refs, windows_id=windows_id, dim=encoder.dim)
        missing = pipeline.not_embedded(stories, vectors, windows, encoder.model_id)
        jobs.progress(session, job_id=job_id, n_done=0, n_total=len(missing), now=now())
    n_done = 0
    for batch in pipeline.batches(missing):
        fresh = pipeline.embed(batch, encoder)
        vectors |= {made.ref: made for made in fresh.vectors}
        windows |= {made.ref: made for made in fresh.windows}
        n_done += len(batch)
        with transaction() as session:
            analysis_runs.store_vectors(session, vectors=fresh.vectors, windows=fresh.windows)
            jobs.progress(session, job_id=job_id, n_done=n_done, n_total=len(missing), now=now())
    return vectors, windows


def issue_report(job_id: uuid.UUID, subject: dict[str, Any]) -> None:
    """Measure, publish and issue, then write every form once, so that nobody finds out later that one cannot be made. What
    is written is thrown away: a file is made anew whenever it is taken along, with the quotes that may be shown then."""
    from reports.render.formats import FORMATS

    n_total, key_ring = len(FORMATS) + 1, current_app.config["KEY_RING"]
    with transaction() as session:
        jobs.progress(session, job_id=job_id, n_done=0, n_total=n_total, now=now())
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        by = session.get_one(User, uuid.UUID(subject["by"]))
        measured = measurement.measure(session, pilot=pilot, by=by, now=now())
        release = publishing.publish(session, pilot=pilot, measured=measured, key_ring=key_ring, by=by, now=now())
        version = reporting.issue(session, pilot=pilot, release=release, key_ring=key_ring, by=by, now=now())
        number = version.number
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=subject["pilot"])
        version = reporting.get_version(session, pilot=pilot, number=number)
        report, ledger = (
            reporting.frozen(version),
            reporting.ledger(session, pilot=pilot, version=version, key_ring=key_ring),
        )
        jobs.progress(session, job_id=job_id, n_done=1, n_total=n_total, now=now())
    for n_done, form in enumerate(FORMATS.values(), start=2):
        form.render(report, ledger)
        with transaction() as session:
            jobs.progress(session, job_id=job_id, n_done=n_done, n_total=n_total, now=now())


WORK: dict[str, Callable[[uuid.UUID, dict[str, Any]], None]] = {
    "analyse": analyse,
    "codebook": codebook,
    "issue_report": issue_report,
}


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
    except (LoexError, EncoderUnavailable) as refused:
        error = type(refused).__name__
    except Exception as broken:  # the row must say that it failed, whatever it was
        error = "Broken"
        structlog.get_logger().error("job_broken", job=job_id, kind=type(broken).__name__)
    with transaction() as session:
        jobs.finish(session, job_id=number, now=now(), error=error)
