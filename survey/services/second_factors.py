"""The second step of signing in: six digits of an authenticator (TOTP), or one of ten recovery codes.

Passkeys are in `passkeys`. The shared secret of an authenticator is sealed under a key outside the database.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

import pyotp
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from survey.models.account import RoleName, User
from survey.models.sign_in import Authenticator, Passkey, RecoveryCode
from survey.services import accounts, audit
from survey.services.errors import CodeWrong
from survey.services.sealing import MARK_BYTES, KeyRing

STEP_S = 30
STEPS_EITHER_SIDE = 1
"""A code of the step before and after is taken too: clocks differ, and typing takes a while (RFC 6238, 5.2)."""
N_DIGITS = 6
WITHOUT: tuple[RoleName, ...] = ("panel_member",)
"""Who holds nothing but these roles may sign in with a password alone: they see released cards only."""
N_RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which people mistake for each other."""
SECRET_CHARACTERS = 11
"""Of 31 signs each: 54 bits behind the one digit that says which code it is."""
MOST_CHARACTERS = 100
"""Of what is typed as a code."""
PLACE = "authenticator.secret_sealed"


def is_needed(session: Session, *, user: User) -> bool:
    """Does this person take a second step? Staff always; a panel member once they have chosen to."""
    return is_required(user) or has_any(session, user=user)


def is_required(user: User) -> bool:
    """May this person not do without?"""
    return any(held.role not in WITHOUT for held in user.roles)


def has_any(session: Session, *, user: User) -> bool:
    return has_authenticator(session, user=user) or has_passkey(session, user=user)


def has_authenticator(session: Session, *, user: User) -> bool:
    row = session.get(Authenticator, user.id)
    return row is not None and row.confirmed_at is not None


def has_passkey(session: Session, *, user: User) -> bool:
    return session.scalar(select(Passkey.id).where(Passkey.user_id == user.id).limit(1)) is not None


def prepare(session: Session, *, user: User, key_ring: KeyRing) -> None:
    """Make a secret for an authenticator that is still to be set up; one that waits already stays as it is."""
    row = session.get(Authenticator, user.id)
    if row is None:
        sealed = key_ring.seal_for_account(user.id, PLACE, pyotp.random_base32().encode())
        session.add(Authenticator(user_id=user.id, secret_sealed=sealed))
        session.flush()


def secret_to_set_up(session: Session, *, user: User, key_ring: KeyRing) -> str | None:
    """The secret of an authenticator that is still to be confirmed, in base 32; None when there is none."""
    row = session.get(Authenticator, user.id)
    return _secret(row, key_ring) if row is not None and row.confirmed_at is None else None


def confirm(session: Session, *, user: User, code: str, key_ring: KeyRing, by: User | None, now: datetime) -> list[str]:
    """The first code of a new authenticator; gives fresh recovery codes. Raises CodeWrong."""
    row = session.get(Authenticator, user.id)
    if row is None or row.confirmed_at is not None:
        raise CodeWrong("There is no authenticator to confirm.")
    _accept(session, row, code, key_ring, now)
    row.confirmed_at = now
    session.flush()
    audit.record(session, action="authenticator.added", subject=user, by=by, now=now)
    return make_recovery_codes(session, user=user, by=by, now=now)


def check_code(session: Session, *, user: User, code: str, key_ring: KeyRing, now: datetime) -> None:
    """Accept the digits of this moment, each time step once. Raises CodeWrong."""
    row = session.get(Authenticator, user.id)
    if row is None or row.confirmed_at is None:
        raise CodeWrong("There is no authenticator.")
    _accept(session, row, code, key_ring, now)


def code_of_this_moment(session: Session, *, user: User, key_ring: KeyRing, now: datetime) -> str | None:
    """What an authenticator shows now; only for accounts of the invented example, which have no telephone."""
    row = session.get(Authenticator, user.id)
    if row is None or not user.is_demo:
        return None
    wanted = max(_step(now), (row.last_step or 0) + 1)
    if wanted > _step(now) + STEPS_EITHER_SIDE:
        return None
    return _code(pyotp.TOTP(_secret(row, key_ring)), wanted)


def set_up_for_example(session: Session, *, user: User, key_ring: KeyRing, now: datetime) -> list[str]:
    """Give an account of the invented example its authenticator; its recovery codes."""
    prepare(session, user=user, key_ring=key_ring)
    session.get_one(Authenticator, user.id).confirmed_at = now
    session.flush()
    return make_recovery_codes(session, user=user, by=None, now=now)


def make_recovery_codes(session: Session, *, user: User, by: User | None, now: datetime) -> list[str]:
    """Ten new codes, in groups of four; the earlier ones work no more. Only their hashes are kept."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = []
    for position in range(N_RECOVERY_CODES):
        code = f"{position}{''.join(secrets.choice(ALPHABET) for _ in range(SECRET_CHARACTERS))}"
        session.add(RecoveryCode(user_id=user.id, position=position, code_hash=accounts.hasher.hash(code)))
        codes.append("-".join(code[i : i + 4] for i in range(0, len(code), 4)))
    session.flush()
    audit.record(session, action="recovery_codes.made", subject=user, by=by, now=now)
    return codes


def use_recovery_code(session: Session, *, user: User, code: str, now: datetime) -> int:
    """Use a recovery code up; how many are left. Raises CodeWrong. One hash is computed whatever is typed."""
    typed = normal(code)
    position = int(typed[0]) if typed[:1].isdigit() else -1
    row = session.scalar(select(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.position == position))
    try:
        accounts.hasher.verify(row.code_hash if row else accounts.of_nobody(), typed)
    except (VerificationError, InvalidHashError):
        raise CodeWrong("This is no recovery code of this account.") from None
    if row is None or not _used_up(session, row, now):
        raise CodeWrong("This recovery code was used before.")
    audit.record(session, action="recovery_code.used", subject=user, by=user, now=now, left=n_left(session, user=user))
    return n_left(session, user=user)


def normal(code: str) -> str:
    """A recovery code without capitals, dashes and blanks."""
    return re.sub(r"[^a-z0-9]", "", code[:MOST_CHARACTERS].lower())


def n_left(session: Session, *, user: User) -> int:
    """How many recovery codes still work."""
    left = select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def remove_authenticator(session: Session, *, user: User, by: User, now: datetime) -> None:
    """Take an authenticator away; whether something else is left is for the caller."""
    session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))
    audit.record(session, action="authenticator.removed", subject=user, by=by, now=now)


def remove_all(session: Session, *, user: User) -> None:
    """Everything but the password: the person sets up anew at the next sign-in."""
    for table in (Authenticator, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.user_id == user.id))
    session.expire_all()


def _accept(session: Session, row: Authenticator, code: str, key_ring: KeyRing, now: datetime) -> None:
    """Take a code whose step is newer than the newest that was taken, in one statement: two at once can't both win."""
    totp, typed = pyotp.TOTP(_secret(row, key_ring)), re.sub(r"[^0-9]", "", code[:MOST_CHARACTERS])
    steps = range(_step(now) - STEPS_EITHER_SIDE, _step(now) + STEPS_EITHER_SIDE + 1)
    fitting = [step for step in steps if secrets.compare_digest(_code(totp, step), typed)]
    if not fitting:
        raise CodeWrong("This is not the code of this moment.")
    taken = session.scalar(
        update(Authenticator)
        .where(
            Authenticator.user_id == row.user_id,
            or_(Authenticator.last_step.is_(None), Authenticator.last_step < fitting[0]),
        )
        .values(last_step=fitting[0])
        .returning(Authenticator.last_step)
    )
    if taken is None:
        raise CodeWrong("This code was used before.")
    if row.secret_sealed[:MARK_BYTES] != key_ring.mark:  # the story key was replaced: seal under the new one
        row.secret_sealed = key_ring.seal_for_account(row.user_id, PLACE, totp.secret.encode())


def _used_up(session: Session, row: RecoveryCode, now: datetime) -> bool:
    """True for the one who was first."""
    taken = update(RecoveryCode).where(RecoveryCode.id == row.id, RecoveryCode.used_at.is_(None)).values(used_at=now)
    return session.scalar(taken.returning(RecoveryCode.id)) is not None


def _secret(row: Authenticator, key_ring: KeyRing) -> str:
    return key_ring.open_for_account(row.user_id, PLACE, row.secret_sealed).decode()


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def _code(totp: pyotp.TOTP, step: int) -> str:
    return str(totp.generate_otp(step))
