"""The code on the paper of a seat without an account: three everyday words that give that seat, on any device.

Three words of a list of 4,096 are 36 bits, and tries are counted: at 300 a minute, guessing one of thirty seats takes
fourteen years on average. Only a keyed hash is kept, so that the database alone does not even allow a search.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.panel import PanelMeeting, PanelMember
from survey.services import audit, code_words, rates, word_codes
from survey.services.errors import MeetingClosed, TooManyTries
from survey.services.sealing import KeyRing

N_WORDS = 3
MOST_TRIES_IN_ALL = 300
"""Of everybody together within a minute; thirty people who each mistype a few times stay far below."""
KIND = "seat_code"
EVERYBODY = "everybody"
DAYS_AFTER_CLOSING = 30
"""So long a code still opens a closed meeting, to see what became of it."""


def make(session: Session, *, meeting: PanelMeeting, key_ring: KeyRing, by: User, now: datetime) -> dict[int, str]:
    """New codes for every seat without an account, by seat; earlier ones stop working. They are shown once and never kept.

    Raises MeetingClosed.
    """
    if meeting.phase == "closed":
        raise MeetingClosed(meeting.title)
    codes = {}
    for member in meeting.members:
        if member.user_id is None:
            codes[member.seat] = " ".join(secrets.choice(code_words.words()) for _ in range(N_WORDS))
            member.code_hash = key_ring.fingerprint(_text(codes[member.seat]))
    session.flush()
    audit.record(session, action="meeting.codes_made", subject=meeting, by=by, now=now, seats=len(codes))
    return codes


def find(session: Session, *, code: str, key_ring: KeyRing, now: datetime) -> PanelMember | None:
    """The seat that has this code; None when there is none (any more). The try is counted in a transaction of its own: call
    it before anything else is read or written in the request. Raises TooManyTries."""
    with rates.at_once(session) as own:
        rates.count(own, kind=KIND, key=key_ring.fingerprint(EVERYBODY), now=now)
        if rates.lately(own, kind=KIND, key=key_ring.fingerprint(EVERYBODY), now=now) > MOST_TRIES_IN_ALL:
            raise TooManyTries(KIND)
    words = word_codes.normalise(code)
    if len(words.split()) != N_WORDS:
        return None
    member = session.scalar(select(PanelMember).where(PanelMember.code_hash.in_(key_ring.fingerprints(_text(words)))))
    return member if member and _is_open(session, member.meeting_id, now) else None


def holder(
    session: Session, *, meeting_id: uuid.UUID, seat: int, mark: str, now: datetime
) -> tuple[PanelMeeting, PanelMember] | None:
    """The seat behind what a device remembers (`mark_of`); None once its code was made anew or the meeting is long over."""
    member = session.get(PanelMember, (meeting_id, seat))
    if member is None or member.code_hash is None or not secrets.compare_digest(mark_of(member), mark):
        return None
    if not _is_open(session, meeting_id, now):
        return None
    return session.get_one(PanelMeeting, meeting_id), member


def mark_of(member: PanelMember) -> str:
    """What a device remembers of the code: enough to see that it was made anew, nothing to enter with."""
    return (member.code_hash or "")[:16]


def _is_open(session: Session, meeting_id: uuid.UUID, now: datetime) -> bool:
    closed_at = session.get_one(PanelMeeting, meeting_id).closed_at
    return closed_at is None or now - closed_at <= timedelta(days=DAYS_AFTER_CLOSING)


def _text(code: str) -> str:
    return f"panel seat code v1\n{code}"
