"""What an administrator does for the people who have an account. Loex sends no mail: a link is handed over by a person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.models.account import RoleHeld, RoleName, User
from survey.models.programme import Pilot
from survey.models.sign_in import PasswordLink
from survey.services import accounts, audit, second_factors, staff_sessions
from survey.services.errors import CodeWrong, LastAdministrator, NotAllowed

LINK_HOLDS = timedelta(hours=72)
LINK_BYTES = 32


def invite(session: Session, *, email: str, name: str, by: User | None, now: datetime) -> tuple[User, str]:
    """An account without a role or a password, and the random part of the link with which its owner sets one.

    Raises NotAllowed when the address is in use.
    """
    user = accounts.create_user(session, email=email, name=name, password=None, by=by, now=now)
    return user, new_link(session, user=user, by=by, now=now)


def new_link(session: Session, *, user: User, by: User | None, now: datetime) -> str:
    """The random part of a link that sets a password, once, within 72 hours; an earlier one works no more."""
    token = secrets.token_urlsafe(LINK_BYTES)
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    session.add(PasswordLink(user_id=user.id, token_hash=_hashed(token), expires_at=now + LINK_HOLDS))
    session.flush()
    audit.record(session, action="password_link.made", subject=user, by=by, now=now)
    return token


def user_of_link(session: Session, *, token: str, now: datetime) -> User:
    """Whose link this is. Raises CodeWrong when it is nobody's, was used, or is too old."""
    link = session.scalar(select(PasswordLink).where(PasswordLink.token_hash == _hashed(token)))
    if link is None or now >= link.expires_at:
        raise CodeWrong("This link works no more.")
    user = accounts.get(session, user_id=link.user_id)
    if not user.is_active:
        raise CodeWrong("This account is closed.")
    return user


def use_link(session: Session, *, token: str, password: str, now: datetime) -> User:
    """Set a password and use the link up. Raises CodeWrong or PasswordUnsafe."""
    user = user_of_link(session, token=token, now=now)
    accounts.set_password(session, user=user, password=password, by=user, now=now)
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    return user


def give_role(session: Session, *, user: User, role: RoleName, pilot: Pilot | None, by: User, now: datetime) -> None:
    """As `accounts.give_role`, by an administrator. Raises NotAllowed for oneself: somebody else has to agree."""
    _refuse_oneself(user, by)
    accounts.give_role(session, user=user, role=role, pilot=pilot, by=by, now=now)


def take_role(
    session: Session, *, user: User, role: RoleName, pilot: Pilot | None, by: User | None, now: datetime
) -> None:
    """Take a role and end the person's sessions; one that is not held is no error. Raises LastAdministrator."""
    wanted = pilot.id if pilot else None
    held = next((held for held in user.roles if held.role == role and held.pilot_id == wanted), None)
    if held is None:
        return
    if role == "admin":
        _refuse_last(session, user)
    user.roles.remove(held)
    staff_sessions.end_all(session, user=user, why="role_changed", now=now)
    session.flush()
    audit.record(
        session, action="role.taken", subject=user, by=by, now=now, role=role, pilot=pilot.slug if pilot else ""
    )


def close(session: Session, *, user: User, by: User, now: datetime) -> None:
    """Nobody signs in with this account any more; what its owner did stays. Raises LastAdministrator or NotAllowed."""
    _refuse_oneself(user, by)
    _refuse_last(session, user)
    if user.is_active:
        user.is_active = False
        staff_sessions.end_all(session, user=user, why="closed", now=now)
        session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
        audit.record(session, action="user.closed", subject=user, by=by, now=now)


def reopen(session: Session, *, user: User, by: User, now: datetime) -> None:
    """The account may be used again, with the roles it had."""
    if not user.is_active:
        user.is_active = True
        session.flush()
        audit.record(session, action="user.reopened", subject=user, by=by, now=now)


def reset_second_step(session: Session, *, user: User, reason: str, by: User, now: datetime) -> None:
    """For who lost phone and codes: everything but the password goes, and is set up anew at the next sign-in.

    Raises NotAllowed without a reason, or for oneself.
    """
    _refuse_oneself(user, by)
    if not reason.strip():
        raise NotAllowed("Say why, so that it can be accounted for.")
    second_factors.remove_all(session, user=user)
    staff_sessions.end_all(session, user=user, why="second_factor_changed", now=now)
    audit.record(session, action="second_step.reset", subject=user, by=by, now=now, reason=reason.strip())


def _refuse_oneself(user: User, by: User) -> None:
    if user.id == by.id:
        raise NotAllowed("Another administrator has to do this for you.")


def _refuse_last(session: Session, user: User) -> None:
    others = select(RoleHeld).join(User).where(RoleHeld.role == "admin", User.is_active, User.id != user.id).limit(1)
    if accounts.holds(user, ("admin",), pilot=None) and session.scalar(others) is None:
        raise LastAdministrator("There has to be an administrator.")


def _hashed(token: str) -> str:
    """SHA-256 (hexadecimal); 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
