"""Letting go what is due, every day, and saying beforehand what that will be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.models.word_code import ParentCode, SavedDraft
from survey.services import audit, kept_drafts, terms
from survey.services.retention.deadlines import deadlines
from survey.services.retention.removing import carry_out, delete_unanswered
from survey.services.terms import Stage


@dataclass(frozen=True, slots=True)
class Tidied:
    """What went. by_stage: how many per stage, without those of which nothing went."""

    n_drafts: int
    n_unanswered: int
    by_stage: dict[Stage, int]


@dataclass(frozen=True, slots=True)
class Coming:
    """How much of one kind goes on one day. n_waiting: of these, how many would have gone sooner without an open signal."""

    stage: Stage
    goes_on: date
    n: int
    n_waiting: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Of one pilot: days per stage, what goes when (the first day first), and what has a last day of its own."""

    pilot: Pilot
    days: dict[Stage, int]
    coming: tuple[Coming, ...]
    n_drafts: int
    n_for_parent: int

    def total(self, stage: Stage) -> int:
        return sum(c.n for c in self.coming if c.stage == stage)

    def next_of(self, stage: Stage) -> Coming | None:
        return next((c for c in self.coming if c.stage == stage), None)


def tidy(session: Session, *, now: datetime) -> Tidied:
    """Delete everything whose day has come: drafts, stories that no parent answered for, and per pilot what `deadlines`
    names. Each deletion of a story is on the record."""
    n_drafts = kept_drafts.purge(session, today=now.date())
    n_unanswered = delete_unanswered(session, now=now)
    gone: Counter[Stage] = Counter()
    for pilot in session.scalars(select(Pilot).order_by(Pilot.slug)).all():
        of_pilot: Counter[Stage] = Counter()
        for deadline in deadlines(session, pilot=pilot):
            if deadline.goes_on <= now.date():
                carry_out(session, deadline=deadline, now=now)
                of_pilot[deadline.stage] += 1
        if of_pilot:
            audit.record(
                session,
                action="retention.tidied",
                subject=pilot,
                by=None,
                now=now,
                **{str(stage): n for stage, n in of_pilot.items()},
            )
        gone += of_pilot
    return Tidied(n_drafts, n_unanswered, dict(gone))


def overview(session: Session, *, pilot: Pilot) -> Overview:
    """What goes when in this pilot; counts and days, no reference of any story."""
    coming: Counter[tuple[date, Stage]] = Counter()
    waiting: Counter[tuple[date, Stage]] = Counter()
    for deadline in deadlines(session, pilot=pilot):
        coming[deadline.goes_on, deadline.stage] += 1
        waiting[deadline.goes_on, deadline.stage] += deadline.waits
    drafts = select(func.count(SavedDraft.id)).join(Wave, Wave.id == SavedDraft.wave_id)
    for_parent = (
        select(func.count(ParentCode.ref))
        .join(Submission, Submission.ref == ParentCode.ref)
        .join(Wave, Wave.id == Submission.wave_id)
    )
    return Overview(
        pilot,
        terms.of_pilot(session, pilot=pilot),
        tuple(Coming(stage, on, n, waiting[on, stage]) for (on, stage), n in sorted(coming.items())),
        session.scalar(drafts.where(Wave.pilot_id == pilot.id)) or 0,
        session.scalar(for_parent.where(Wave.pilot_id == pilot.id)) or 0,
    )
