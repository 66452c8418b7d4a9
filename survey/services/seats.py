"""What one seat of a panel meeting still has before it. A seat sees its own words only, never another's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import CardDraw, PanelMeeting, PanelMember, Reading, VerdictEvent
from survey.models.programme import Pilot
from survey.services import consents, panels
from survey.services.errors import MeetingClosed, NotAllowed, NotFound
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


def unread(session: Session, *, meeting: PanelMeeting, seat: int) -> list[tuple[int, uuid.UUID]]:
    """The cards (position, reference) that this seat has not labelled yet and may still read, in order."""
    read = select(Reading.ref).where(Reading.meeting_id == meeting.id, Reading.seat == seat)
    draws = session.execute(
        select(CardDraw.position, CardDraw.ref)
        .where(CardDraw.meeting_id == meeting.id, CardDraw.ref.not_in(read))
        .order_by(CardDraw.position)
    ).all()
    held = consents.held(session, refs=[ref for _, ref in draws])
    return [(position, ref) for position, ref in draws if "panel" in held[ref]]


def require_open(meeting: PanelMeeting) -> None:
    """Raises MeetingClosed."""
    if meeting.closed_at is not None:
        raise MeetingClosed(meeting.title)


def require_facilitator(meeting: PanelMeeting, *, user: User) -> None:
    """Raises NotAllowed for anyone but the facilitator: what the seats said is theirs to see first."""
    if meeting.facilitator_id != user.id:
        raise NotAllowed("Only the facilitator of this meeting sees all verdicts.")


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
) -> None:
    """Record what this seat says a story is about; a double click or a retry changes nothing. Raises what
    `panels.record_reading` raises."""
    try:
        with session.begin_nested():
            panels.record_reading(
                session,
                pilot=pilot,
                meeting=meeting,
                seat=seat,
                ref=ref,
                tags=tags,
                reason=reason,
                key_ring=key_ring,
                now=now,
            )
    except IntegrityError:
        known = select(Reading.id).where(Reading.meeting_id == meeting.id, Reading.seat == seat, Reading.ref == ref)
        if session.scalar(known) is None:
            raise


def own_verdicts(session: Session, *, meeting: PanelMeeting, seat: int) -> dict[uuid.UUID, VerdictEvent]:
    """This seat's latest verdict per candidate."""
    rows = session.scalars(
        select(VerdictEvent)
        .where(VerdictEvent.meeting_id == meeting.id, VerdictEvent.seat == seat)
        .order_by(VerdictEvent.number)
    )
    return {row.candidate_id: row for row in rows}


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


def tags_so_far(session: Session, *, pilot: Pilot) -> list[str]:
    """The panel's own vocabulary in this pilot: every tag given so far, by anyone, in alphabetical order."""
    rows = session.scalars(
        select(Reading.tags)
        .join(PanelMeeting, PanelMeeting.id == Reading.meeting_id)
        .where(PanelMeeting.pilot_id == pilot.id)
    )
    return sorted({tag for tags in rows for tag in tags}, key=str.casefold)
