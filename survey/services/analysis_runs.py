"""Keeping what the machine made: vectors by content hash, and one append-only run with its candidates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory, StoryVector, Topic, TopicRun
from survey import conversion
from survey.models import released as tables
from survey.models.analysis import AnalysisRun, Assignment, CachedVector, CandidateTheme, RestStory
from survey.models.programme import Pilot

SMALLEST_WEIGHT = 0.05
"""Weights below this are noise and are not kept."""


def cached_vectors(session: Session, *, pilot_refs: Sequence[str], model_id: str) -> dict[str, StoryVector]:
    """The vectors that exist already for these stories under this model, by reference."""
    wanted = {uuid.UUID(ref) for ref in pilot_refs}
    rows = session.scalars(select(CachedVector).where(CachedVector.model_id == model_id))
    return {
        str(row.ref): StoryVector(
            str(row.ref), row.content_hash, row.model_id, conversion.vector_from_bytes(row.vector)
        )
        for row in rows
        if row.ref in wanted
    }


def store_vectors(session: Session, *, vectors: Sequence[StoryVector]) -> None:
    """Add or replace; a story withdrawn in the meantime is skipped."""
    alive = _alive(session, [vector.ref for vector in vectors])
    for vector in vectors:
        if uuid.UUID(vector.ref) in alive:
            session.merge(
                CachedVector(
                    ref=uuid.UUID(vector.ref),
                    model_id=vector.model_id,
                    content_hash=vector.content_hash,
                    vector=conversion.vector_bytes(vector.vector),
                )
            )
    session.flush()


def store_run(
    session: Session, *, pilot: Pilot, stories: Sequence[DeidentifiedStory], found: TopicRun, now: datetime
) -> AnalysisRun:
    """Append a run. Stories withdrawn while it ran are left out, and the run is then marked "inputs changed"."""
    refs = [uuid.UUID(story.ref) for story in stories]
    alive = _alive(session, [story.ref for story in stories])
    source = found.provenance
    run = AnalysisRun(
        pilot_id=pilot.id,
        model_id=source.model_id,
        seed=source.seed,
        parameters=dict(source.parameters),
        libraries=dict(source.libraries),
        input_hash=source.input_hash,
        n_stories=len(stories),
        n_rest=len(found.rest),
        enough=found.enough,
        created_at=now,
        inputs_changed_at=now if len(alive) < len(set(refs)) else None,
        candidates=[_candidate(topic) for topic in found.topics],
    )
    session.add(run)
    session.flush()
    for topic, candidate in zip(found.topics, run.candidates, strict=True):
        session.add_all(_assignments(candidate.id, topic, found, refs, alive))
    session.add_all(
        RestStory(run_id=run.id, ref=refs[row], kind=kind) for row, kind in found.rest.items() if refs[row] in alive
    )
    session.flush()
    return run


def latest_run(session: Session, *, pilot: Pilot) -> AnalysisRun | None:
    return session.scalar(
        select(AnalysisRun).where(AnalysisRun.pilot_id == pilot.id).order_by(AnalysisRun.created_at.desc()).limit(1)
    )


def _alive(session: Session, refs: Sequence[str]) -> set[uuid.UUID]:
    wanted = {uuid.UUID(ref) for ref in refs}
    return {ref for ref in session.scalars(select(tables.DeidentifiedStory.ref)) if ref in wanted}


def _candidate(topic: Topic) -> CandidateTheme:
    return CandidateTheme(
        number=topic.number,
        keywords=[keyword.word for keyword in topic.keywords],
        keyword_tellers=[keyword.n_tellers for keyword in topic.keywords],
        stability=topic.stability,
        n_stories=topic.n_stories,
        n_tellers=topic.n_tellers,
    )


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
