"""Withdrawal: a story and everything made from it goes at once. One of the four services that may see told stories."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.submission import Submission, WithdrawnKey
from survey.services import audit
from survey.services.errors import NotFound


def withdraw(session: Session, *, ref: uuid.UUID, by: User | None, now: datetime) -> None:
    """Delete a submission; text, answers, consents, vectors, assignments and readings go with it by cascade.

    What stays is a keyed hash that keeps the same story from coming in again. Runs that used the story stay and are
    marked "inputs changed". Issued reports that quote it keep a visible gap, because the story's key is gone.
    Raises NotFound.
    """
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
    audit.record(session, action="story.withdrawn", subject=submission, by=by, now=now)
    session.add(WithdrawnKey(idempotency_hash=submission.idempotency_hash, withdrawn_on=now.date()))
    session.flush()
    session.execute(delete(Submission).where(Submission.ref == ref))
    session.expire_all()
