"""Corrections of issued reports: dated, appended, and shown in every form of the report from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.composition import Correction
from survey.models.account import User
from survey.models.report import ReportVersion
from survey.models.report_parts import ReportCorrection
from survey.services import audit
from survey.services.cleaning import clean
from survey.services.errors import ReasonMissing, TextTooLong

MOST_CHARACTERS = 600
"""Announced on the form: it stands at the head of every page that people take along."""


def correct(session: Session, *, version: ReportVersion, text: str, by: User, now: datetime) -> None:
    """Say what was wrong in an issued report and what it has to be. It cannot be taken back, only followed by another.

    Raises ReasonMissing for an empty text, TextTooLong.
    """
    cleaned = clean(text)
    if not cleaned:
        raise ReasonMissing("Say what was wrong, and what it has to be.")
    if len(cleaned) > MOST_CHARACTERS:
        raise TextTooLong("text", MOST_CHARACTERS)
    session.add(ReportCorrection(report_id=version.id, text=cleaned, written_by_id=by.id, written_at=now))
    session.flush()
    audit.record(session, action="report.corrected", subject=version, by=by, now=now, number=version.number)


def corrections(session: Session, *, version: ReportVersion) -> tuple[Correction, ...]:
    """The oldest first."""
    rows = session.scalars(
        select(ReportCorrection).where(ReportCorrection.report_id == version.id).order_by(ReportCorrection.number)
    )
    return tuple(Correction(row.written_at.date(), row.text) for row in rows)
