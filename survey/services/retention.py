"""Stories that go, and everything made from them: at once when taken back, unread when no parent agreed in time.

One of the four services that may see told stories.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory
from survey.models.sqlite import empty_log_afterwards
from survey.models.submission import Submission, WithdrawnKey
from survey.models.word_code import ParentCode
from survey.services import audit, parent_codes
from survey.services.errors import NotDoubtful, NotFound


def withdraw(session: Session, *, ref: uuid.UUID, by: User | None, now: datetime) -> None:
    """Delete a submission; text, answers, consents, vectors, assignments and readings go with it by cascade.

    What stays is a keyed hash that keeps the same story from coming in again. Runs that used the story stay and are
    marked "inputs changed". Issued reports that quote it keep a visible gap, because the story's key is gone.
    Raises NotFound.
    """
    _remove(session, ref=ref, action="story.withdrawn", by=by, now=now)


def remove_as_no_story(session: Session, *, pilot: Pilot, ref: uuid.UUID, by: User, now: datetime) -> None:
    """Delete what came in without the proof that was asked for and proved, to a person's eye, to be no story.

    Raises NotFound; WaitsForParent; NotDoubtful for every other story: those are their tellers' to withdraw, and nobody
    else's.
    """
    submission = session.scalar(
        select(Submission)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Submission.ref == ref, Wave.pilot_id == pilot.id)
    )
    if submission is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no story {ref}.")
    parent_codes.require_none(session, ref=ref)
    if not submission.without_proof or session.get(DeidentifiedStory, ref) is not None:
        raise NotDoubtful(str(ref))
    _remove(session, ref=ref, action="story.removed_as_no_story", by=by, now=now)


def delete_unanswered(session: Session, *, now: datetime) -> int:
    """Delete the stories for which no parent agreed in time, unread, as a withdrawal does; returns how many."""
    overdue = session.scalars(select(ParentCode.ref).where(ParentCode.expires_on < now.date())).all()
    for ref in overdue:
        _remove(session, ref=ref, action="story.unanswered", by=None, now=now)
    return len(overdue)


def _remove(session: Session, *, ref: uuid.UUID, action: str, by: User | None, now: datetime) -> None:
    submission = session.get(Submission, ref)
    if submission is None:
        raise NotFound(f"There is no story {ref}.")
    runs = union(
        select(CandidateTheme.run_id)
        .join(Assignment, Assignment.candidate_id == CandidateTheme.id)
        .where(Assignment.ref == ref),
        select(RestStory.run_id).where(RestStory.ref == ref),
    )
    run_ids = list(session.scalars(runs))
    session.execute(
        update(AnalysisRun)
        .where(AnalysisRun.id.in_(run_ids), AnalysisRun.inputs_changed_at.is_(None))
        .values(inputs_changed_at=now)
    )
    audit.record(session, action=action, subject=submission, by=by, now=now)
    session.add(WithdrawnKey(idempotency_hash=submission.idempotency_hash, withdrawn_on=now.date()))
    session.flush()
    session.execute(delete(Submission).where(Submission.ref == ref))
    session.expire_all()
    empty_log_afterwards(session)
