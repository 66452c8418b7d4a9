"""What the data protection officer looks at: the audit log, why a story could be used, and what is gone. No story text."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.records import Use
from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.audit import AuditEvent
from survey.models.consent import ConsentEvent
from survey.models.panel import CardDraw, PanelMeeting
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, Outcome, ReleaseDecision
from survey.models.report import QuotedPassage, ReportVersion
from survey.models.submission import Submission, WithdrawnKey
from survey.services import consents, parent_codes, questionnaires

EVENTS_PER_PAGE = 50
HERE = ZoneInfo("Europe/Amsterdam")
"""Days in a search are days as people here count them."""
GONE = ("story.withdrawn", "story.withdrawn_again", "story.unanswered", "story.removed_as_no_story", "story.expired_")
"""Actions (or their beginnings) after which nothing of a story is left."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the log. by: '' for the system or a teller. about: kind and identifier. detail: codes and counts."""

    number: int
    at: datetime
    by: str
    action: str
    kind: str
    about: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; everything that is None or '' is left open. first, last: days, both included."""

    about: str = ""
    by: uuid.UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """lines: the latest first. n: of all that were found. page, n_pages: from 1."""

    lines: tuple[Line, ...]
    n: int
    page: int
    n_pages: int


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """One answer about a use. version: of the questionnaire. text: what was shown, when its hash is that of the wording that
    is stored; None when it is not."""

    use: Use
    granted: bool
    given_on: date
    given_by: str
    language: str
    version: str
    wording_hash: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about release."""

    outcome: Outcome
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Because:
    """Why a story could be used, as long as it is there: allowed is what its teller allows now."""

    pilot: str
    wave: str
    told_on: date
    allowed: frozenset[Use]
    is_released: bool
    waits_for_parent: bool
    consents: tuple[ConsentShown, ...]
    decisions: tuple[Decided, ...]
    meetings: tuple[tuple[str, date], ...]
    runs: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class About:
    """All that is known of one reference. because: None when the story is gone, or never was. reports: (pilot, number, day)
    of the issued reports that quote it; these stay known."""

    ref: uuid.UUID
    because: Because | None
    reports: tuple[tuple[str, int, date], ...]
    lines: tuple[Line, ...]


def search(session: Session, *, sought: Sought, page: int = 1) -> LogPage:
    """The audit log, the latest first. A page beyond the last one is the last one."""
    found = _matching(sought)
    n = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    n_pages = max(1, -(-n // EVENTS_PER_PAGE))
    page = min(max(1, page), n_pages)
    rows = session.execute(
        found.order_by(AuditEvent.number.desc()).offset((page - 1) * EVENTS_PER_PAGE).limit(EVENTS_PER_PAGE)
    )
    return LogPage(tuple(_line(event, name) for event, name in rows), n, page, n_pages)


def actions(session: Session) -> list[str]:
    """Every action that is in the log."""
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def about(session: Session, *, ref: uuid.UUID) -> About:
    """Everything about one story but its text."""
    quoting = session.execute(
        select(Pilot.title, ReportVersion.number, ReportVersion.issued_at)
        .join(Pilot, Pilot.id == ReportVersion.pilot_id)
        .join(QuotedPassage, QuotedPassage.report_id == ReportVersion.id)
        .where(QuotedPassage.ref == ref)
        .distinct()
        .order_by(ReportVersion.issued_at)
    )
    lines = session.execute(_matching(Sought(about=str(ref))).order_by(AuditEvent.number))
    return About(
        ref,
        _because(session, ref),
        tuple((title, number, at.date()) for title, number, at in quoting),
        tuple(_line(event, name) for event, name in lines),
    )


def gone_per_month(session: Session) -> dict[str, Counter[str]]:
    """How many stories went, per month ('2026-04') and action, the latest month first."""
    found: dict[str, Counter[str]] = {}
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.action)
        .where(AuditEvent.subject_kind == Submission.__tablename__)
        .order_by(AuditEvent.number.desc())
    )
    for at, action in rows:
        if action.startswith(GONE):
            found.setdefault(f"{at:%Y-%m}", Counter())[action] += 1
    return found


def n_tombstones(session: Session) -> int:
    return session.scalar(select(func.count(WithdrawnKey.idempotency_hash))) or 0


def _matching(sought: Sought) -> Select[AuditEvent, str]:
    found = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.actor_id)
    if sought.about:
        found = found.where(AuditEvent.subject_id == sought.about.strip().lower())
    if sought.by:
        found = found.where(AuditEvent.actor_id == sought.by)
    if sought.action:
        found = found.where(AuditEvent.action == sought.action)
    if sought.first:
        found = found.where(AuditEvent.at >= datetime.combine(sought.first, time(), HERE))
    if sought.last:
        found = found.where(AuditEvent.at < datetime.combine(sought.last + timedelta(days=1), time(), HERE))
    return found


def _line(event: AuditEvent, name: str | None) -> Line:
    return Line(
        event.number, event.at, name or "", event.action, event.subject_kind, event.subject_id, dict(event.detail)
    )


def _because(session: Session, ref: uuid.UUID) -> Because | None:
    submission = session.get(Submission, ref)
    if submission is None:
        return None
    wave = session.get_one(Wave, submission.wave_id)
    decisions = session.execute(
        select(ReleaseDecision, User.name)
        .join(User, User.id == ReleaseDecision.decided_by_id)
        .where(ReleaseDecision.ref == ref)
        .order_by(ReleaseDecision.number)
    )
    meetings = session.execute(
        select(PanelMeeting.title, PanelMeeting.held_on)
        .join(CardDraw, CardDraw.meeting_id == PanelMeeting.id)
        .where(CardDraw.ref == ref)
        .order_by(PanelMeeting.held_on)
    )
    return Because(
        pilot=wave.pilot.title,
        wave=wave.title,
        told_on=submission.told_on,
        allowed=consents.held(session, refs=[ref])[ref],
        is_released=session.get(DeidentifiedStory, ref) is not None,
        waits_for_parent=parent_codes.waits_until(session, ref=ref) is not None,
        consents=tuple(_consents(session, submission)),
        decisions=tuple(Decided(row.outcome, name, row.decided_at) for row, name in decisions),
        meetings=tuple((title, held_on) for title, held_on in meetings),
        runs=tuple(_runs(session, ref)),
    )


def _consents(session: Session, submission: Submission) -> list[ConsentShown]:
    """With the text that belongs to the hash; only of the questionnaire the story was told with."""
    version = questionnaires.get_version(session, version_id=submission.questionnaire_version_id)
    events = session.scalars(
        select(ConsentEvent).where(ConsentEvent.ref == submission.ref).order_by(ConsentEvent.number)
    )
    name = f"{version.questionnaire.title} ({version.number})"
    asked = {question.code: question for question in version.questions}
    found = []
    for row in events:
        code = questionnaires.PARENT_CONSENT if row.given_by == "parent" else f"consent_{row.use}"
        is_same = questionnaires.wording_hash(version, code=code, language=row.language) == row.wording_hash
        wording = questionnaires.wording_for(asked[code], language=row.language)
        text = f"{wording.text}\n{wording.help_text}".strip() if is_same else None
        use: Use = row.use  # type: ignore[assignment]  # the column is an Enum of the same words
        found.append(
            ConsentShown(use, row.granted, row.given_on, row.given_by, row.language, name, row.wording_hash, text)
        )
    return found


def _runs(session: Session, ref: uuid.UUID) -> Sequence[datetime]:
    themed = (
        select(CandidateTheme.run_id)
        .join(Assignment, Assignment.candidate_id == CandidateTheme.id)
        .where(Assignment.ref == ref)
    )
    rest = select(RestStory.run_id).where(RestStory.ref == ref)
    return session.scalars(
        select(AnalysisRun.created_at).where(AnalysisRun.id.in_(themed.union(rest))).order_by(AnalysisRun.created_at)
    ).all()
