"""What the machine learned from a version of the codebook, what it coded with it, and which stories would teach it most."""

from __future__ import annotations

import random
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import (
    ABSTAIN,
    BackCoded,
    Codebook,
    Learned,
    PoolOutcome,
    classifier_data,
    classifier_from_data,
    draw_for_meeting,
)
from survey import conversion
from survey.models.analysis import AnalysisRun
from survey.models.codebook import CodebookFit, CodebookGap, CodebookVersion, CodedStory
from survey.models.programme import Pilot, Wave
from survey.services import analysis_runs, codebooks, released
from survey.services.errors import CodebookNotConfirmed
from survey.services.sealing import KeyRing


def latest_version(session: Session, *, pilot: Pilot) -> CodebookVersion:
    """Raises CodebookNotConfirmed."""
    version = next(iter(codebooks.versions(session, pilot=pilot)), None)
    if version is None:
        raise CodebookNotConfirmed(pilot.slug)
    return version


def store_fit(
    session: Session,
    *,
    version: CodebookVersion,
    learned: Learned,
    coded: BackCoded,
    pool: PoolOutcome,
    now: datetime,
) -> CodebookFit:
    """Keep what was learned from a version and what all stories became with it. A story withdrawn meanwhile is skipped.

    Groups among the stories without a theme are kept as candidates as well, for a next meeting to judge.
    """
    classifier = learned.codebook.classifier
    if classifier is None:
        raise ValueError("nothing was learned")
    fit = CodebookFit(
        version_id=version.id,
        model_id=classifier.model_id,
        seed=classifier.seed,
        learned=classifier_data(classifier),
        n_stories=len(coded.refs),
        n_abstained=int(coded.assignment.abstained.sum()),
        n_unsteady=pool.n_unsteady,
        made_at=now,
        gaps=_gaps(pool),
    )
    session.add(fit)
    session.flush()
    alive = analysis_runs.still_there(session, coded.refs)
    session.add_all(row for row in _coded(fit, learned, coded, pool) if row.ref in alive)
    session.flush()
    if pool.search:
        pilot = session.get_one(Pilot, version.pilot_id)
        analysis_runs.store_run(
            session, pilot=pilot, refs=pool.pooled, found=pool.search, now=now, is_among_unplaced=True
        )
    return fit


def groups_to_judge(session: Session, *, pilot: Pilot) -> AnalysisRun | None:
    """The groups that the codebook as learned last has no theme for, as candidates; None when there are none."""
    learned = latest_fit(session, pilot=pilot)
    if learned is None:
        return None
    return session.scalar(
        select(AnalysisRun).where(
            AnalysisRun.pilot_id == pilot.id,
            AnalysisRun.is_among_unplaced,
            AnalysisRun.created_at == learned[0].made_at,
        )
    )


def _coded(fit: CodebookFit, learned: Learned, coded: BackCoded, pool: PoolOutcome) -> Iterator[CodedStory]:
    found = coded.assignment
    gap_of = {ref: number for number, gap in enumerate(pool.candidates) for ref in gap.refs}
    for row, (ref, label) in enumerate(zip(coded.refs, found.labels.tolist(), strict=True)):
        yield CodedStory(
            fit_id=fit.id,
            ref=uuid.UUID(ref),
            entry_id=uuid.UUID(found.themes[label]) if label != ABSTAIN else None,
            certainty=float(np.clip(found.certainty[row], 0, 1)),
            probabilities=conversion.vector_bytes(found.probabilities[row]),
            held_out=conversion.vector_bytes(learned.held_out[ref]) if ref in learned.held_out else None,
            caution=found.cautions[row],
            gap_number=gap_of.get(ref),
        )


def latest_fit(session: Session, *, pilot: Pilot) -> tuple[CodebookFit, CodebookVersion] | None:
    """What was learned last, with the version it learned from."""
    row = session.execute(
        select(CodebookFit, CodebookVersion)
        .join(CodebookVersion, CodebookVersion.id == CodebookFit.version_id)
        .where(CodebookVersion.pilot_id == pilot.id)
        .order_by(CodebookFit.made_at.desc(), CodebookVersion.number.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def fits_of(session: Session, *, version: CodebookVersion) -> list[CodebookFit]:
    """Latest first."""
    return list(
        session.scalars(
            select(CodebookFit).where(CodebookFit.version_id == version.id).order_by(CodebookFit.made_at.desc())
        )
    )


def coded_stories(session: Session, *, fit: CodebookFit) -> list[CodedStory]:
    """As far as the stories are still there."""
    return list(session.scalars(select(CodedStory).where(CodedStory.fit_id == fit.id).order_by(CodedStory.ref)))


def gap_stories(session: Session, *, pilot: Pilot) -> dict[uuid.UUID, int]:
    """The stories in which the computer found no theme of the codebook and that resemble each other, with the number of their
    group; of what was learned last."""
    latest = latest_fit(session, pilot=pilot)
    if latest is None:
        return {}
    rows = session.execute(
        select(CodedStory.ref, CodedStory.gap_number).where(
            CodedStory.fit_id == latest[0].id, CodedStory.gap_number.is_not(None)
        )
    )
    return {ref: number for ref, number in rows if number is not None}


def learned_book(session: Session, *, pilot: Pilot) -> Codebook | None:
    """The latest version that the machine learned from, with its classifier; None when there is none."""
    latest = latest_fit(session, pilot=pilot)
    if latest is None:
        return None
    fit, version = latest
    book = codebooks.version_book(session, pilot=pilot, version=version)
    return replace(book, classifier=classifier_from_data(fit.learned))


def by_story(
    session: Session, *, fit: CodebookFit
) -> Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32] | None]]:
    """Per story: the probability of each theme, and the same by a machine that had not seen the story's labels (labelled
    stories only). float32, shape (k,), in the order of `learned["themes"]`."""
    return {
        str(row.ref): (
            conversion.vector_from_bytes(row.probabilities),
            conversion.vector_from_bytes(row.held_out) if row.held_out is not None else None,
        )
        for row in coded_stories(session, fit=fit)
    }


def most_teaching(
    session: Session,
    *,
    pilot: Pilot,
    wave: Wave,
    n: int,
    seed: int,
    key_ring: KeyRing,
    drawn_already: Collection[uuid.UUID] = (),
) -> list[uuid.UUID]:
    """The stories of a wave whose labels would teach the codebook most, the most teaching first; fewer where there are not
    enough. Only stories that the panel may read now, and none that it labelled before.

    drawn_already: what this meeting reads at random; those are never among them, so that the two draws stay apart. Without
    a codebook that has learned, how a story lies among the others decides; where nothing was embedded yet, the lot does.
    """
    refs = [
        story.ref
        for story in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring)
        if story.wave == wave.number
    ]
    taken = {str(ref) for ref in drawn_already}
    book = learned_book(session, pilot=pilot)
    if book is not None:
        labels = codebooks.book(session, pilot=pilot).labels
        book = replace(book, labels=labels)
    model_id = book.classifier.model_id if book and book.classifier else _model_id(session, pilot)
    vectors = analysis_runs.cached_vectors(session, pilot_refs=refs, model_id=model_id) if model_id else {}
    draw = draw_for_meeting(vectors, n_random=0, n_chosen=n, seed=seed, codebook=book, taken=taken)
    chosen = [uuid.UUID(ref) for ref in draw.chosen]
    return chosen + _by_lot(session, pilot, refs, taken | set(draw.chosen), n - len(chosen), seed)


def _by_lot(
    session: Session, pilot: Pilot, refs: Collection[str], taken: Collection[str], n: int, seed: int
) -> list[uuid.UUID]:
    labelled = {story.ref for story in codebooks.book(session, pilot=pilot).labels}
    left = sorted(set(refs) - set(taken) - labelled)
    # No secret hangs on this draw; it must be repeatable from the recorded seed.
    return [uuid.UUID(ref) for ref in random.Random(seed).sample(left, min(max(n, 0), len(left)))]  # noqa: S311  repeatable, no secret


def _model_id(session: Session, pilot: Pilot) -> str | None:
    run = analysis_runs.latest_run(session, pilot=pilot)
    return run.model_id if run else None


def _gaps(pool: PoolOutcome) -> list[CodebookGap]:
    return [
        CodebookGap(
            number=number,
            keywords=[keyword.word for keyword in gap.keywords],
            stability=gap.stability,
            n_stories=len(gap.refs),
            n_tellers=gap.n_tellers,
        )
        for number, gap in enumerate(pool.candidates)
    ]
