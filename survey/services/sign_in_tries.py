"""How often signing in may be tried: per account and of everybody together, each way by itself. No address is kept.

An address without an account is counted as one with: refusing tells nothing. Tries are counted whether they are right or
not; those that are refused are not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from survey.services import rates
from survey.services.errors import TooManyTries
from survey.services.sealing import KeyRing

Way = Literal["password", "second_step", "recovery_code", "passkey", "password_link", "provider"]

MOST_TRIES = 20
"""Per account within a minute (issue C; ASVS 5.0, 6.3.1)."""
MOST_TRIES_IN_ALL = 300
"""Of everybody together within a minute: a password costs one Argon2id hash, about 0.05 s of one core."""
EVERYBODY = "everybody"


def count(session: Session, *, way: Way, whose: str | None, key_ring: KeyRing, now: datetime) -> None:
    """Count one try, in a transaction of its own. Raises TooManyTries with how long to wait.

    whose: an e-mail address as it is kept, or the id of an account; None when nobody was named.
    Call it before anything else is read in the request.
    """
    kind = f"sign_in.{way}"
    with rates.at_once(session) as own:
        for key, most in ((EVERYBODY, MOST_TRIES_IN_ALL), (whose, MOST_TRIES)):
            if key is None:
                continue
            hashed = key_ring.fingerprint(f"{kind}\n{key}")
            rates.count(own, kind=kind, key=hashed, now=now)
            if rates.lately(own, kind=kind, key=hashed, now=now) > most:
                # Undoes the count: who goes on trying does not lock the account's owner out for longer.
                raise TooManyTries(kind, rates.wait_s(own, kind=kind, key=hashed, most=most, now=now))
