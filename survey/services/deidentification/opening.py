"""Opening a told story: an act of a named person, for a reason, that is recorded."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.deidentify import redact_together
from analysis.records import SpanLabel
from analysis.signals import hits
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, MaskDecision, ReleaseDecision, ReleasedText
from survey.models.story import Recording, Story, ToldText
from survey.models.submission import Submission
from survey.services import audit, parent_codes, release_log, signals
from survey.services.deidentification.records import (
    KEPT_APART,
    CheckWhy,
    Passage,
    Proposal,
    SpanDecision,
    ToldStory,
    Why,
)
from survey.services.errors import AlreadyReleased, NotFound, StoryUnreadable
from survey.services.sealing import KeyRing
from survey.services.stories import CORRECTION

REASON_PLACE = "release_decision.reason"


def open_for_checking(
    session: Session,
    *,
    pilot: Pilot,
    ref: uuid.UUID,
    key_ring: KeyRing,
    by: User,
    now: datetime,
    why: CheckWhy = "check",
) -> Proposal:
    """The told texts with proposed spans; records who opened them. A released story has been checked: of that only opens
    what its teller added since.

    Raises NotFound, WaitsForParent, AlreadyReleased, StoryUnreadable.
    """
    submission = submission_of(session, pilot, ref)
    found = proposal(session, submission, key_ring)
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="checking", reason=why)
    return found


def open_for_signal(
    session: Session, *, pilot: Pilot, signal_id: uuid.UUID, why: Why, key_ring: KeyRing, by: User, now: datetime
) -> ToldStory:
    """The told texts of a story about which a signal is open, released or not; records who opened them and why.

    One that waits for a parent opens only when its teller asked that somebody looks. Raises NotFound, SignalEnded,
    WaitsForParent, StoryUnreadable (withdrawn).
    """
    ref = signals.open_ref(session, pilot=pilot, signal_id=signal_id)
    submission = submission_of(session, pilot, ref, may_wait=signals.asked_by_teller(session, ref=ref))
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="signal", reason=why)
    texts = told_texts(session, submission, key_ring)
    return ToldStory(submission.ref, submission.language, texts, {name: hits(text) for name, text in texts.items()})


def open_kept_apart(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, why: CheckWhy, key_ring: KeyRing, by: User, now: datetime
) -> list[Passage]:
    """The passages of a released story that stay with the coordinators, and nothing else of it; records who opened them.

    Raises NotFound (none, or gone with the text as told), WaitsForParent, StoryUnreadable.
    """
    submission = submission_of(session, pilot, ref)
    told = told_texts(session, submission, key_ring)
    masks = masks_of_release(session, ref)
    passages = [
        Passage(name, told[name][mask.start : mask.end])
        for name in told
        for mask in masks.get(name, ())
        if mask.label == KEPT_APART
    ]
    if not passages:
        raise NotFound(f"Nothing of story {ref} is kept apart.")
    audit.record(session, action="story.opened", subject=submission, by=by, now=now, why="kept_apart", reason=why)
    return passages


def submission_of(session: Session, pilot: Pilot, ref: uuid.UUID, *, may_wait: bool = False) -> Submission:
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


def told_texts(session: Session, submission: Submission, key_ring: KeyRing) -> dict[str, str]:
    seal = key_ring.open_story_key(submission.ref, submission.wrapped_key)
    rows = session.scalars(
        select(ToldText)
        .join(Story, Story.id == ToldText.story_id)
        .where(Story.ref == submission.ref)
        .order_by(ToldText.field)
    )
    return {row.field: seal.open(f"told_text.{row.field}", row.sealed) for row in rows}


def proposal(session: Session, submission: Submission, key_ring: KeyRing) -> Proposal:
    """Raises AlreadyReleased when nothing was added to a released story, StoryUnreadable when its text as told is gone."""
    told = told_texts(session, submission, key_ring)
    redacted = redact_together(list(told.values()), language=submission.language)
    spans = {name: result.spans for name, result in zip(told, redacted, strict=True)}
    sent_back = _sent_back(session, submission, key_ring)
    if session.get(DeidentifiedStory, submission.ref) is None:
        if "story" not in told:
            raise StoryUnreadable(str(submission.ref))
        spoken = session.scalar(select(Recording.id).join(Story).where(Story.ref == submission.ref))
        return Proposal(
            submission.ref,
            submission.language,
            told,
            spans,
            has_recording=spoken is not None,
            is_doubtful=submission.without_proof,
            sent_back=sent_back,
        )
    done = set(session.scalars(select(ReleasedText.field).where(ReleasedText.ref == submission.ref)))
    added = {name: text for name, text in told.items() if name.startswith(CORRECTION) and name not in done}
    if not added:
        raise AlreadyReleased(str(submission.ref))
    masks = masks_of_release(session, submission.ref)
    before = {name: (told[name], tuple(masks[name])) for name in masks if name in told}
    own = {name: spans[name] for name in added}
    return Proposal(submission.ref, submission.language, added, own, True, before, sent_back=sent_back)


def masks_of_release(session: Session, ref: uuid.UUID) -> dict[str, list[SpanDecision]]:
    """What is masked in the texts as they are released now, by field; a field without masks is left out."""
    rows = session.scalars(
        select(MaskDecision)
        .join(ReleaseDecision, ReleaseDecision.number == MaskDecision.decision_number)
        .join(DeidentifiedStory, DeidentifiedStory.ref == ReleaseDecision.ref)
        .where(
            ReleaseDecision.ref == ref,
            ReleaseDecision.outcome == "released",
            ReleaseDecision.number >= DeidentifiedStory.decision_number,
            MaskDecision.masked,
        )
        .order_by(ReleaseDecision.number, MaskDecision.field, MaskDecision.start)
    )
    found: dict[str, list[SpanDecision]] = {}
    for row in rows:
        found.setdefault(row.field, []).append(as_decision(row))
    return found


def as_decision(row: MaskDecision) -> SpanDecision:
    label: SpanLabel = row.label  # type: ignore[assignment]  # only labels of spans are stored with a release
    return SpanDecision(row.field, row.start, row.end, label, row.masked, row.proposed_by)


def _sent_back(session: Session, submission: Submission, key_ring: KeyRing) -> str:
    latest = release_log.latest_decision(session, ref=submission.ref)
    if latest is None or latest.outcome != "sent_back":
        return ""
    return key_ring.open_story_key(submission.ref, submission.wrapped_key).open(REASON_PLACE, latest.reason_sealed)
