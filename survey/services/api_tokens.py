"""Keys for the data interface: made by an evaluator or administrator for one pilot, shown once, kept as a hash.

A key opens nothing once its maker may not see the pilot's evaluation any more. It is counted by its hash, and of its use
only the day is kept. Counting and marking happen in a transaction of their own (`rates.at_once`): reading commits nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.api_token import ApiToken
from survey.models.programme import Pilot
from survey.models.sqlite import only_reading
from survey.services import accounts, audit, rates
from survey.services.cleaning import clean
from survey.services.errors import NotAllowed, NotFound, ReasonMissing, TokenInvalid, TooManyTries

SCOPES = ("figures", "themes")
LONGEST_DAYS = 365
MOST_PER_MINUTE = 60
"""A dashboard that draws a page asks for a handful of addresses; a minute of one a second is far beyond that."""

PREFIX = "loex_"
"""By which a key is recognised when it turns up in a place where it should not be."""
SECRET_BYTES = 32
KIND = "api"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as a person sees it in a list. works: neither ended nor past its last day."""

    id: uuid.UUID
    purpose: str
    scopes: tuple[str, ...]
    made_by: str
    made_on: date
    expires_on: date
    last_used_on: date | None
    works: bool


def make(
    session: Session, *, pilot: Pilot, purpose: str, scopes: Sequence[str], days: int, by: User, now: datetime
) -> str:
    """A new key; the only time that it can be seen. days: how long it works. Raises NotAllowed, ReasonMissing."""
    if not scopes or not set(scopes) <= set(SCOPES) or not 1 <= days <= LONGEST_DAYS:
        raise NotAllowed("A key opens figures or themes, for a year at most.")
    if not (what_for := clean(purpose)):
        raise ReasonMissing("Say what this key is for.")
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken(
        pilot_id=pilot.id,
        token_hash=_hash(secret),
        purpose=what_for,
        scopes=[scope for scope in SCOPES if scope in scopes],
        made_by_id=by.id,
        made_at=now,
        expires_on=now.date() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    audit.record(session, action="api_key.made", subject=row, by=by, now=now, pilot=pilot.slug, days=days)
    return secret


def revoke(session: Session, *, pilot: Pilot, token_id: uuid.UUID, by: User, now: datetime) -> None:
    """From now on this key opens nothing. Ending it twice is no harm. Raises NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None or row.pilot_id != pilot.id:
        raise NotFound(f"Pilot {pilot.slug!r} has no key {token_id}.")
    if row.revoked_at is None:
        row.revoked_at = now
        session.flush()
        audit.record(session, action="api_key.ended", subject=row, by=by, now=now, pilot=pilot.slug)


def keys(session: Session, *, pilot: Pilot, today: date) -> list[Key]:
    """Every key of the pilot, the newest first."""
    rows = session.execute(
        select(ApiToken, User.name)
        .join(User, User.id == ApiToken.made_by_id)
        .where(ApiToken.pilot_id == pilot.id)
        .order_by(ApiToken.made_at.desc(), ApiToken.id)
    )
    return [
        Key(
            row.id,
            row.purpose,
            tuple(row.scopes),
            name,
            row.made_at.date(),
            row.expires_on,
            row.last_used_on,
            _works(row, today),
        )
        for row, name in rows
    ]


def opened(session: Session, *, secret: str, scope: str | None, now: datetime) -> Pilot:
    """The pilot that this key opens. scope: what is asked for; None: that the pilot is there.

    To be called before anything else is read. Raises TokenInvalid, TooManyTries, NotAllowed when the key opens other
    things.
    """
    wanted = _hash(secret)
    writing = only_reading.set(False)
    try:
        with rates.at_once(session) as own:
            row = own.scalar(select(ApiToken).where(ApiToken.token_hash == wanted))
            if row is None or not _works(row, now.date()):
                raise TokenInvalid()
            rates.count(own, kind=KIND, key=wanted, now=now)
            too_often = rates.lately(own, kind=KIND, key=wanted, now=now) > MOST_PER_MINUTE
            if row.last_used_on != now.date():
                row.last_used_on = now.date()
            pilot_id, maker_id, scopes = row.pilot_id, row.made_by_id, set(row.scopes)
    finally:
        only_reading.reset(writing)
    if too_often:
        raise TooManyTries(KIND)
    pilot = session.get_one(Pilot, pilot_id)
    maker = session.get_one(User, maker_id)
    if not (accounts.holds(maker, ("evaluator",), pilot=pilot) or accounts.holds(maker, ("admin",), pilot=None)):
        raise TokenInvalid()
    if scope is not None and scope not in scopes:
        raise NotAllowed(f"This key does not open {scope}.")
    return pilot


def _works(row: ApiToken, today: date) -> bool:
    return row.revoked_at is None and today <= row.expires_on


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
