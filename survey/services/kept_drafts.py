"""A story that is not finished, kept because its teller asked for that.

Sealed under a key that follows from the four secret words of the word code (Argon2id, own salt): without the code nobody
can open it, we neither. It goes after `LONGEST_DAYS` days, when its wave ends, when its story is sent, or when its
teller wipes it.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from survey.models.programme import Wave
from survey.models.sqlite import empty_log_afterwards
from survey.models.word_code import SavedDraft
from survey.services import accounts, rates, word_codes
from survey.services.errors import CodeInvalid, TextTooLong
from survey.services.sealing import KeyRing

LONGEST_DAYS = 14
MOST_CHARACTERS = 100_000
"""Of a draft as text. A story and twenty open answers at their limits are half of that."""
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
ABOUT = b"loex kept draft v1"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept draft, opened. text: what was given to `keep`."""

    id: uuid.UUID
    text: str
    expires_on: date


def keep(session: Session, *, wave: Wave, code: str, text: str, key_ring: KeyRing, today: date) -> date:
    """Keep a draft under its code, in place of an earlier one; returns the last day. Raises CodeInvalid, TextTooLong."""
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong("draft", MOST_CHARACTERS)
    locator, secret = word_codes.halves(code)
    key = word_codes.locator_hash(locator, key_ring)
    for row in session.scalars(_kept_under(locator, key_ring)):
        if _opened(row, secret) is not None:
            session.delete(row)
    last_day = min(today + timedelta(days=LONGEST_DAYS), wave.closes_on)
    session.add(SavedDraft(wave_id=wave.id, locator_hash=key, sealed=_sealed(secret, text), expires_on=last_day))
    purge(session, today=today)
    session.flush()
    return last_day


def find(session: Session, *, code: str, key_ring: KeyRing, now: datetime) -> Kept | None:
    """The draft kept under this code; None when there is none (any more). The try is counted in a transaction of its own.

    Call it before anything else is read or written in the request. Raises TooManyTries.
    """
    try:
        locator, secret = word_codes.halves(code)
    except CodeInvalid:
        return None
    key = word_codes.locator_hash(locator, key_ring)
    with rates.at_once(session) as own:
        word_codes.count_try(own, key=key, key_ring=key_ring, now=now)
        rows = own.scalars(_kept_under(locator, key_ring).where(SavedDraft.expires_on >= now.date())).all()
        own.expunge_all()
    texts = [_opened(row, secret) for row in rows]
    for _ in range(word_codes.LEAST_TRIALS - len(rows)):
        _key(secret, bytes(SALT_BYTES))
    return next(
        (Kept(row.id, text, row.expires_on) for row, text in zip(rows, texts, strict=True) if text is not None), None
    )


def wipe(session: Session, *, draft_id: uuid.UUID) -> None:
    """Delete a kept draft; nothing happens when it is gone already."""
    session.execute(delete(SavedDraft).where(SavedDraft.id == draft_id))
    empty_log_afterwards(session)


def wipe_of_code(session: Session, *, code: str, key_ring: KeyRing) -> None:
    """Delete what was kept under this code: its story has been sent."""
    try:
        locator, secret = word_codes.halves(code)
    except CodeInvalid:
        return
    for row in session.scalars(_kept_under(locator, key_ring)):
        if _opened(row, secret) is not None:
            session.delete(row)
            empty_log_afterwards(session)
    session.flush()


def purge(session: Session, *, today: date) -> int:
    """Delete what is past its last day; returns how many."""
    gone = session.scalars(delete(SavedDraft).where(SavedDraft.expires_on < today).returning(SavedDraft.id)).all()
    return len(gone)


def _kept_under(locator: str, key_ring: KeyRing) -> Select[SavedDraft]:
    return select(SavedDraft).where(SavedDraft.locator_hash.in_(word_codes.locator_hashes(locator, key_ring)))


def _key(secret: str, salt: bytes) -> bytes:
    """At the cost of a password, so that guessing four words stays as slow as for a story that was sent."""
    cost = accounts.hasher
    return hash_secret_raw(
        secret.encode(), salt, cost.time_cost, cost.memory_cost, cost.parallelism, KEY_BYTES, Type.ID
    )


def _sealed(secret: str, text: str) -> bytes:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    return salt + nonce + AESGCM(_key(secret, salt)).encrypt(nonce, text.encode("utf-8"), ABOUT)


def _opened(row: SavedDraft, secret: str) -> str | None:
    """None when it belongs to another code with the same two first words."""
    salt, nonce = row.sealed[:SALT_BYTES], row.sealed[SALT_BYTES : SALT_BYTES + NONCE_BYTES]
    try:
        box = AESGCM(_key(secret, salt))
        return box.decrypt(nonce, row.sealed[SALT_BYTES + NONCE_BYTES :], ABOUT).decode("utf-8")
    except (InvalidTag, ValueError):
        return None
