"""Reading what a person released. Everything after stage 2 reads through here, and never past a consent."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.records import Answer, DeidentifiedStory, Use
from survey import conversion
from survey.models import released as tables
from survey.models.programme import Pilot, Wave
from survey.models.submission import ClosedAnswer, Submission
from survey.services import consents, parent_codes
from survey.services.sealing import KeyRing


def stories(
    session: Session, *, pilot: Pilot, use: Use, key_ring: KeyRing, refs: Iterable[uuid.UUID] | None = None
) -> list[DeidentifiedStory]:
    """The released stories of a pilot whose tellers allow this use now, in a stable order. refs: only these."""
    query = (
        select(Submission, Wave)
        .join(tables.DeidentifiedStory, tables.DeidentifiedStory.ref == Submission.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Wave.pilot_id == pilot.id)
        .order_by(Wave.number, Submission.ref)
    )
    if refs is not None:
        query = query.where(Submission.ref.in_(list(refs)))
    rows = session.execute(query).all()
    held = consents.held(session, refs=[submission.ref for submission, _ in rows])
    allowed = [(submission, wave) for submission, wave in rows if use in held[submission.ref]]
    sealed = _sealed_texts(session, [submission.ref for submission, _ in allowed])
    return [
        conversion.released_story(
            submission, wave, pilot, _opened(submission, sealed[submission.ref], key_ring), held[submission.ref]
        )
        for submission, wave in allowed
    ]


def answers(session: Session, *, pilot: Pilot) -> list[Answer]:
    """Closed answers that belong to released stories whose tellers allow analysis now."""
    rows = list(
        session.execute(
            select(ClosedAnswer, Submission, Wave)
            .join(Submission, Submission.ref == ClosedAnswer.ref)
            .join(tables.DeidentifiedStory, tables.DeidentifiedStory.ref == Submission.ref)
            .join(Wave, Wave.id == Submission.wave_id)
            .where(Wave.pilot_id == pilot.id)
            .order_by(Wave.number, Submission.ref, ClosedAnswer.question)
        )
    )
    held = consents.held(session, refs={submission.ref for _, submission, _ in rows})
    return [
        conversion.answer(row, submission, wave, pilot)
        for row, submission, wave in rows
        if "analysis" in held[submission.ref]
    ]


def content_notes(session: Session, *, refs: Iterable[str], key_ring: KeyRing) -> dict[str, str]:
    """What a reader should know before reading, by reference; only stories that have such a note."""
    rows = session.execute(
        select(Submission, tables.DeidentifiedStory.content_note_sealed)
        .join(tables.DeidentifiedStory, tables.DeidentifiedStory.ref == Submission.ref)
        .where(
            Submission.ref.in_([uuid.UUID(ref) for ref in refs]),
            tables.DeidentifiedStory.content_note_sealed.is_not(None),
        )
    )
    return {
        str(submission.ref): key_ring.open_story_key(submission.ref, submission.wrapped_key).open(
            "deidentified_story.content_note", sealed
        )
        for submission, sealed in rows
        if sealed is not None
    }


def counts(session: Session, *, pilot: Pilot) -> dict[tuple[int, str], tuple[int, int]]:
    """Per wave number and perspective: how many stories were told, and how many of them are released. A story that waits
    for a parent counts nowhere."""
    rows = session.execute(
        select(
            Wave.number,
            Submission.perspective,
            func.count(Submission.ref),
            func.count(tables.DeidentifiedStory.ref),
        )
        .join(Wave, Wave.id == Submission.wave_id)
        .outerjoin(tables.DeidentifiedStory, tables.DeidentifiedStory.ref == Submission.ref)
        .where(Wave.pilot_id == pilot.id, Submission.ref.not_in(parent_codes.waiting_refs()))
        .group_by(Wave.number, Submission.perspective)
        .order_by(Wave.number, Submission.perspective)
    )
    return {(number, perspective): (told, released) for number, perspective, told, released in rows}


def _sealed_texts(session: Session, refs: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, bytes]]:
    sealed: dict[uuid.UUID, dict[str, bytes]] = defaultdict(dict)
    for start in range(0, len(refs), consents.REFS_PER_QUERY):
        rows = session.execute(
            select(tables.ReleasedText.ref, tables.ReleasedText.field, tables.ReleasedText.sealed).where(
                tables.ReleasedText.ref.in_(refs[start : start + consents.REFS_PER_QUERY])
            )
        )
        for ref, field, text in rows:
            sealed[ref][field] = text
    return sealed


def _opened(submission: Submission, sealed: dict[str, bytes], key_ring: KeyRing) -> dict[str, str]:
    seal = key_ring.open_story_key(submission.ref, submission.wrapped_key)
    return {field: seal.open(f"released_text.{field}", text) for field, text in sealed.items()}
