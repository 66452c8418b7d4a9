"""From told to released: the machine proposes, a person decides on every span and releases.

One of the four services that may see a story as it was told. Opening one is an act that is recorded.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.deidentify import mask_together, redact_together
from analysis.records import Span, SpanLabel
from analysis.signals import Hit, hits
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, MaskDecision, ReleaseDecision, ReleasedText
from survey.models.story import Recording, Story, ToldText
from survey.models.submission import Submission
from survey.services import audit, parent_codes, signals
from survey.services.errors import AlreadyReleased, DecisionMissing, NotFound, SpanInvalid
from survey.services.sealing import KeyRing
from survey.services.stories import CORRECTION

PERSON = "person"
"""`proposed_by` of a span that the checking person added."""
HELD_BACK = "HELD_BACK"
"""Label of a mask over a whole text that a teller added to a released story and that a person held back."""

Why = Literal["first_look", "decide", "look_back"]
"""Why somebody opens the story of a signal: a code, because the audit log holds nobody's words."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A story that waits for a person's check. outcome: None, or 'held_back' when it was looked at and kept back.

    is_doubtful: it came without the proof that was asked for; look first whether it is a real story.
    """

    ref: uuid.UUID
    wave: int
    perspective: str
    language: str
    told_on: date
    outcome: str | None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A told story, opened for checking: its texts by field, and the proposed spans in each.

    is_addition: the story is released already and `texts` holds only what its teller added since; `before` then has the
    texts that were released, with the spans masked in them, so that the same person keeps the same placeholder.
    """

    ref: uuid.UUID
    language: str
    texts: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]]
    is_addition: bool = False
    before: Mapping[str, tuple[str, tuple[SpanDecision, ...]]] = field(default_factory=dict)
    has_recording: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A told story, opened because of a signal: its texts by field, and what the phrase screen found in each."""

    ref: uuid.UUID
    language: str
    texts: Mapping[str, str]
    hits: Mapping[str, tuple[Hit, ...]]


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
    """Stories that are not released and wait for no parent, oldest first; those held back come last."""
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
        .where(
            Wave.pilot_id == pilot.id,
            DeidentifiedStory.ref.is_(None),
            Submission.ref.not_in(parent_codes.waiting_refs()),
        )
        .order_by(ReleaseDecision.outcome.is_not(None), Submission.told_on, Submission.ref)
    )
    return [
        Waiting(s.ref, number, s.perspective, s.language, s.told_on, outcome, s.without_proof)
        for s, number, outcome in rows
    ]


def additions(session: Session, *, pilot: Pilot) -> list[Waiting]:
    """Released stories to which the teller added a text that nobody has released yet; those held back come last."""
    rows = session.execute(
        select(Submission, Wave.number, ToldText.field)
        .join(Wave, Wave.id == Submission.wave_id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(Story, Story.ref == Submission.ref)
        .join(ToldText, ToldText.story_id == Story.id)
        .outerjoin(ReleasedText, (ReleasedText.ref == Submission.ref) & (ReleasedText.field == ToldText.field))
        .where(Wave.pilot_id == pilot.id, ToldText.added_on.is_not(None), ReleasedText.id.is_(None))
        .order_by(Submission.told_on, Submission.ref)
    )
    found: dict[uuid.UUID, Waiting] = {}
    for s, number, name in rows:
        is_new = name not in _held_back_fields(session, s.ref)
        if is_new or s.ref not in found:
            outcome = None if is_new else "held_back"
            found[s.ref] = Waiting(s.ref, number, s.perspective, s.language, s.told_on, outcome)
    return sorted(found.values(), key=lambda story: story.outcome is not None)


def open_for_checking(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, key_ring: KeyRing, by: User, now: datetime
) -> Proposal:
    """The told texts with proposed spans; records who opened them. A released story has been checked: of that only opens
    what its teller added since.

    Raises NotFound, WaitsForParent, AlreadyReleased, StoryUnreadable.
    """
    submission = _submission_of(session, pilot, ref)
    proposal = _proposal(session, submission, key_ring)
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="checking")
    return proposal


def open_for_signal(
    session: Session, *, pilot: Pilot, signal_id: uuid.UUID, why: Why, key_ring: KeyRing, by: User, now: datetime
) -> ToldStory:
    """The told texts of a story about which a signal is open, released or not; records who opened them and why.

    One that waits for a parent opens only when its teller asked that somebody looks. Raises NotFound, SignalEnded,
    WaitsForParent, StoryUnreadable (withdrawn).
    """
    ref = signals.open_ref(session, pilot=pilot, signal_id=signal_id)
    submission = _submission_of(session, pilot, ref, may_wait=signals.asked_by_teller(session, ref=ref))
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="signal", reason=why)
    texts = _told_texts(session, submission, key_ring)
    return ToldStory(submission.ref, submission.language, texts, {name: hits(text) for name, text in texts.items()})


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
    """Release a story with the spans masked that the person decided to mask; a recording of it is deleted.

    Every proposed span needs a decision; spans may be added. Raises DecisionMissing, SpanInvalid, AlreadyReleased,
    NotFound, WaitsForParent, StoryUnreadable.
    """
    if by is None:
        raise DecisionMissing("A person releases a story, never a programme.")
    submission = _submission_of(session, pilot, ref)
    proposal = _proposal(session, submission, key_ring)
    _require_decision_on_every_span(proposal, decisions)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    decision = _decide(session, ref, "released", seal.seal("release_decision.reason", reason), by, now)
    decision.masks = [
        MaskDecision(field=d.field, start=d.start, end=d.end, label=d.label, proposed_by=d.proposed_by, masked=d.masked)
        for d in decisions
    ]
    released = session.get(DeidentifiedStory, ref)
    if released is None:
        released = DeidentifiedStory(ref=ref, decision_number=decision.number)
        session.add(released)
    if content_note:
        released.content_note_sealed = seal.seal("deidentified_story.content_note", content_note)
    released.texts += [
        ReleasedText(field=name, sealed=seal.seal(f"released_text.{name}", text))
        for name, text in masked_texts(proposal, decisions).items()
    ]
    session.execute(delete(Recording).where(Recording.story_id.in_(select(Story.id).where(Story.ref == ref))))
    session.flush()
    audit.record(
        session, action="story.released", subject=submission, by=by, now=now, masks=sum(d.masked for d in decisions)
    )
    return released


def masked_texts(proposal: Proposal, decisions: Sequence[SpanDecision]) -> dict[str, str]:
    """The texts by field as they are released under these decisions; also what a person looks at before deciding."""
    fields = list(proposal.texts)
    earlier = list(proposal.before.values())
    chosen = [tuple(d for d in decisions if d.field == name and d.masked) for name in fields]
    masked = mask_together(
        [*(text for text, _ in earlier), *(proposal.texts[name] for name in fields)],
        [*(masks for _, masks in earlier), *chosen],
    )
    return dict(zip(fields, masked[len(earlier) :], strict=True))


def hold_back(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, reason: str, key_ring: KeyRing, by: User, now: datetime
) -> None:
    """Keep a story back, or what was added to a released one, with a reason. It can still be released later.

    Raises AlreadyReleased, NotFound.
    """
    submission = _submission_of(session, pilot, ref)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    proposal = _proposal(session, submission, key_ring)
    decision = _decide(session, ref, "held_back", seal.seal("release_decision.reason", reason), by, now)
    if proposal.is_addition:
        decision.masks = [
            MaskDecision(field=name, start=0, end=len(text), label=HELD_BACK, proposed_by=PERSON, masked=True)
            for name, text in proposal.texts.items()
        ]
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


def _submission_of(session: Session, pilot: Pilot, ref: uuid.UUID, *, may_wait: bool = False) -> Submission:
    """may_wait: also when a parent still has to agree. Raises NotFound, WaitsForParent."""
    submission = session.scalar(
        select(Submission)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Submission.ref == ref, Wave.pilot_id == pilot.id)
    )
    if submission is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no story {ref}.")
    if not may_wait:
        parent_codes.require_none(session, ref=ref)
    return submission


def _told_texts(session: Session, submission: Submission, key_ring: KeyRing) -> dict[str, str]:
    seal = key_ring.open_story_key(submission.ref, submission.wrapped_key)
    rows = session.scalars(
        select(ToldText)
        .join(Story, Story.id == ToldText.story_id)
        .where(Story.ref == submission.ref)
        .order_by(ToldText.field)
    )
    return {row.field: seal.open(f"told_text.{row.field}", row.sealed) for row in rows}


def _proposal(session: Session, submission: Submission, key_ring: KeyRing) -> Proposal:
    """Raises AlreadyReleased when nothing was added to a released story."""
    told = _told_texts(session, submission, key_ring)
    redacted = redact_together(list(told.values()), language=submission.language)
    spans = {name: result.spans for name, result in zip(told, redacted, strict=True)}
    if session.get(DeidentifiedStory, submission.ref) is None:
        spoken = session.scalar(select(Recording.id).join(Story).where(Story.ref == submission.ref))
        return Proposal(
            submission.ref,
            submission.language,
            told,
            spans,
            has_recording=spoken is not None,
            is_doubtful=submission.without_proof,
        )
    done = set(session.scalars(select(ReleasedText.field).where(ReleasedText.ref == submission.ref)))
    added = {name: text for name, text in told.items() if name.startswith(CORRECTION) and name not in done}
    if not added:
        raise AlreadyReleased(str(submission.ref))
    masks = _masks_of_release(session, submission.ref)
    before = {name: (told[name], tuple(masks[name])) for name in masks if name in told}
    return Proposal(submission.ref, submission.language, added, {name: spans[name] for name in added}, True, before)


def _masks_of_release(session: Session, ref: uuid.UUID) -> dict[str, list[SpanDecision]]:
    """What is masked in the released texts, by field, in the order of release; a field without masks is left out."""
    rows = session.scalars(
        select(MaskDecision)
        .join(ReleaseDecision, ReleaseDecision.number == MaskDecision.decision_number)
        .where(ReleaseDecision.ref == ref, ReleaseDecision.outcome == "released", MaskDecision.masked)
        .order_by(ReleaseDecision.number, MaskDecision.field, MaskDecision.start)
    )
    found: dict[str, list[SpanDecision]] = {}
    for m in rows:
        label: SpanLabel = m.label  # type: ignore[assignment]  # only labels of spans are stored with a release
        found.setdefault(m.field, []).append(SpanDecision(m.field, m.start, m.end, label, m.masked, m.proposed_by))
    return found


def _held_back_fields(session: Session, ref: uuid.UUID) -> set[str]:
    """The added texts that a person held back."""
    return set(
        session.scalars(
            select(MaskDecision.field)
            .join(ReleaseDecision, ReleaseDecision.number == MaskDecision.decision_number)
            .where(ReleaseDecision.ref == ref, MaskDecision.label == HELD_BACK)
        )
    )


def _require_decision_on_every_span(proposal: Proposal, decisions: Sequence[SpanDecision]) -> None:
    decided = {(d.field, d.start, d.end) for d in decisions}
    for name, spans in proposal.spans.items():
        for span in spans:
            if (name, span.start, span.end) not in decided:
                raise DecisionMissing(f"{name} {span.start}-{span.end}")
    for d in decisions:
        if d.field not in proposal.texts or not 0 <= d.start < d.end <= len(proposal.texts[d.field]):
            raise SpanInvalid(f"{d.field} {d.start}-{d.end}")
