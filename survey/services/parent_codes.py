"""The parent's code: a parent or carer agrees later, on their own phone, without saying who they are.

Issued with the story of a young person under 16 where the pilot asks that (age policy `parent_co_consents`). While the
code is there the story waits: nobody reads it and it counts nowhere, unless the young person asked that somebody looks
soon (docs/decisions/0005-a-story-that-waits-for-a-parent.md). What the parent does is in `parent_consent`.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.models.word_code import ParentCode
from survey.services import word_codes
from survey.services.errors import NotFound, WaitsForParent
from survey.services.sealing import KeyRing
from survey.services.word_codes import CodeHashes

LONGEST_DAYS = 30
"""A story that nobody may use is kept no longer than an answer takes (GDPR, article 5(1)(e)). A month is what the GDPR
itself gives for an answer (article 12(3)): enough for every second weekend with the other parent, and a holiday."""


def attach(session: Session, *, ref: uuid.UUID, code: CodeHashes, today: date) -> None:
    """Let a submission wait for a parent with this code; only hashes are kept."""
    last_day = today + timedelta(days=LONGEST_DAYS)
    session.merge(ParentCode(ref=ref, locator_hash=code.locator, secret_hash=code.secret, expires_on=last_day))
    session.flush()


def renew(session: Session, *, ref: uuid.UUID, key_ring: KeyRing, today: date) -> str:
    """Another code for a story that waits, in place of one that was lost; the days begin again. Raises NotFound."""
    if waits_until(session, ref=ref) is None:
        raise NotFound(f"Story {ref} waits for nobody.")
    code = word_codes.propose()
    attach(session, ref=ref, code=word_codes.hashes(code, key_ring), today=today)
    return code


def find(session: Session, *, code: str, key_ring: KeyRing, now: datetime) -> uuid.UUID | None:
    """The submission that waits for whoever has this code; None when there is none (any more).

    Call it before anything else is read or written in the request. Raises TooManyTries.
    """
    ref = word_codes.find(session, code=code, key_ring=key_ring, now=now, among=ParentCode)
    return ref if ref and is_open(session, ref=ref, today=now.date()) else None


def waits_until(session: Session, *, ref: uuid.UUID) -> date | None:
    """The last day on which a parent can agree; None when the story waits for nobody."""
    return session.scalar(select(ParentCode.expires_on).where(ParentCode.ref == ref))


def is_open(session: Session, *, ref: uuid.UUID, today: date) -> bool:
    """Whether a parent can still answer."""
    until = waits_until(session, ref=ref)
    return until is not None and today <= until


def require_none(session: Session, *, ref: uuid.UUID) -> None:
    """Raises WaitsForParent."""
    if waits_until(session, ref=ref) is not None:
        raise WaitsForParent(str(ref))


def waiting_refs() -> Select[tuple[uuid.UUID]]:
    """The submissions that wait, for `not_in` of whatever lists or counts stories."""
    return select(ParentCode.ref)


def n_waiting(session: Session, *, pilot: Pilot) -> dict[int, int]:
    """How many stories wait for a parent, per wave number; waves without any are left out."""
    rows = session.execute(
        select(Wave.number, func.count(ParentCode.ref).label("n"))
        .join(Submission, Submission.wave_id == Wave.id)
        .join(ParentCode, ParentCode.ref == Submission.ref)
        .where(Wave.pilot_id == pilot.id)
        .group_by(Wave.number)
    )
    return {row.number: row.n for row in rows}
