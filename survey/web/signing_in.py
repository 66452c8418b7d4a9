"""Between the cookie and the row: who is signed in on this device, how far, and since when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g, session
from flask_login import UserMixin, login_user, logout_user

from survey.extensions import db
from survey.models.account import User
from survey.models.sign_in import StaffSession
from survey.services import accounts, audit, rates, second_factors, staff_sessions
from survey.services.errors import NotFound
from survey.web.filters import now

IN_COOKIE = "_user_id"
"""Where Flask-Login keeps the identifier."""
CSRF = "csrf_token"
"""Where Flask-WTF keeps the secret of the forms."""


class SignedIn(UserMixin):
    """What Flask-Login carries; keeps our own model free of it. The identifier is the session's, and says nothing of the person."""

    def __init__(self, user: User, identifier: str) -> None:
        self.user, self._identifier = user, identifier

    def get_id(self) -> str:
        return self._identifier


@dataclass(frozen=True, slots=True)
class Seen:
    """What the cookie of this request leads to. why_over: a code; empty while the session is open. ends_at: when it will be
    over if no page is opened."""

    session_id: uuid.UUID
    user_id: uuid.UUID
    why_over: str
    second_factor_at: datetime | None
    ends_at: datetime


def limits() -> staff_sessions.Limits:
    """As the installation was set."""
    settings = current_app.config["LOEX"]
    return staff_sessions.Limits(
        idle=timedelta(minutes=settings.session_idle_minutes), longest=timedelta(hours=settings.session_longest_hours)
    )


def seen() -> Seen | None:
    """The session of this request, over or not; None when there never was one. Notes the minute of this page."""
    if "sign_in_seen" not in g:
        identifier = session.get(IN_COOKIE)
        g.sign_in_seen = _look(identifier) if isinstance(identifier, str) else None
    return g.sign_in_seen


def _look(identifier: str) -> Seen | None:
    """In a transaction of its own, before the request's: a page that only reads still has to note its minute, and on SQLite
    two open transactions of one request would wait for each other."""
    at, free = now(), not db.session.in_transaction()
    if not free:
        row = staff_sessions.find(db.session, identifier=identifier)
        return _seen(row, at) if row else None
    with db.sessionmaker() as own:
        row = staff_sessions.find(own, identifier=identifier)
        found = _seen(row, at) if row else None
        is_due = row is not None and staff_sessions.is_due(row, now=at)
    if found and is_due and not found.why_over:
        _note(found.session_id, at)
    return found


def _note(session_id: uuid.UUID, at: datetime) -> None:
    with rates.at_once(db.session) as own:
        staff_sessions.note_page(own, session_id=session_id, now=at)


def _seen(row: StaffSession, at: datetime) -> Seen:
    bounds = limits()
    over = staff_sessions.why_over(row, limits=bounds, now=at)
    last = max(row.seen_at, at.replace(second=0, microsecond=0))
    ends_at = min(last + bounds.idle, row.started_at + bounds.longest)
    return Seen(row.id, row.user_id, over or "", row.second_factor_at, ends_at)


def someone() -> User | None:
    """Who gave the right password on this device, whether the second step was taken or not."""
    found = seen()
    if found is None or found.why_over:
        return None
    try:
        user = accounts.get(db.session, user_id=found.user_id)
    except NotFound:
        return None
    return user if user.is_active else None


def carried(identifier: str) -> SignedIn | None:
    """For Flask-Login: the person, once every step was taken."""
    user, found = someone(), seen()
    if user is None or found is None:
        return None
    if found.second_factor_at is None and second_factors.is_needed(db.session, user=user):
        return None
    return SignedIn(user, identifier)


def left_s() -> int:
    """In how many seconds the session of this request will be over if no other page is opened."""
    found = seen()
    return max(0, int((found.ends_at - now()).total_seconds())) if found and not found.why_over else 0


def row() -> StaffSession:
    """The row of this request's session, to change it. Only for who is signed in."""
    found = seen()
    assert found is not None, "asked for by a view whose stamp saw a session"
    return staff_sessions.get(db.session, session_id=found.session_id)


def is_fresh() -> bool:
    """Was the second step taken a moment ago?"""
    return staff_sessions.is_fresh(row(), limits=limits(), now=now())


def begin(user: User) -> StaffSession:
    """The password was right. Nothing that the browser carried before goes along (fixation), but the secret of its forms when
    the same person comes back after a pause: a page that is still open can then be sent after all."""
    before, kept = seen(), session.get(CSRF)
    session.clear()
    if before and before.user_id == user.id and before.why_over in ("idle", "too_long"):
        session[CSRF] = kept
    made, identifier = staff_sessions.begin(db.session, user=user, now=now())
    _carry(user, identifier)
    audit.record(db.session, action="user.signed_in", subject=user, by=user, now=now())
    return made


def complete(user: User, made: StaffSession, *, how: str, at: datetime | None = None) -> None:
    """The second step was taken: from here on another identifier. how: authenticator, recovery_code, passkey or provider.
    at: when, if not now."""
    identifier = staff_sessions.pass_second_factor(db.session, row=made, now=at or now())
    audit.record(db.session, action="user.second_step", subject=user, by=user, now=now(), how=how)
    _carry(user, identifier)


def end(*, why: str) -> None:
    """Sign out on this device."""
    found = seen()
    if found is not None:
        staff_sessions.end(
            db.session, row=staff_sessions.get(db.session, session_id=found.session_id), why=why, now=now()
        )
    logout_user()
    session.clear()


def _carry(user: User, identifier: str) -> None:
    session.permanent = True
    g.pop("sign_in_seen", None)
    login_user(SignedIn(user, identifier))
    session.pop("_id", None)  # a hash of address and browser, which Flask-Login keeps and we do not
