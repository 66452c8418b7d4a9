"""From told to released: the machine proposes, a person decides on every span and releases.

One of the four services that may see a story as it was told. Opening one is an act that is recorded.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.deidentify import mask_together, redact_together
from analysis.records import Span, SpanLabel
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, MaskDecision, ReleaseDecision, ReleasedText
from survey.models.story import Story, ToldText
from survey.models.submission import Submission
from survey.services import audit
from survey.services.errors import AlreadyReleased, DecisionMissing, NotFound, SpanInvalid
from survey.services.sealing import KeyRing

PERSON = "person"
"""`proposed_by` of a span that the checking person added."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A story that waits for a person's check. outcome: None, or 'held_back' when it was looked at and kept back."""

    ref: uuid.UUID
    wave: int
    perspective: str
    language: str
    told_on: date
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A told story, opened for checking: its texts by field, and the proposed spans in each."""

    ref: uuid.UUID
    language: str
    texts: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class SpanDecision:
    """What the person decided about one span. Offsets are code points in the told text of that field."""

    field: str
    start: int
    end: int
    label: SpanLabel
    masked: bool
    proposed_by: str = PERSON


def waiting(session: Session, *, pilot: Pilot) -> list[Waiting]:
    """Stories that are not released, oldest first; those held back come last."""
    latest = (
        select(ReleaseDecision.ref, func.max(ReleaseDecision.number).label("number"))
        .group_by(ReleaseDecision.ref)
        .subquery()
    )
    rows = session.execute(
        select(Submission, Wave.number, ReleaseDecision.outcome)
        .join(Wave, Wave.id == Submission.wave_id)
        .outerjoin(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .outerjoin(latest, latest.c.ref == Submission.ref)
        .outerjoin(ReleaseDecision, ReleaseDecision.number == latest.c.number)
        .where(Wave.pilot_id == pilot.id, DeidentifiedStory.ref.is_(None))
        .order_by(ReleaseDecision.outcome.is_not(None), Submission.told_on, Submission.ref)
    )
    return [Waiting(s.ref, number, s.perspective, s.language, s.told_on, outcome) for s, number, outcome in rows]


def open_for_checking(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, key_ring: KeyRing, by: User, now: datetime
) -> Proposal:
    """The told texts with proposed spans; records who opened them. A released story has been checked: it stays closed.

    Raises NotFound, AlreadyReleased, StoryUnreadable.
    """
    submission = _submission_of(session, pilot, ref)
    if session.get(DeidentifiedStory, ref):
        raise AlreadyReleased(str(ref))
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="checking")
    return _proposal(session, submission, key_ring)


def release(
    session: Session,
    *,
    pilot: Pilot,
    ref: uuid.UUID,
    decisions: Sequence[SpanDecision],
    key_ring: KeyRing,
    by: User,
    now: datetime,
    reason: str = "",
    content_note: str = "",
) -> DeidentifiedStory:
    """Release a story with the spans masked that the person decided to mask.

    Every proposed span needs a decision; spans may be added. Raises DecisionMissing, SpanInvalid, AlreadyReleased,
    NotFound, StoryUnreadable.
    """
    if by is None:
        raise DecisionMissing("A person releases a story, never a programme.")
    submission = _submission_of(session, pilot, ref)
    if session.get(DeidentifiedStory, ref):
        raise AlreadyReleased(str(ref))
    proposal = _proposal(session, submission, key_ring)
    _require_decision_on_every_span(proposal, decisions)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    decision = _decide(session, ref, "released", seal.seal("release_decision.reason", reason), by, now)
    decision.masks = [
        MaskDecision(field=d.field, start=d.start, end=d.end, label=d.label, proposed_by=d.proposed_by, masked=d.masked)
        for d in decisions
    ]
    released = DeidentifiedStory(
        ref=ref,
        decision_number=decision.number,
        content_note_sealed=seal.seal("deidentified_story.content_note", content_note) if content_note else None,
        texts=[
            ReleasedText(field=name, sealed=seal.seal(f"released_text.{name}", text))
            for name, text in masked_texts(proposal, decisions).items()
        ],
    )
    session.add(released)
    session.flush()
    audit.record(
        session, action="story.released", subject=submission, by=by, now=now, masks=sum(d.masked for d in decisions)
    )
    return released


def masked_texts(proposal: Proposal, decisions: Sequence[SpanDecision]) -> dict[str, str]:
    """The texts by field as they are released under these decisions; also what a person looks at before deciding."""
    fields = list(proposal.texts)
    masked = mask_together(
        [proposal.texts[name] for name in fields],
        [[d for d in decisions if d.field == name and d.masked] for name in fields],
    )
    return dict(zip(fields, masked, strict=True))


def hold_back(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, reason: str, key_ring: KeyRing, by: User, now: datetime
) -> None:
    """Keep a story back, with a reason. It can still be released later. Raises AlreadyReleased, NotFound."""
    submission = _submission_of(session, pilot, ref)
    if session.get(DeidentifiedStory, ref):
        raise AlreadyReleased(str(ref))
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    _decide(session, ref, "held_back", seal.seal("release_decision.reason", reason), by, now)
    audit.record(session, action="story.held_back", subject=submission, by=by, now=now)


def _decide(
    session: Session, ref: uuid.UUID, outcome: str, reason_sealed: bytes, by: User, now: datetime
) -> ReleaseDecision:
    decision = ReleaseDecision(
        ref=ref, outcome=outcome, reason_sealed=reason_sealed, decided_by_id=by.id, decided_at=now
    )
    session.add(decision)
    session.flush()
    return decision


def _submission_of(session: Session, pilot: Pilot, ref: uuid.UUID) -> Submission:
    submission = session.scalar(
        select(Submission)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Submission.ref == ref, Wave.pilot_id == pilot.id)
    )
    if submission is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no story {ref}.")
    return submission


def _proposal(session: Session, submission: Submission, key_ring: KeyRing) -> Proposal:
    seal = key_ring.open_story_key(submission.ref, submission.wrapped_key)
    rows = session.scalars(
        select(ToldText)
        .join(Story, Story.id == ToldText.story_id)
        .where(Story.ref == submission.ref)
        .order_by(ToldText.field)
    )
    texts = {row.field: seal.open(f"told_text.{row.field}", row.sealed) for row in rows}
    redacted = redact_together(list(texts.values()), language=submission.language)
    spans = {name: result.spans for name, result in zip(texts, redacted, strict=True)}
    return Proposal(submission.ref, submission.language, texts, spans)


def _require_decision_on_every_span(proposal: Proposal, decisions: Sequence[SpanDecision]) -> None:
    decided = {(d.field, d.start, d.end) for d in decisions}
    for name, spans in proposal.spans.items():
        for span in spans:
            if (name, span.start, span.end) not in decided:
                raise DecisionMissing(f"{name} {span.start}-{span.end}")
    for d in decisions:
        if d.field not in proposal.texts or not 0 <= d.start < d.end <= len(proposal.texts[d.field]):
            raise SpanInvalid(f"{d.field} {d.start}-{d.end}")
