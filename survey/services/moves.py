"""A story that belongs with another candidate, or with none: said by a seat, or by the facilitator after the talk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import Assignment, CandidateTheme
from survey.models.panel import PanelMeeting, Source, StoryMove
from survey.models.programme import Pilot
from survey.services import panel_log, panels, phases
from survey.services.errors import NotFound, VerdictInvalid
from survey.services.sealing import KeyRing

PLACE = "story_move.reason"


@dataclass(frozen=True, slots=True)
class Moved:
    """to: the candidate it belongs with, None for none of them. seat None: the outcome of the talk."""

    ref: uuid.UUID
    to: uuid.UUID | None
    seat: int | None
    reason: str


def move(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    ref: uuid.UUID,
    start: CandidateTheme,
    to: CandidateTheme | None,
    reason: str,
    key_ring: KeyRing,
    now: datetime,
    seat: int | None = None,
    by: User | None = None,
    source: Source = "screen",
) -> None:
    """Append that a story belongs elsewhere than with `start`. Without a seat: the facilitator, in the talk.

    Raises MeetingClosed, PhaseOver, VerdictsLocked, NotAllowed, NotFound (not with this candidate), ConsentMissing,
    VerdictInvalid (no reason, or no move at all).
    """
    if seat is not None:
        phases.require(meeting, "judge")
        phases.require_unlocked(meeting, seat)
    else:
        phases.require(meeting, "decide")
    if by is not None:
        phases.require_facilitator(meeting, user=by)
    if not reason.strip() or start is to or any(t and t.run_id != meeting.run_id for t in (start, to)):
        raise VerdictInvalid("A move needs a reason and another theme of this meeting.")
    if not session.scalar(select(Assignment.id).where(Assignment.candidate_id == start.id, Assignment.ref == ref)):
        raise NotFound("This story is not with this theme.")
    session.add(
        StoryMove(
            meeting_id=meeting.id,
            seat=seat,
            ref=ref,
            from_candidate_id=start.id,
            to_candidate_id=to.id if to else None,
            reason_sealed=panels.sealed(session, pilot, ref, PLACE, reason, key_ring),
            source=source,
            given_at=now,
        )
    )
    session.flush()
    panel_log.write(
        session,
        meeting=meeting,
        what="move",
        now=now,
        seat=seat,
        ref=ref,
        old=str(start.number + 1),
        new=str(to.number + 1) if to else "0",
        source=source,
    )


def from_candidate(
    session: Session,
    *,
    meeting: PanelMeeting,
    start: CandidateTheme,
    readable: set[uuid.UUID],
    key_ring: KeyRing,
    seat: int | None = None,
) -> list[Moved]:
    """The latest word of each seat about stories of a candidate, of this seat only when one is given. readable: references
    that the panel may read now; remarks about other stories stay closed."""
    rows = session.scalars(
        select(StoryMove)
        .where(StoryMove.meeting_id == meeting.id, StoryMove.from_candidate_id == start.id)
        .order_by(StoryMove.number)
    )
    latest = {(row.ref, row.seat): row for row in rows if seat in (None, row.seat) and row.ref in readable}
    return [
        Moved(
            row.ref, row.to_candidate_id, row.seat, panels.opened(session, row.ref, PLACE, row.reason_sealed, key_ring)
        )
        for row in latest.values()
    ]
