"""One line per act that someone may have to answer for, written in the transaction of the act itself and linked into the
chain when it is committed (`audit_chain`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.base import Base
from survey.services import audit_chain

INSTALLATION = "installation"
"""The kind of subject of an act that is about no single thing."""


def record(
    session: Session, *, action: str, subject: Base | None, by: User | None, now: datetime, **detail: str | int | bool
) -> None:
    """Append an event. detail: codes and counts, never anybody's words but the reason of a decision about settings.

    subject None: the installation itself. A teller's acts are recorded `by` nobody, on the day.
    """
    at = now if by else now.replace(hour=0, minute=0, second=0, microsecond=0)
    _append(session, action=action, subject=subject, by=by, at=at, detail=detail)


def record_failed_sign_in(session: Session, *, user: User | None, now: datetime) -> None:
    """Somebody gave a wrong pair. user: whose address it was, if anybody's; what was typed is never kept.

    With the exact time: only staff sign in.
    """
    _append(session, action="sign_in.failed", subject=user, by=None, at=now, detail={"known": user is not None})


def record_failed_step(session: Session, *, user: User, how: str, now: datetime) -> None:
    """Somebody who knew the password failed at the second step. how: authenticator, recovery_code or passkey."""
    _append(session, action="second_step.failed", subject=user, by=None, at=now, detail={"how": how})


def _append(
    session: Session,
    *,
    action: str,
    subject: Base | None,
    by: User | None,
    at: datetime,
    detail: dict[str, str | int | bool],
) -> None:
    identity = (inspect(subject).identity if subject is not None else None) or ("",)
    event = AuditEvent(
        at=at,
        actor_id=by.id if by else None,
        action=action,
        subject_kind=subject.__tablename__ if subject is not None else INSTALLATION,
        subject_id=str(identity[0]),
        detail=dict(detail),
    )
    session.add(event)
    audit_chain.will_seal(session, event)
