"""The word code: six everyday Dutch words with which a teller, and nobody else, comes back to a story.

Two words find the story (a keyed hash, which need not be unique: every match is tried), four are the secret (Argon2id,
own salt). A code is proposed before anything is sent, so that a retry keeps it. Nobody can restore a lost code.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.word_code import ParentCode, WordCode
from survey.services import accounts, code_words, rates
from survey.services.errors import CodeInvalid, TooManyTries
from survey.services.sealing import KeyRing

N_WORDS, N_LOCATING = 6, 2
"""Four secret words of a list of 4,096 are 48 bits; two to find a story are 24."""

MOST_CHARACTERS = 200
"""Of what is typed as a code. Six words of nine letters and the blanks between them are 59."""
MOST_TRIES = 20
"""Per pair of locating words within a minute (issue C; ASVS 5.0, 6.3.1)."""
MOST_TRIES_IN_ALL = 300
"""Of everybody together within a minute: a trial costs two Argon2id hashes, about 0.1 s of one core."""
LEAST_TRIALS = 2
"""Hashes that are computed for every try, so that the time it takes does not tell whether such a story exists."""


@dataclass(frozen=True, slots=True)
class CodeHashes:
    """All that is kept of a code. locator: keyed hash of the words that find; secret: Argon2id of those that prove."""

    locator: str
    secret: str


KIND = "word_code"
EVERYBODY = "everybody"


def propose() -> str:
    """Six words drawn at random, with blanks between them."""
    return " ".join(secrets.choice(code_words.words()) for _ in range(N_WORDS))


def hashes(code: str, key_ring: KeyRing) -> CodeHashes:
    """What is kept of a code. It takes the time of a password, so that it is best done before a transaction writes. Raises
    CodeInvalid."""
    locator, secret = halves(code)
    return CodeHashes(locator_hash(locator, key_ring), hashed(secret))


def attach(session: Session, *, ref: uuid.UUID, code: CodeHashes) -> None:
    """Give a submission its code; only hashes are kept."""
    session.add(WordCode(ref=ref, locator_hash=code.locator, secret_hash=code.secret))
    session.flush()


def find(
    session: Session,
    *,
    code: str,
    key_ring: KeyRing,
    now: datetime,
    among: type[WordCode] | type[ParentCode] = WordCode,
) -> uuid.UUID | None:
    """The submission that has this code; None when there is none. The try is counted in a transaction of its own.

    among: whose codes; tries count together. Call it before anything else is read or written in the request. Raises
    TooManyTries.
    """
    try:
        locator, secret = halves(code)
    except CodeInvalid:
        return None
    key = locator_hash(locator, key_ring)
    with rates.at_once(session) as own:
        count_try(own, key=key, key_ring=key_ring, now=now)
        wanted = locator_hashes(locator, key_ring)
        rows = own.execute(select(among.ref, among.secret_hash).where(among.locator_hash.in_(wanted))).all()
    fits = matching([row.secret_hash for row in rows], secret)
    return next((row.ref for row, fit in zip(rows, fits, strict=True) if fit), None)


def count_try(session: Session, *, key: str, key_ring: KeyRing, now: datetime) -> None:
    """Count one try with these locating words. Raises TooManyTries when there were too many in the last minute."""
    for counted, most in ((key_ring.fingerprint(EVERYBODY), MOST_TRIES_IN_ALL), (key, MOST_TRIES)):
        rates.count(session, kind=KIND, key=counted, now=now)  # first, so that tries at the same moment wait here
        if rates.lately(session, kind=KIND, key=counted, now=now) > most:
            raise TooManyTries(KIND)


def matching(hashes: Sequence[str], secret: str) -> list[bool]:
    """For each hash whether it is this secret's. None is skipped, and at least `LEAST_TRIALS` are computed."""
    for _ in range(LEAST_TRIALS - len(hashes)):
        _verified(_of_nobody(), secret)
    return [_verified(stored, secret) for stored in hashes]


def halves(code: str) -> tuple[str, str]:
    """The locating and the secret words. Raises CodeInvalid unless these are six words of the list."""
    found = normalise(code).split()
    if len(found) != N_WORDS or any(code_words.meant(word) != word for word in found):
        raise CodeInvalid("A code is six words of the list.")
    return " ".join(found[:N_LOCATING]), " ".join(found[N_LOCATING:])


def locator_hash(locator: str, key_ring: KeyRing) -> str:
    return key_ring.fingerprint(_locating(locator))


def locator_hashes(locator: str, key_ring: KeyRing) -> list[str]:
    """Under every key of the ring: a code given before a rotation is found after it."""
    return key_ring.fingerprints(_locating(locator))


def _locating(locator: str) -> str:
    return f"word code locator v1\n{locator}"


def hashed(secret: str) -> str:
    """Argon2id with its own salt, at the cost of a password."""
    return accounts.hasher.hash(secret)


def normalise(code: str) -> str:
    """The code as it was proposed: capitals, accents, hyphens, commas, numbers, extra blanks and small slips are forgiven."""
    plain = unicodedata.normalize("NFKD", code[:MOST_CHARACTERS]).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(code_words.meant(word) or word for word in re.findall(r"[a-z]+", plain))


@cache
def _of_nobody() -> str:
    return hashed(secrets.token_hex())


def _verified(stored: str, secret: str) -> bool:
    try:
        return accounts.hasher.verify(stored, secret)
    except (VerificationError, InvalidHashError):
        return False
