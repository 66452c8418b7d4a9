"""Where people of Loex are signed in: a row per device. The cookie carries a random identifier, the database its hash.

No address and no browser is kept. A session is over after a while without a page (idle), after a working day (too long), and
at once when something about the person changes (ASVS 5.0, 7.3 and 7.4).
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.sign_in import StaffSession

IDENTIFIER_BYTES = 32
"""256 random bits; ASVS 5.0, 7.2.3 asks at least 128."""
KEPT = timedelta(days=1)
"""How long a session that is over is still known, so that the next page can say why it ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """idle: without a page. longest: in all. fresh: how old a second step may be for the most sensitive acts."""

    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=8)
    fresh: timedelta = timedelta(minutes=5)


def begin(session: Session, *, user: User, now: datetime) -> tuple[StaffSession, str]:
    """Sign someone in: (the session, the identifier for the cookie). Sessions that ended long ago are forgotten."""
    session.execute(delete(StaffSession).where(StaffSession.started_at < now - KEPT))
    identifier = secrets.token_urlsafe(IDENTIFIER_BYTES)
    row = StaffSession(user_id=user.id, token_hash=_hashed(identifier), started_at=now, seen_at=_minute(now))
    session.add(row)
    session.flush()
    return row, identifier


def pass_second_factor(session: Session, *, row: StaffSession, now: datetime) -> str:
    """The second step was taken: a new identifier for the cookie; the old one opens nothing any more."""
    identifier = secrets.token_urlsafe(IDENTIFIER_BYTES)
    row.token_hash, row.second_factor_at = _hashed(identifier), now
    session.flush()
    return identifier


def find(session: Session, *, identifier: str) -> StaffSession | None:
    """The session of this identifier, whether it is over or not."""
    return session.scalar(select(StaffSession).where(StaffSession.token_hash == _hashed(identifier)))


def get(session: Session, *, session_id: uuid.UUID) -> StaffSession:
    return session.get_one(StaffSession, session_id)


def why_over(row: StaffSession, *, limits: Limits, now: datetime) -> str | None:
    """Why the session is over, as a code; None while it is open. The last page counts by its whole minute, so that nobody
    stays longer than the limit, and someone may have to sign in up to a minute early."""
    if row.ended_at is not None:
        return row.why_ended or "ended"
    if now - row.started_at >= limits.longest:
        return "too_long"
    if now - row.seen_at >= limits.idle:
        return "idle"
    return None


def is_fresh(row: StaffSession, *, limits: Limits, now: datetime) -> bool:
    """Was the second step taken a moment ago?"""
    return row.second_factor_at is not None and now - row.second_factor_at <= limits.fresh


def is_due(row: StaffSession, *, now: datetime) -> bool:
    """Is this the first page of a minute, so that it has to be noted?"""
    return _minute(now) > row.seen_at


def note_page(session: Session, *, session_id: uuid.UUID, now: datetime) -> None:
    """Note the minute of a page, in a transaction of its own (`rates.at_once`)."""
    minute = _minute(now)
    session.execute(
        update(StaffSession).where(StaffSession.id == session_id, StaffSession.seen_at < minute).values(seen_at=minute)
    )


def end(session: Session, *, row: StaffSession, why: str, now: datetime) -> None:
    """End one session; one that was ended before keeps its reason."""
    if row.ended_at is None:
        row.ended_at, row.why_ended = now, why
        session.flush()


def end_all(session: Session, *, user: User, why: str, now: datetime, but: uuid.UUID | None = None) -> int:
    """End every session of a person (`but`: except this one); how many there were."""
    open_ones = select(StaffSession).where(StaffSession.user_id == user.id, StaffSession.ended_at.is_(None))
    rows = [row for row in session.scalars(open_ones) if row.id != but]
    for row in rows:
        end(session, row=row, why=why, now=now)
    return len(rows)


def open_ones(session: Session, *, user: User, limits: Limits, now: datetime) -> Sequence[StaffSession]:
    """Where this person is signed in, the newest first."""
    rows = session.scalars(
        select(StaffSession).where(StaffSession.user_id == user.id).order_by(StaffSession.started_at.desc())
    )
    return [row for row in rows if why_over(row, limits=limits, now=now) is None]


def _hashed(identifier: str) -> str:
    """SHA-256 (hexadecimal). Enough without a key: 256 random bits can't be guessed from their hash."""
    return hashlib.sha256(identifier.encode()).hexdigest()


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
