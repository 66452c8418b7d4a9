"""One line per act that someone may have to answer for, written in the transaction of the act itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.base import Base


def record(
    session: Session, *, action: str, subject: Base, by: User | None, now: datetime, **detail: str | int | bool
) -> None:
    """Append an event. detail: codes and counts, never anybody's words. A teller's acts are recorded `by` nobody, on the day."""
    identity = inspect(subject).identity or ("",)
    at = now if by else now.replace(hour=0, minute=0, second=0, microsecond=0)
    session.add(
        AuditEvent(
            at=at,
            actor_id=by.id if by else None,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=str(identity[0]),
            detail=dict(detail),
        )
    )
