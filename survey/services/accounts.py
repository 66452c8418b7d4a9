"""People who sign in: making an account, checking a password, who holds which role."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey.models.account import PILOT_ROLES, RoleHeld, RoleName, User
from survey.models.programme import Pilot
from survey.services import audit, obvious_passwords, rates, staff_sessions
from survey.services.errors import NotAllowed, NotFound, PasswordUnsafe

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id at the minimum of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes."""

SHORTEST_PASSWORD_CHARACTERS = 15
"""ASVS 5.0, 6.2.1 recommends 15 where a password stands alone."""
LETTERS_OF_A_WORD, FEWEST_DIFFERENT = 4, 6
"""Of a name that may not be in a password; of different characters in one."""
MOST_FAILED_RECORDED = 60
"""Within a minute: one a second shows a flood as well as a thousand do, and the audit log only ever grows."""
FAILED, EVERYBODY = "sign_in.failed", "everybody"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account, for the list of people. roles: (role, title of the pilot or '' for the whole installation)."""

    id: uuid.UUID
    name: str
    email: str
    is_active: bool
    roles: tuple[tuple[RoleName, str], ...]


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None,
    by: User | None,
    now: datetime,
    is_demo: bool = False,
) -> User:
    """Make an account without any role. password None: the person sets it with a link (`people.new_link`), and until then
    none fits. Raises PasswordUnsafe, or NotAllowed for an address that is in use."""
    if password is not None:
        check_strength(password, about=(email, name))
    if find_by_email(session, email=email):
        raise NotAllowed("There is an account with this e-mail address already.")
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        password_hash=hasher.hash(secrets.token_hex(16) if password is None else password),
        is_active=True,
        is_demo=is_demo,
        created_at=now,
    )
    session.add(user)
    session.flush()
    audit.record(session, action="user.created", subject=user, by=by, now=now)
    return user


def check_strength(password: str, *, about: Collection[str]) -> None:
    """Raises PasswordUnsafe when a password is short, holds a word that everybody would try first, or was stolen before.

    about: e-mail address and name of its owner.
    """
    if len(password) < SHORTEST_PASSWORD_CHARACTERS:
        raise PasswordUnsafe("short")
    words = {"loex", *(word for text in about for word in re.split(r"\W+", text.lower().partition("@")[0]))}
    plain = password.lower()
    is_personal = any(word in plain for word in words if len(word) >= LETTERS_OF_A_WORD)
    if len(set(plain)) < FEWEST_DIFFERENT or is_personal or obvious_passwords.is_obvious(password):
        raise PasswordUnsafe("obvious")
    if obvious_passwords.is_leaked(password):
        raise PasswordUnsafe("leaked")


def set_password(session: Session, *, user: User, password: str, by: User, now: datetime) -> None:
    """A new password; ends every session of this person. Raises PasswordUnsafe."""
    check_strength(password, about=(user.email, user.name))
    user.password_hash = hasher.hash(password)
    staff_sessions.end_all(session, user=user, why="password_changed", now=now)
    audit.record(session, action="password.set", subject=user, by=by, now=now)


def give_role(
    session: Session, *, user: User, role: RoleName, pilot: Pilot | None, by: User | None, now: datetime
) -> None:
    """Give a role, once; ends the person's open sessions. Raises NotAllowed when a pilot is missing or too many."""
    if (role in PILOT_ROLES) != (pilot is not None):
        raise NotAllowed(f"The role {role} is held {'per pilot' if role in PILOT_ROLES else 'for all pilots'}.")
    if holds(user, (role,), pilot=pilot):
        return
    user.roles.append(RoleHeld(role=role, pilot_id=pilot.id if pilot else None))
    staff_sessions.end_all(session, user=user, why="role_changed", now=now)
    session.flush()
    audit.record(
        session, action="role.given", subject=user, by=by, now=now, role=role, pilot=pilot.slug if pilot else ""
    )


def holds(user: User, roles: Collection[str], *, pilot: Pilot | None) -> bool:
    """Does this person hold one of the roles, for this pilot (or for the whole installation)?"""
    wanted = pilot.id if pilot else None
    return user.is_active and any(held.role in roles and held.pilot_id == wanted for held in user.roles)


def holds_anywhere(user: User, roles: Collection[str]) -> bool:
    """Does this person hold one of the roles, in whichever pilot or for the whole installation?"""
    return user.is_active and any(held.role in roles for held in user.roles)


def check_password(session: Session, *, email: str, password: str) -> User | None:
    """The active user with this e-mail address and password, or None; takes as long for an unknown address."""
    user = find_by_email(session, email=email)
    try:
        hasher.verify(user.password_hash if user else of_nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user if user and user.is_active else None


def record_failed_sign_in(session: Session, *, email: str, now: datetime) -> None:
    """Record a wrong pair in a transaction of its own: the request that is refused commits nothing. What was typed is not
    kept; whether it was somebody's address is. More than `MOST_FAILED_RECORDED` within a minute are not recorded one by one."""
    with rates.at_once(session) as own:
        rates.count(own, kind=FAILED, key=EVERYBODY, now=now)
        if rates.lately(own, kind=FAILED, key=EVERYBODY, now=now) <= MOST_FAILED_RECORDED:
            audit.record_failed_sign_in(own, user=find_by_email(own, email=email), now=now)


def record_failed_step(session: Session, *, user_id: uuid.UUID, how: str, now: datetime) -> None:
    """Record a wrong second step, in the same way. How often it may be tried is in `sign_in_tries`."""
    with rates.at_once(session) as own:
        audit.record_failed_step(own, user=get(own, user_id=user_id), how=how, now=now)


def find_by_email(session: Session, *, email: str) -> User | None:
    return session.scalar(_users().where(User.email == email.strip().lower()))


def get(session: Session, *, user_id: uuid.UUID) -> User:
    """Raises NotFound."""
    user = session.scalar(_users().where(User.id == user_id))
    if user is None:
        raise NotFound("There is no such account.")
    return user


def pilots_of(session: Session, *, user: User) -> dict[Pilot, list[RoleName]]:
    """The pilots this person has a part in, by title, with the roles held there."""
    roles: dict[uuid.UUID, list[RoleName]] = {}
    for held in user.roles:
        if held.pilot_id:
            roles.setdefault(held.pilot_id, []).append(held.role)
    pilots = session.scalars(select(Pilot).where(Pilot.id.in_(roles)).order_by(Pilot.title))
    return {pilot: roles[pilot.id] for pilot in pilots}


def holders(session: Session, *, pilot: Pilot, roles: Sequence[RoleName]) -> list[User]:
    """The active people who hold one of these roles in this pilot, by name."""
    found = [user for user in session.scalars(_users()) if holds(user, roles, pilot=pilot)]
    return sorted(found, key=lambda user: user.name.casefold())


def names(session: Session) -> list[tuple[uuid.UUID, str]]:
    """Identifier and name of everyone who has or had an account, by name."""
    rows = [(number, name) for number, name in session.execute(select(User.id, User.name))]
    return sorted(rows, key=lambda row: row[1].casefold())


def people(session: Session) -> list[Person]:
    """Everyone with an account, by name."""
    titles = {pilot.id: pilot.title for pilot in session.scalars(select(Pilot))}
    return [
        Person(
            user.id,
            user.name,
            user.email,
            user.is_active,
            tuple(sorted((held.role, titles[held.pilot_id] if held.pilot_id else "") for held in user.roles)),
        )
        for user in sorted(session.scalars(_users()), key=lambda user: user.name.casefold())
    ]


def _users():  # type: ignore[no-untyped-def]  # a Select whose type says nothing to a reader
    return select(User).options(selectinload(User.roles))


@cache
def of_nobody() -> str:
    """A hash that no password fits, so that an unknown address costs as much time as a known one."""
    return hasher.hash(secrets.token_hex(16))
