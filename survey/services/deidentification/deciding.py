"""Releasing a story or holding it back: always a person, where the pilot asks that two persons, and put right when it was a
mistake."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.deidentify import mask_together
from survey.models.account import User
from survey.models.programme import Pilot
from survey.models.released import DeidentifiedStory, MaskDecision, Outcome, ReleaseDecision, ReleasedText
from survey.models.sqlite import empty_log_afterwards
from survey.models.story import Recording, Story
from survey.models.submission import Submission
from survey.services import audit, release_log, retention
from survey.services.deidentification.opening import (
    REASON_PLACE,
    as_decision,
    proposal,
    submission_of,
)
from survey.services.deidentification.records import HELD_BACK, PERSON, ForSecond, Proposal, SpanDecision
from survey.services.errors import ChangedMeanwhile, DecisionMissing, NotReleased, NotTheSecond, SpanInvalid
from survey.services.sealing import KeyRing, StorySeal

NOTE_PLACE = "deidentified_story.content_note"
WAITING_NOTE_PLACE = "release_decision.content_note"


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
) -> DeidentifiedStory | None:
    """Release a story with the spans masked that the person decided to mask; a recording of it is deleted.

    Every proposed span needs a decision; spans may be added. Where the pilot asks for two persons this only proposes the
    release: nothing becomes visible, and the answer is None. Raises DecisionMissing, SpanInvalid, AlreadyReleased,
    NotFound, WaitsForParent, StoryUnreadable.
    """
    if by is None:
        raise DecisionMissing("A person releases a story, never a programme.")
    submission = submission_of(session, pilot, ref)
    found = proposal(session, submission, key_ring)
    _require_decision_on_every_span(found, decisions)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    outcome: Outcome = "proposed" if pilot.four_eyes else "released"
    note = seal.seal(WAITING_NOTE_PLACE, content_note) if pilot.four_eyes and content_note else None
    decision = _decide(session, ref, outcome, seal.seal(REASON_PLACE, reason), by, now, list(found.texts), note)
    _keep_masks(decision, decisions)
    if pilot.four_eyes:
        n_masks = sum(d.masked for d in decisions)
        audit.record(session, action="story.proposed", subject=submission, by=by, now=now, masks=n_masks)
        return None
    return _publish(session, submission, found, decision, decisions, content_note, seal, by, now)


def open_for_second(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, key_ring: KeyRing, by: User, now: datetime
) -> ForSecond:
    """What one person checked, for a second who agrees or sends it back; records who opened it.

    Raises NotFound, WaitsForParent, ChangedMeanwhile when nothing waits for a second person, StoryUnreadable.
    """
    submission = submission_of(session, pilot, ref)
    decision = _pending(session, ref)
    found = _of_fields(proposal(session, submission, key_ring), decision)
    decisions = tuple(as_decision(row) for row in decision.masks)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    audit.record(
        session, action="story.opened", subject=submission, by=by, now=now, why="checking", reason="second_look"
    )
    return ForSecond(
        ref=ref,
        number=decision.number,
        language=submission.language,
        texts=found.texts,
        result=masked_texts(found, decisions),
        decisions=decisions,
        content_note=_waiting_note(decision, seal),
        reason=seal.open(REASON_PLACE, decision.reason_sealed),
        checked_by=session.get_one(User, decision.decided_by_id).name,
        may_confirm=not pilot.four_eyes or decision.decided_by_id != by.id,
    )


def confirm(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, number: int, key_ring: KeyRing, by: User, now: datetime
) -> DeidentifiedStory:
    """The second person agrees, and the story is released as the first one checked it. number: the decision they looked at.

    What the teller added after the first check stays an addition that waits. Raises NotTheSecond for the person who
    checked it, ChangedMeanwhile when another decision has come since, NotFound, WaitsForParent, StoryUnreadable.
    """
    submission = submission_of(session, pilot, ref)
    first = _pending(session, ref, number)
    if pilot.four_eyes and first.decided_by_id == by.id:
        raise NotTheSecond(str(ref))
    found = _of_fields(proposal(session, submission, key_ring), first)
    decisions = [as_decision(row) for row in first.masks]
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    decision = _decide(session, ref, "released", first.reason_sealed, by, now, list(found.texts))
    _keep_masks(decision, decisions)
    return _publish(session, submission, found, decision, decisions, _waiting_note(first, seal), seal, by, now)


def send_back(
    session: Session,
    *,
    pilot: Pilot,
    ref: uuid.UUID,
    number: int,
    reason: str,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> None:
    """The second person wants another look at it, and says why: the story is in the queue again.

    Raises ChangedMeanwhile, NotFound, WaitsForParent, StoryUnreadable.
    """
    submission = submission_of(session, pilot, ref)
    first = _pending(session, ref, number)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    _decide(session, ref, "sent_back", seal.seal(REASON_PLACE, reason), by, now, first.fields)
    audit.record(session, action="story.sent_back", subject=submission, by=by, now=now)


def hold_back(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, reason: str, key_ring: KeyRing, by: User, now: datetime
) -> None:
    """Keep a story back, or what was added to a released one, with a reason. It can still be released later.

    Raises AlreadyReleased, NotFound.
    """
    submission = submission_of(session, pilot, ref)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    found = proposal(session, submission, key_ring)
    decision = _decide(session, ref, "held_back", seal.seal(REASON_PLACE, reason), by, now, list(found.texts))
    if found.is_addition:
        decision.masks = [
            MaskDecision(field=name, start=0, end=len(text), label=HELD_BACK, proposed_by=PERSON, masked=True)
            for name, text in found.texts.items()
        ]
    audit.record(session, action="story.held_back", subject=submission, by=by, now=now)


def take_back(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, reason: str, key_ring: KeyRing, by: User, now: datetime
) -> None:
    """Undo a release that was a mistake: the released text goes, with all that was made from it and what the panel wrote
    about it. The story is held back; as long as its text as told is there it can be checked and released again.

    Raises NotReleased, NotFound, WaitsForParent.
    """
    submission = submission_of(session, pilot, ref)
    if session.get(DeidentifiedStory, ref) is None:
        raise NotReleased(str(ref))
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    retention.mark_runs(session, ref=ref, now=now)
    _decide(session, ref, "held_back", seal.seal(REASON_PLACE, reason), by, now, None)
    session.execute(delete(DeidentifiedStory).where(DeidentifiedStory.ref == ref))
    session.expire_all()
    audit.record(session, action="story.taken_back", subject=submission, by=by, now=now)
    empty_log_afterwards(session)


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


def _publish(
    session: Session,
    submission: Submission,
    found: Proposal,
    decision: ReleaseDecision,
    decisions: Sequence[SpanDecision],
    content_note: str,
    seal: StorySeal,
    by: User,
    now: datetime,
) -> DeidentifiedStory:
    ref = submission.ref
    released = session.get(DeidentifiedStory, ref)
    if released is None:
        released = DeidentifiedStory(ref=ref, decision_number=decision.number)
        session.add(released)
    if content_note:
        released.content_note_sealed = seal.seal(NOTE_PLACE, content_note)
    released.texts += [
        ReleasedText(field=name, sealed=seal.seal(f"released_text.{name}", text))
        for name, text in masked_texts(found, decisions).items()
    ]
    session.execute(delete(Recording).where(Recording.story_id.in_(select(Story.id).where(Story.ref == ref))))
    session.flush()
    n_masks = sum(d.masked for d in decisions)
    audit.record(session, action="story.released", subject=submission, by=by, now=now, masks=n_masks)
    return released


def _decide(
    session: Session,
    ref: uuid.UUID,
    outcome: Outcome,
    reason_sealed: bytes,
    by: User,
    now: datetime,
    fields: list[str] | None,
    note_sealed: bytes | None = None,
) -> ReleaseDecision:
    decision = ReleaseDecision(
        ref=ref,
        outcome=outcome,
        reason_sealed=reason_sealed,
        content_note_sealed=note_sealed,
        fields=fields,
        decided_by_id=by.id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    return decision


def _keep_masks(decision: ReleaseDecision, decisions: Sequence[SpanDecision]) -> None:
    decision.masks = [
        MaskDecision(field=d.field, start=d.start, end=d.end, label=d.label, proposed_by=d.proposed_by, masked=d.masked)
        for d in decisions
    ]


def _pending(session: Session, ref: uuid.UUID, number: int | None = None) -> ReleaseDecision:
    """The proposal of a release that waits for a second person. Raises ChangedMeanwhile."""
    latest = release_log.latest_decision(session, ref=ref)
    if latest is None or latest.outcome != "proposed" or number not in (None, latest.number):
        raise ChangedMeanwhile(str(ref))
    return latest


def _of_fields(found: Proposal, decision: ReleaseDecision) -> Proposal:
    """What was there when the first person looked; a text that came later was checked by nobody."""
    fields = decision.fields or []
    return Proposal(
        found.ref,
        found.language,
        {name: text for name, text in found.texts.items() if name in fields},
        {name: spans for name, spans in found.spans.items() if name in fields},
        found.is_addition,
        found.before,
    )


def _waiting_note(decision: ReleaseDecision, seal: StorySeal) -> str:
    return seal.open(WAITING_NOTE_PLACE, decision.content_note_sealed) if decision.content_note_sealed else ""


def _require_decision_on_every_span(found: Proposal, decisions: Sequence[SpanDecision]) -> None:
    decided = {(d.field, d.start, d.end) for d in decisions}
    for name, spans in found.spans.items():
        for span in spans:
            if (name, span.start, span.end) not in decided:
                raise DecisionMissing(f"{name} {span.start}-{span.end}")
    for d in decisions:
        if d.field not in found.texts or not 0 <= d.start < d.end <= len(found.texts[d.field]):
            raise SpanInvalid(f"{d.field} {d.start}-{d.end}")
