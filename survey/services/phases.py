"""What may happen in a meeting now: its phases go forward only, and a late act is refused, whatever the screen showed."""

from __future__ import annotations

from survey.models.account import User
from survey.models.panel import PHASES, PanelMeeting, PanelMember, Phase
from survey.services.errors import MeetingClosed, NotAllowed, PhaseOver, VerdictsLocked


def require(meeting: PanelMeeting, *phases: Phase) -> None:
    """Raises MeetingClosed, or PhaseOver when the meeting is in none of these phases."""
    if meeting.phase in phases:
        return
    if meeting.phase == "closed":
        raise MeetingClosed(meeting.title)
    raise PhaseOver(meeting.phase)


def require_seat(meeting: PanelMeeting, seat: int) -> PanelMember:
    """Raises NotAllowed."""
    for member in meeting.members:
        if member.seat == seat:
            return member
    raise NotAllowed(f"There is no seat {seat} in this meeting.")


def require_unlocked(meeting: PanelMeeting, seat: int) -> None:
    """Raises VerdictsLocked once this seat has said that its verdicts stand; NotAllowed for an unknown seat."""
    if require_seat(meeting, seat).locked_at is not None:
        raise VerdictsLocked(str(seat))


def require_facilitator(meeting: PanelMeeting, *, user: User) -> None:
    """Raises NotAllowed for anyone but the facilitator."""
    if meeting.facilitator_id != user.id:
        raise NotAllowed("Only the facilitator leads this meeting.")


def after(phase: Phase) -> Phase:
    """The phase that follows; the last one follows itself."""
    return PHASES[min(PHASES.index(phase) + 1, len(PHASES) - 1)]


def is_past(meeting: PanelMeeting, phase: Phase) -> bool:
    return PHASES.index(meeting.phase) > PHASES.index(phase)
