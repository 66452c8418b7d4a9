"""A panel on paper: who may print and type in, which card has which number, and counts of a group without seats.

What a seat without an account wrote on paper is typed in as that seat, through the same services as on a screen and marked
`paper`. Nobody types in for a seat with an account: that person can do it.
"""

from __future__ import annotations

import uuid
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import CardDraw, PanelMeeting, PaperCount
from survey.models.programme import Pilot
from survey.services import accounts, audit, phases
from survey.services.cleaning import clean
from survey.services.errors import NotAllowed, NotFound, VerdictInvalid


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a group find that a candidate holds, partly, not, or that something is missing; 0 or more each."""

    right: int = 0
    partly: int = 0
    wrong: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        return sum(astuple(self))


def is_helper(pilot: Pilot, meeting: PanelMeeting, *, user: User) -> bool:
    """The facilitator, and every coordinator of the pilot, prepare paper and type it in."""
    return meeting.facilitator_id == user.id or accounts.holds(user, ("coordinator",), pilot=pilot)


def require_helper(pilot: Pilot, meeting: PanelMeeting, *, user: User) -> None:
    """Raises NotAllowed."""
    if not is_helper(pilot, meeting, user=user):
        raise NotAllowed("Only the facilitator and coordinators of the pilot work with paper.")


def seats_on_paper(meeting: PanelMeeting) -> list[int]:
    """The seats without an account, in order."""
    return [member.seat for member in meeting.members if member.user_id is None]


def require_seat(meeting: PanelMeeting, seat: int) -> None:
    """Raises NotFound for a seat that is not there, NotAllowed for one with an account."""
    if seat not in {member.seat for member in meeting.members}:
        raise NotFound(f"There is no seat {seat} in this meeting.")
    if seat not in seats_on_paper(meeting):
        raise NotAllowed("This seat has an account of its own.")


def numbers(session: Session, *, meeting: PanelMeeting) -> dict[uuid.UUID, int]:
    """The number of every card that was drawn, by story: its place in the draw. The number of a story that was taken back is
    given to no other."""
    rows = session.execute(select(CardDraw.ref, CardDraw.position).where(CardDraw.meeting_id == meeting.id))
    return {ref: position for ref, position in rows}  # noqa: C416  typed rows


def number(session: Session, *, meeting: PanelMeeting, ref: uuid.UUID) -> int:
    """Of one card. Raises NotFound."""
    draw = session.get(CardDraw, (meeting.id, ref))
    if draw is None:
        raise NotFound("This story was not drawn for this meeting.")
    return draw.position


def printed(
    session: Session, *, pilot: Pilot, meeting: PanelMeeting, what: str, n_stories: int, by: User, now: datetime
) -> None:
    """Keep that released stories left on paper, and how many. what: cards or sheets. Raises NotAllowed."""
    require_helper(pilot, meeting, user=by)
    audit.record(session, action=f"meeting.{what}_printed", subject=meeting, by=by, now=now, stories=n_stories)


def count(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    candidate: CandidateTheme,
    counts: Counts,
    note: str,
    by: User,
    now: datetime,
) -> None:
    """Append the counts of a group on paper; the very same again adds nothing.

    Raises NotAllowed, MeetingClosed, PhaseOver (before judging and after the talk), VerdictInvalid.
    """
    require_helper(pilot, meeting, user=by)
    phases.require(meeting, "judge", "decide")
    if candidate.run_id != meeting.run_id or min(astuple(counts)) < 0:
        raise VerdictInvalid("Counts are about a theme of this meeting, and never below zero.")
    before = counted(session, meeting=meeting).get(candidate.id)
    if before is not None and (counts_of(before), before.note) == (counts, clean(note)):
        return
    session.add(
        PaperCount(
            meeting_id=meeting.id,
            candidate_id=candidate.id,
            n_right=counts.right,
            n_partly=counts.partly,
            n_wrong=counts.wrong,
            n_missing=counts.missing,
            note=clean(note),
            typed_by_id=by.id,
            given_at=now,
        )
    )
    session.flush()
    audit.record(session, action="meeting.counts_typed_in", subject=meeting, by=by, now=now, people=counts.total)


def counted(session: Session, *, meeting: PanelMeeting) -> dict[uuid.UUID, PaperCount]:
    """The latest counts per candidate that has any."""
    rows = session.scalars(
        select(PaperCount).where(PaperCount.meeting_id == meeting.id).order_by(PaperCount.number)
    ).all()
    return {row.candidate_id: row for row in rows}


def counts_of(row: PaperCount) -> Counts:
    return Counts(row.n_right, row.n_partly, row.n_wrong, row.n_missing)
