"""A little work for the sender's device, asked only while very many stories come in at once (ALTCHA, version 2).

Against a flood that is typed by a programme. Nobody is followed: what is counted is started and sent per invitation and
hour, without an address. A story that comes without the work is taken in all the same and waits for a coordinator's look,
so that nobody without JavaScript or with an old phone is turned away.

A challenge is made for one draft (by its idempotency key), and one draft is one story: so a solution can't be used for a
second story, and no list of used challenges has to be kept.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Literal

import altcha
from sqlalchemy.orm import Session

from survey.models.invitation import Invitation
from survey.services import rates
from survey.services.sealing import KeyRing

HOUR_S = 3600
MOST_SENT = 40
"""Stories through one invitation in this hour and the one before. A school class of 30 that fills it in together stays
below it, with room for some who send from home."""
MOST_STARTED = 160
"""Starts, likewise: people look, stop and begin again, so four for every story."""
ROUNDS = 5_000
"""PBKDF2 rounds per guess: about 2 ms on a laptop, 10 ms on an old phone."""
MOST_GUESSES = 1_000
"""On average half of these: about a second on a laptop, five on an old phone; a flood of thousands costs hours."""
LIFE = timedelta(hours=24)
"""As long as the draft that it belongs to."""

Counted = Literal["started", "sent"]
MOST: dict[Counted, int] = {"started": MOST_STARTED, "sent": MOST_SENT}


def count(session: Session, *, what: Counted, invitation: Invitation, key_ring: KeyRing, now: datetime) -> None:
    rates.count(session, kind=f"form.{what}", key=_door(invitation, key_ring), now=now, window_s=HOUR_S)


def is_asked(session: Session, *, invitation: Invitation, key_ring: KeyRing, now: datetime) -> bool:
    """Whether so much came through this invitation lately that the work is asked."""
    door = _door(invitation, key_ring)
    return any(
        rates.lately(session, kind=f"form.{what}", key=door, now=now, window_s=HOUR_S) >= most
        for what, most in MOST.items()
    )


def challenge(*, draft_key: str, key_ring: KeyRing, now: datetime) -> str:
    """A challenge as JSON, for the page to solve. draft_key: the idempotency key of the story that it is for."""
    made = altcha.create_challenge(
        "PBKDF2/SHA-256",
        ROUNDS,
        counter=secrets.randbelow(MOST_GUESSES),
        data={
            "for": key_ring.fingerprint(f"proof {draft_key}"),
            "until": int((now + LIFE).timestamp()),
            "most": MOST_GUESSES,
        },
        hmac_secret=_secret(key_ring),
    )
    return json.dumps(made.to_dict())


def is_solved(payload: str, *, draft_key: str, key_ring: KeyRing, now: datetime) -> bool:
    """Whether the work was done, for this draft and in time. Never raises: what can't be read is not solved."""
    try:
        data = json.loads(base64.b64decode(payload, validate=True))["challenge"]["parameters"]["data"]
        fits = hmac.compare_digest(str(data["for"]), key_ring.fingerprint(f"proof {draft_key}"))
        in_time = int(data["until"]) >= now.timestamp()
        return fits and in_time and altcha.verify_solution(payload, _secret(key_ring)).verified
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return False


def _door(invitation: Invitation, key_ring: KeyRing) -> str:
    return key_ring.fingerprint(f"form {invitation.token}")


def _secret(key_ring: KeyRing) -> str:
    return key_ring.fingerprint("proof of work challenges v1")
