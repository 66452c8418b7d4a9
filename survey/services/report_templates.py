"""The Word file whose look the pilot's reports take over. Every choice is a new row; the latest counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from survey.models.report_parts import ReportTemplate
from survey.services import audit
from survey.services.cleaning import clean
from survey.services.errors import TemplateUnusable

MOST_BYTES = 400 * 1024
"""Of one file; announced on the form. A whole request may have 512 KB."""
MOST_CHARACTERS_NAME = 200


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A choice as it was made. name: of the file, '' when Loex' own look was chosen. chosen_by: a name."""

    name: str
    chosen_by: str
    chosen_at: datetime


def choose(session: Session, *, pilot: Pilot, name: str, content: bytes, by: User, now: datetime) -> None:
    """Use this file from now on, also for reports that were issued before. Raises TemplateUnusable."""
    from reports.render.docx import UnusableTemplate, check_template

    if len(content) > MOST_BYTES:
        raise TemplateUnusable("too_large")
    try:
        check_template(content)
    except UnusableTemplate as refused:
        raise TemplateUnusable(refused.fault, refused.style) from refused
    _keep(session, pilot=pilot, name=clean(name)[:MOST_CHARACTERS_NAME], content=content, by=by, now=now)


def take_away(session: Session, *, pilot: Pilot, by: User, now: datetime) -> None:
    """Loex' own look again."""
    if current(session, pilot=pilot) is not None:
        _keep(session, pilot=pilot, name="", content=None, by=by, now=now)


def current(session: Session, *, pilot: Pilot) -> bytes | None:
    """The file that reports take their look from; None for Loex' own."""
    newest = select(ReportTemplate.content).where(ReportTemplate.pilot_id == pilot.id)
    return session.scalar(newest.order_by(ReportTemplate.number.desc()).limit(1))


def every(session: Session, *, pilot: Pilot) -> Sequence[bytes]:
    """Every file that ever gave the pilot's reports their look, the newest first."""
    kept = select(ReportTemplate.content).where(ReportTemplate.pilot_id == pilot.id)
    rows = session.scalars(kept.where(ReportTemplate.content.is_not(None)).order_by(ReportTemplate.number.desc()))
    return [content for content in rows if content is not None]


def history(session: Session, *, pilot: Pilot) -> list[TemplateChoice]:
    """What was chosen, the newest first."""
    rows = session.execute(
        select(ReportTemplate.name, User.name, ReportTemplate.chosen_at)
        .join(User, User.id == ReportTemplate.chosen_by_id)
        .where(ReportTemplate.pilot_id == pilot.id)
        .order_by(ReportTemplate.number.desc())
    )
    return [TemplateChoice(name, chosen_by, chosen_at) for name, chosen_by, chosen_at in rows]


def _keep(session: Session, *, pilot: Pilot, name: str, content: bytes | None, by: User, now: datetime) -> None:
    row = ReportTemplate(pilot_id=pilot.id, name=name, content=content, chosen_by_id=by.id, chosen_at=now)
    session.add(row)
    session.flush()
    audit.record(session, action="report.template_chosen", subject=pilot, by=by, now=now, own=content is None)
