"""What waits for a person's check, without a word of any story."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, MaskDecision, Outcome, ReleaseDecision, ReleasedText
from survey.models.story import Story, ToldText
from survey.models.submission import Submission
from survey.services import parent_codes, release_log
from survey.services.deidentification.records import HELD_BACK, KEPT_APART, ApartStory, LatelyReleased, Waiting

LATELY_DAYS = 7
MOST_LATELY = 10


def waiting(session: Session, *, pilot: Pilot) -> list[Waiting]:
    """Stories that are not released and wait for no parent, oldest first; those held back come last."""
    latest = release_log.latest_numbers()
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
        .order_by(Submission.told_on, Submission.ref)
    )
    found = [
        Waiting(s.ref, number, s.perspective, s.language, s.told_on, outcome, s.without_proof)
        for s, number, outcome in rows
    ]
    return sorted(found, key=lambda story: story.is_held_back)


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
        latest = release_log.latest_decision(session, ref=s.ref)
        turn: Outcome | None = latest.outcome if latest and latest.outcome in ("proposed", "sent_back") else None
        is_new = name not in held_back_fields(session, s.ref)
        if is_new or s.ref not in found:
            outcome = turn if is_new or turn else "held_back"
            found[s.ref] = Waiting(s.ref, number, s.perspective, s.language, s.told_on, outcome)
    return sorted(found.values(), key=lambda story: story.is_held_back)


def kept_apart(session: Session, *, pilot: Pilot) -> list[ApartStory]:
    """Released stories with passages that stay with the coordinators, as long as the text as told is there."""
    rows = session.execute(
        select(Submission.ref, Wave.number, Submission.told_on, func.count(MaskDecision.id))
        .join(Wave, Wave.id == Submission.wave_id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(ReleaseDecision, ReleaseDecision.ref == Submission.ref)
        .join(MaskDecision, MaskDecision.decision_number == ReleaseDecision.number)
        .join(Story, Story.ref == Submission.ref)
        .join(ToldText, (ToldText.story_id == Story.id) & (ToldText.field == MaskDecision.field))
        .where(
            Wave.pilot_id == pilot.id,
            MaskDecision.label == KEPT_APART,
            MaskDecision.masked,
            ReleaseDecision.outcome == "released",
            ReleaseDecision.number >= DeidentifiedStory.decision_number,
        )
        .group_by(Submission.ref, Wave.number, Submission.told_on)
        .order_by(Submission.told_on, Submission.ref)
    )
    return [ApartStory(ref, number, told_on, n) for ref, number, told_on, n in rows]


def lately_released(session: Session, *, pilot: Pilot, now: datetime) -> list[LatelyReleased]:
    """The releases of the last days, the latest first."""
    rows = session.execute(
        select(Submission, Wave.number, User.name, ReleaseDecision.decided_at)
        .join(Wave, Wave.id == Submission.wave_id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(ReleaseDecision, ReleaseDecision.number == DeidentifiedStory.decision_number)
        .join(User, User.id == ReleaseDecision.decided_by_id)
        .where(Wave.pilot_id == pilot.id, ReleaseDecision.decided_at > now - timedelta(days=LATELY_DAYS))
        .order_by(ReleaseDecision.number.desc())
        .limit(MOST_LATELY)
    )
    return [LatelyReleased(s.ref, number, s.perspective, s.told_on, name, at) for s, number, name, at in rows]


def held_back_fields(session: Session, ref: uuid.UUID) -> set[str]:
    """The added texts that a person held back."""
    return set(
        session.scalars(
            select(MaskDecision.field)
            .join(ReleaseDecision, ReleaseDecision.number == MaskDecision.decision_number)
            .where(ReleaseDecision.ref == ref, MaskDecision.label == HELD_BACK)
        )
    )
