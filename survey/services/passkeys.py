"""Passkeys (WebAuthn): a device signs a question of ours with a key that never leaves it. Checked by the `webauthn` library.

A question is kept in the database, holds for five minutes and is answered once. The device has to ask for a finger, a face or
a code of its own (user verification), so a passkey alone is two factors and may be the whole of signing in.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from survey.models.account import User
from survey.models.sign_in import Passkey, PasskeyChallenge
from survey.services import accounts, audit
from survey.services.errors import CodeWrong, NotFound

HOLDS = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """host: name without port, the 'relying party'. origin: with scheme and port, as a browser says it."""

    host: str
    origin: str


def of(session: Session, *, user: User) -> Sequence[Passkey]:
    """The passkeys of a person, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.added_at)).all()


def ask_to_add(session: Session, *, user: User, site: Site, now: datetime) -> tuple[uuid.UUID, str]:
    """(number of the question, what the browser is told, as JSON)."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Loex",
        user_name=user.email,
        user_id=user.id.bytes,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in of(session, user=user)
        ],
    )
    return _kept(session, options.challenge, user.id, now), webauthn.options_to_json(options)


def add(
    session: Session, *, user: User, asked: uuid.UUID, answer: str, name: str, site: Site, now: datetime
) -> Passkey:
    """Keep the public half of a new passkey. Raises CodeWrong."""
    challenge = _answered(session, asked, user.id, now)
    if len(of(session, user=user)) >= MOST_PASSKEYS:
        raise CodeWrong(f"There are {MOST_PASSKEYS} passkeys already.")
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise CodeWrong("The answer of the device does not fit.") from error
    known = session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id))
    if known is not None:
        raise CodeWrong("This passkey is in use already.")
    row = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:LONGEST_NAME_CHARACTERS] or "passkey",
        added_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, action="passkey.added", subject=user, by=user, now=now)
    return row


def ask(session: Session, *, user: User | None, site: Site, now: datetime) -> tuple[uuid.UUID, str]:
    """Ask for a signature. user None: of whoever holds a passkey of this site."""
    known = of(session, user=user) if user else ()
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        allow_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _kept(session, options.challenge, user.id if user else None, now), webauthn.options_to_json(options)


def check(session: Session, *, user: User | None, asked: uuid.UUID, answer: str, site: Site, now: datetime) -> User:
    """Whose passkey signed the question; with `user` it has to be theirs. Raises CodeWrong.

    A count that did not go up (of a device that counts) means a copy, and is refused (WebAuthn level 3, 6.1.1).
    """
    challenge = _answered(session, asked, user.id if user else None, now)
    try:
        credential_id = base64url_to_bytes(json.loads(answer)["id"])
        row = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
        if row is None or (user is not None and row.user_id != user.id):
            raise CodeWrong("This passkey is not known here.")
        done = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
        owner = accounts.get(session, user_id=row.user_id)
    except (WebAuthnException, ValueError, KeyError, TypeError, NotFound) as error:
        raise CodeWrong("The answer of the device does not fit.") from error
    if not owner.is_active:
        raise CodeWrong("This account is closed.")
    row.sign_count = done.new_sign_count
    session.flush()
    return owner


def remove(session: Session, *, user: User, passkey_id: uuid.UUID, now: datetime) -> None:
    """Take one of one's own passkeys away; one that is gone already is no error."""
    gone = session.execute(
        delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user.id).returning(Passkey.id)
    )
    if gone.first():
        audit.record(session, action="passkey.removed", subject=user, by=user, now=now)


def _kept(session: Session, challenge: bytes, user_id: uuid.UUID | None, now: datetime) -> uuid.UUID:
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.asked_at <= now - HOLDS))
    row = PasskeyChallenge(user_id=user_id, challenge=challenge, asked_at=now)
    session.add(row)
    session.flush()
    return row.id


def _answered(session: Session, asked: uuid.UUID, user_id: uuid.UUID | None, now: datetime) -> bytes:
    """The question, which is used up by this. Raises CodeWrong when it is not there, too old, or was put to someone else."""
    used = session.execute(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.id == asked,
            PasskeyChallenge.asked_at > now - HOLDS,
            PasskeyChallenge.user_id == user_id if user_id else PasskeyChallenge.user_id.is_(None),
        )
        .returning(PasskeyChallenge.challenge)
    )
    found = used.scalar_one_or_none()
    if found is None:
        raise CodeWrong("This question was answered before, or it is too old.")
    return bytes(found)
