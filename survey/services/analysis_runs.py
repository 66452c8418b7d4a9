"""Keeping what the machine made: vectors by content hash, and one append-only run with its candidates."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from analysis.records import StoryVector, Topic, TopicRun, WindowVectors
from survey import conversion
from survey.models import released as tables
from survey.models.analysis import (
    AnalysisRun,
    Assignment,
    CachedVector,
    CandidatePart,
    CandidateTheme,
    RestStory,
    SoughtTheme,
)
from survey.models.programme import Pilot
from survey.services.consents import REFS_PER_QUERY
from survey.services.errors import NotFound

SMALLEST_WEIGHT = 0.05
"""Weights below this are noise and are not kept."""


def cached_vectors(session: Session, *, pilot_refs: Sequence[str], model_id: str) -> dict[str, StoryVector]:
    """The vectors that exist already for these stories under this model, by reference."""
    return {
        str(row.ref): StoryVector(
            str(row.ref), row.content_hash, row.model_id, conversion.vector_from_bytes(row.vector)
        )
        for row in _cached(session, pilot_refs, model_id)
    }


def cached_windows(
    session: Session, *, pilot_refs: Sequence[str], windows_id: str, dim: int
) -> dict[str, WindowVectors]:
    """The vectors of windows that exist already for these stories, by reference. dim: length of one vector."""
    return {
        str(row.ref): WindowVectors(
            str(row.ref), row.content_hash, row.model_id, conversion.vector_from_bytes(row.vector).reshape(-1, dim)
        )
        for row in _cached(session, pilot_refs, windows_id)
    }


def store_vectors(session: Session, *, vectors: Sequence[StoryVector], windows: Sequence[WindowVectors] = ()) -> None:
    """Add or replace; a story withdrawn in the meantime is skipped. The windows of a story are one row, under the
    model_id that says how they were cut."""
    given = [(vector, vector.vector) for vector in vectors] + [(window, window.vectors) for window in windows]
    alive = still_there(session, [kept.ref for kept, _ in given])
    for kept, numbers in given:
        if uuid.UUID(kept.ref) in alive:
            session.merge(
                CachedVector(
                    ref=uuid.UUID(kept.ref),
                    model_id=kept.model_id,
                    content_hash=kept.content_hash,
                    vector=conversion.vector_bytes(numbers),
                )
            )
    session.flush()


def store_run(
    session: Session,
    *,
    pilot: Pilot,
    refs: Sequence[str],
    found: TopicRun,
    now: datetime,
    is_among_unplaced: bool = False,
) -> AnalysisRun:
    """Append a run over these stories. Those withdrawn while it ran are left out, and the run is then marked "inputs changed".

    is_among_unplaced: only stories for which the codebook has no theme were searched.
    """
    told = [uuid.UUID(ref) for ref in refs]
    alive = still_there(session, refs)
    source = found.provenance
    run = AnalysisRun(
        pilot_id=pilot.id,
        model_id=source.model_id,
        seed=source.seed,
        parameters=dict(source.parameters),
        libraries=dict(source.libraries),
        input_hash=source.input_hash,
        n_stories=len(told),
        n_rest=len(found.rest),
        enough=found.enough,
        created_at=now,
        inputs_changed_at=now if len(alive) < len(set(told)) else None,
        outcome=_outcome(found),
        is_among_unplaced=is_among_unplaced,
        candidates=[_candidate(topic) for topic in found.topics],
        sought=_sought(found),
    )
    session.add(run)
    session.flush()
    for topic, candidate in zip(found.topics, run.candidates, strict=True):
        session.add_all(_assignments(candidate.id, topic, found, told, alive))
        session.add_all(_parts(candidate.id, topic, found))
    session.add_all(
        RestStory(run_id=run.id, ref=told[row], kind=kind) for row, kind in found.rest.items() if told[row] in alive
    )
    session.flush()
    return run


def latest_run(session: Session, *, pilot: Pilot) -> AnalysisRun | None:
    """The latest search among all stories of a pilot."""
    return session.scalar(_searches(pilot).limit(1))


def runs(session: Session, *, pilot: Pilot) -> list[AnalysisRun]:
    """Every search among all stories of a pilot, latest first."""
    return list(session.scalars(_searches(pilot)))


def _searches(pilot: Pilot) -> Select[AnalysisRun]:
    return (
        select(AnalysisRun)
        .where(AnalysisRun.pilot_id == pilot.id, AnalysisRun.is_among_unplaced.is_(False))
        .order_by(AnalysisRun.created_at.desc())
    )


def get_run(session: Session, *, pilot: Pilot, run_id: uuid.UUID) -> AnalysisRun:
    """Raises NotFound, also for a run of another pilot."""
    run = session.get(AnalysisRun, run_id)
    if run is None or run.pilot_id != pilot.id:
        raise NotFound("There is no such run in this pilot.")
    return run


def find_run(session: Session, *, beginning: str) -> AnalysisRun:
    """The one run of any pilot whose identifier begins like this. Raises NotFound when none or several do."""
    begins = beginning.strip().lower()
    ids = [number for number in session.scalars(select(AnalysisRun.id)) if str(number).startswith(begins)]
    if not begins or len(ids) != 1:
        raise NotFound(f"{len(ids) if begins else 'No'} runs begin with {begins!r}; exactly one has to.")
    return session.get_one(AnalysisRun, ids[0])


def _cached(session: Session, refs: Sequence[str], model_id: str) -> Iterator[CachedVector]:
    for some in batched(refs):
        yield from session.scalars(
            select(CachedVector).where(CachedVector.model_id == model_id, CachedVector.ref.in_(some))
        )


def still_there(session: Session, refs: Sequence[str]) -> set[uuid.UUID]:
    """Which of these stories are released and not withdrawn."""
    return {
        ref
        for some in batched(refs)
        for ref in session.scalars(select(tables.DeidentifiedStory.ref).where(tables.DeidentifiedStory.ref.in_(some)))
    }


def batched(refs: Sequence[str]) -> Iterator[list[uuid.UUID]]:
    """References for one query at a time."""
    different = [uuid.UUID(ref) for ref in dict.fromkeys(refs)]
    for start in range(0, len(different), REFS_PER_QUERY):
        yield different[start : start + REFS_PER_QUERY]


def _candidate(topic: Topic) -> CandidateTheme:
    return CandidateTheme(
        number=topic.number,
        keywords=[keyword.word for keyword in topic.keywords],
        keyword_tellers=[keyword.n_tellers for keyword in topic.keywords],
        stability=topic.stability,
        n_stories=topic.n_stories,
        n_tellers=topic.n_tellers,
    )


def _sought(found: TopicRun) -> list[SoughtTheme]:
    """The themes that were looked for by name and found, apart from the candidates."""
    return [
        SoughtTheme(
            number=topic.number,
            name=topic.name,
            keywords=[keyword.word for keyword in topic.keywords],
            stability=topic.stability,
            n_stories=topic.n_stories,
            n_tellers=topic.n_tellers,
        )
        for topic in (found.seeded.topics if found.seeded else ())
    ]


def _outcome(found: TopicRun) -> dict[str, Any]:
    coverage = asdict(found.coverage) if found.coverage else None
    return {
        "ari": found.ari,
        "ami": found.ami,
        "n_resamples": found.n_resamples,
        "share_outside": found.share_outside,
        "coverage": coverage,
    }


def _parts(candidate_id: uuid.UUID, topic: Topic, found: TopicRun) -> list[CandidatePart]:
    """The finer themes inside a candidate; none where it does not divide."""
    fine = [part for part in found.fine.topics if part.parent == topic.number] if found.fine else []
    return [
        CandidatePart(
            candidate_id=candidate_id,
            number=number,
            keywords=[keyword.word for keyword in part.keywords],
            stability=part.stability,
            n_stories=part.n_stories,
            n_tellers=part.n_tellers,
        )
        for number, part in enumerate(fine if len(fine) > 1 else [])
    ]


def _assignments(
    candidate_id: uuid.UUID, topic: Topic, found: TopicRun, refs: Sequence[uuid.UUID], alive: set[uuid.UUID]
) -> list[Assignment]:
    shown = {row: ("typical", rank) for rank, row in enumerate(topic.representatives)}
    shown |= {row: ("contrary", rank) for rank, row in enumerate(topic.contrary) if row not in shown}
    column = np.clip(found.weights[:, topic.number], 0, 1)
    rows = []
    for row, weight in enumerate(column):
        is_main = int(found.labels[row]) == topic.number
        if refs[row] in alive and (is_main or row in shown or weight >= SMALLEST_WEIGHT):
            kind, rank = shown.get(row, (None, None))
            rows.append(
                Assignment(
                    candidate_id=candidate_id,
                    ref=refs[row],
                    weight=float(weight),
                    is_main=is_main,
                    shown_as=kind,
                    rank=rank,
                )
            )
    return rows
