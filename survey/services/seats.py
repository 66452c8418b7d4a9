"""What one seat of a panel meeting still has before it. A seat sees its own words only, never another's."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import CardDraw, PanelMeeting, PanelMember, Reading, Source
from survey.models.programme import Pilot
from survey.services import consents, panel_log, panels, phases
from survey.services.cleaning import clean
from survey.services.errors import NotAllowed, NotFound, StoryGone
from survey.services.sealing import KeyRing


def meetings_with_seat(session: Session, *, pilot: Pilot, user: User) -> list[tuple[PanelMeeting, int]]:
    """The meetings of a pilot in which this person has a seat, the newest first, with the seat."""
    rows = session.execute(
        select(PanelMeeting, PanelMember.seat)
        .join(PanelMember, PanelMember.meeting_id == PanelMeeting.id)
        .where(PanelMeeting.pilot_id == pilot.id, PanelMember.user_id == user.id)
        .order_by(PanelMeeting.held_on.desc())
    )
    return [(meeting, seat) for meeting, seat in rows]


def seat_of(meeting: PanelMeeting, *, user: User) -> int:
    """The seat this person has in the meeting. Raises NotAllowed when none."""
    for member in meeting.members:
        if member.user_id == user.id:
            return member.seat
    raise NotAllowed("You have no seat in this meeting.")


def order_key(meeting: PanelMeeting, seat: int, ref: uuid.UUID) -> bytes:
    """Every seat reads in an order of its own, from the recorded seed, so that nobody always comes last. A story that is
    taken back changes nothing about the order of the others."""
    return hashlib.sha256(f"{meeting.sample_seed}:{seat}:{ref}".encode()).digest()


def unread(session: Session, *, meeting: PanelMeeting, seat: int) -> list[uuid.UUID]:
    """The stories that this seat has not labelled yet and may still read, in its own order."""
    read = select(Reading.ref).where(Reading.meeting_id == meeting.id, Reading.seat == seat)
    refs = session.scalars(
        select(CardDraw.ref).where(CardDraw.meeting_id == meeting.id, CardDraw.ref.not_in(read))
    ).all()
    held = consents.held(session, refs=refs)
    return sorted((ref for ref in refs if "panel" in held[ref]), key=lambda ref: order_key(meeting, seat, ref))


def label_once(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    seat: int,
    ref: uuid.UUID,
    tags: Sequence[str],
    reason: str,
    key_ring: KeyRing,
    now: datetime,
    source: Source = "screen",
) -> None:
    """Append what this seat says a story is about; a double click or a retry changes nothing.

    Raises MeetingClosed, PhaseOver, NotAllowed (no such seat), StoryGone, ConsentMissing.
    """
    phases.require(meeting, "read")
    phases.require_seat(meeting, seat)
    if session.get(CardDraw, (meeting.id, ref)) is None:
        raise StoryGone("This story is not, or no longer, in this meeting.")
    said = Reading(
        meeting_id=meeting.id,
        seat=seat,
        ref=ref,
        tags=sorted({clean(tag) for tag in tags} - {""}),
        reason_sealed=panels.sealed(session, pilot, ref, "reading.reason", reason, key_ring),
        source=source,
        given_at=now,
    )
    try:
        with session.begin_nested():
            session.add(said)
    except IntegrityError:
        if reading(session, meeting=meeting, seat=seat, ref=ref) is None:
            raise
        return
    panel_log.write(
        session, meeting=meeting, what="read", now=now, seat=seat, ref=ref, new=str(len(said.tags)), source=source
    )


def reading(session: Session, *, meeting: PanelMeeting, seat: int, ref: uuid.UUID) -> Reading | None:
    """What this seat said about this story; None when it has not read it."""
    return session.scalar(
        select(Reading).where(Reading.meeting_id == meeting.id, Reading.seat == seat, Reading.ref == ref)
    )


def has_read(session: Session, *, meeting: PanelMeeting, seat: int) -> bool:
    """Has this seat labelled a story?"""
    rows = select(Reading.id).where(Reading.meeting_id == meeting.id, Reading.seat == seat).limit(1)
    return session.scalar(rows) is not None


def candidates(session: Session, *, meeting: PanelMeeting) -> list[CandidateTheme]:
    """The candidate themes this meeting is about, in the order of the run."""
    return list(
        session.scalars(
            select(CandidateTheme).where(CandidateTheme.run_id == meeting.run_id).order_by(CandidateTheme.number)
        )
    )


def get_candidate(session: Session, *, meeting: PanelMeeting, candidate_id: uuid.UUID) -> CandidateTheme:
    """Raises NotFound."""
    candidate = session.get(CandidateTheme, candidate_id)
    if candidate is None or candidate.run_id != meeting.run_id:
        raise NotFound("The theme is not in this meeting.")
    return candidate


def with_others(
    session: Session, *, meeting: PanelMeeting, candidate_id: uuid.UUID
) -> tuple[CandidateTheme, list[CandidateTheme]]:
    """A candidate, and the others of the meeting. Raises NotFound."""
    one = get_candidate(session, meeting=meeting, candidate_id=candidate_id)
    return one, [other for other in candidates(session, meeting=meeting) if other.id != one.id]


def vocabulary(session: Session, *, pilot: Pilot, meeting: PanelMeeting, seat: int) -> list[str]:
    """The labels a seat is offered, in alphabetical order: those of closed meetings of this pilot and its own of now. What
    others write at this moment is not among them, so that seats read independently."""
    rows = session.scalars(
        select(Reading.tags)
        .join(PanelMeeting, PanelMeeting.id == Reading.meeting_id)
        .where(
            PanelMeeting.pilot_id == pilot.id,
            (PanelMeeting.phase == "closed") | ((Reading.meeting_id == meeting.id) & (Reading.seat == seat)),
        )
    )
    return sorted({tag for tags in rows for tag in tags}, key=str.casefold)
