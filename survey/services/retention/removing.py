"""Taking stories out: everything that hangs on them goes by cascade, and what stays is a keyed hash and a day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, ReleasedText
from survey.models.signal import Signal
from survey.models.sqlite import empty_log_afterwards
from survey.models.story import Recording, Story, ToldText
from survey.models.submission import Submission
from survey.models.word_code import ParentCode
from survey.services import audit, parent_codes, tombstones
from survey.services.errors import NotDoubtful, NotFound
from survey.services.retention.deadlines import Deadline
from survey.services.tombstones import Tombstone


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


def carry_out(session: Session, *, deadline: Deadline, now: datetime) -> None:
    """Let go what this deadline is about. What is gone already is passed over."""
    if deadline.stage == "signal":
        _end_signal(session, deadline.key, now)
        return
    submission = session.get(Submission, deadline.key)
    if submission is None:
        return
    if deadline.stage == "told":
        _forget_told(session, submission, now)
    elif deadline.stage == "recording":
        _forget_recording(session, submission, now)
    elif deadline.field:
        _forget_addition(session, submission, deadline.field, now)
    else:
        _remove(session, ref=submission.ref, action=f"story.expired_{deadline.stage}", by=None, now=now)


def replay(session: Session, *, kept: Iterable[Tombstone], now: datetime) -> int:
    """After a restored backup: let the stories go again that were gone before, and keep their tombstones; returns how many
    stories that were."""
    n_gone = 0
    for stone in kept:
        ref = session.scalar(select(Submission.ref).where(Submission.idempotency_hash == stone.key_hash))
        if ref is None:
            tombstones.add(session, key_hash=stone.key_hash, on=stone.on)
        else:
            _remove(session, ref=ref, action="story.withdrawn_again", by=None, now=now)
            n_gone += 1
    session.flush()
    return n_gone


def mark_runs(session: Session, *, ref: uuid.UUID, now: datetime) -> None:
    """Let every run that used this story say that its inputs changed."""
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


def _remove(session: Session, *, ref: uuid.UUID, action: str, by: User | None, now: datetime) -> None:
    submission = session.get(Submission, ref)
    if submission is None:
        raise NotFound(f"There is no story {ref}.")
    empty_log_afterwards(session)  # first: on a full disk it makes the room that all the rest is written in
    mark_runs(session, ref=ref, now=now)
    audit.record(session, action=action, subject=submission, by=by, now=now)
    tombstones.add(session, key_hash=submission.idempotency_hash, on=now.date())
    session.flush()
    session.execute(delete(Submission).where(Submission.ref == ref))
    session.expire_all()


def _forget_told(session: Session, submission: Submission, now: datetime) -> None:
    """The texts as told of which a released version exists; what was added since waits for its own term."""
    released = select(ReleasedText.field).where(ReleasedText.ref == submission.ref)
    _forget_texts(session, submission, ToldText.field.in_(released))
    audit.record(session, action="story.told_text_deleted", subject=submission, by=None, now=now)


def _forget_addition(session: Session, submission: Submission, field: str, now: datetime) -> None:
    _forget_texts(session, submission, ToldText.field == field)
    audit.record(session, action="story.addition_deleted", subject=submission, by=None, now=now)


def _forget_texts(session: Session, submission: Submission, which: object) -> None:
    empty_log_afterwards(session)
    own = select(Story.id).where(Story.ref == submission.ref).scalar_subquery()
    session.execute(delete(ToldText).where(ToldText.story_id == own, which))  # type: ignore[arg-type]  # a condition
    left = select(ToldText.story_id)
    session.execute(delete(Story).where(Story.ref == submission.ref, Story.id.not_in(left)))
    session.expire_all()


def _forget_recording(session: Session, submission: Submission, now: datetime) -> None:
    empty_log_afterwards(session)
    own = select(Story.id).where(Story.ref == submission.ref).scalar_subquery()
    session.execute(delete(Recording).where(Recording.story_id == own))
    session.expire_all()
    audit.record(session, action="recording.deleted", subject=submission, by=None, now=now)


def _end_signal(session: Session, signal_id: uuid.UUID, now: datetime) -> None:
    signal = session.get(Signal, signal_id)
    if signal is not None:
        empty_log_afterwards(session)
        audit.record(session, action="signal.deleted", subject=signal, by=None, now=now)
        session.delete(signal)
        session.flush()
