"""Leading a meeting: how far everybody is, the step to the next phase, and what the meeting leads to."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.records import Theme
from analysis.themes import VerdictsDoNotFit, apply_verdicts
from survey import conversion
from survey.models.account import User
from survey.models.panel import Nomination, PanelMeeting, PanelTheme, Phase, Reading, ThemeOrigin, VerdictEvent
from survey.services import audit, choices, panel_log, panels, phases, seats
from survey.services.errors import NegativeNotAsked, VerdictInvalid


@dataclass(frozen=True, slots=True)
class SeatProgress:
    """How far a seat is in this phase, in counts only. is_ready: it has said so, or has nothing left."""

    seat: int
    n_done: int
    n_in_all: int
    is_ready: bool


def progress(session: Session, *, meeting: PanelMeeting) -> list[SeatProgress]:
    """How far every seat is in reading, judging or naming stories; nothing in the other phases."""
    if meeting.phase not in ("read", "judge", "choose"):
        return []
    done, n_in_all = _done(session, meeting)
    return [
        SeatProgress(
            member.seat,
            done[member.seat],
            n_in_all,
            member.locked_at is not None if meeting.phase == "judge" else done[member.seat] >= n_in_all,
        )
        for member in meeting.members
    ]


def _done(session: Session, meeting: PanelMeeting) -> tuple[Counter[int], int]:
    if meeting.phase == "read":
        query = select(Reading.seat, func.count(Reading.id)).where(Reading.meeting_id == meeting.id)
        n_in_all = len(seats.unread(session, meeting=meeting, seat=0))  # of a seat that has read nothing
        return Counter({seat: n for seat, n in session.execute(query.group_by(Reading.seat))}), n_in_all  # noqa: C416  rows become pairs  typed rows
    if meeting.phase == "judge":
        judged = select(VerdictEvent.seat, func.count(VerdictEvent.candidate_id.distinct())).where(
            VerdictEvent.meeting_id == meeting.id, VerdictEvent.seat.is_not(None)
        )
        counted = {seat: n for seat, n in session.execute(judged.group_by(VerdictEvent.seat)) if seat is not None}
        return Counter(counted), len(seats.candidates(session, meeting=meeting))
    named = select(Nomination.seat, func.count(Nomination.domain.distinct())).where(Nomination.meeting_id == meeting.id)
    n_in_all = len(choices.domains(session, meeting=meeting, language="nl"))
    return Counter({seat: n for seat, n in session.execute(named.group_by(Nomination.seat))}), n_in_all  # noqa: C416


def move_on(session: Session, *, meeting: PanelMeeting, to: Phase, by: User, now: datetime) -> None:
    """Go to the next phase. to: which one that is, so that a second press changes nothing. At `closed` the themes stand.

    Raises NotAllowed, MeetingClosed, VerdictInvalid (decisions contradict each other), NegativeNotAsked.
    """
    phases.require_facilitator(meeting, user=by)
    if meeting.phase == to:
        return
    phases.require(meeting, "read", "judge", "decide", "choose")
    if phases.after(meeting.phase) != to:
        raise VerdictInvalid(f"After {meeting.phase} does not come {to}.")
    if to == "choose":
        fold(session, meeting=meeting)
    if to == "closed":
        _close(session, meeting, by, now)
    before, meeting.phase = meeting.phase, to
    session.flush()
    panel_log.write(session, meeting=meeting, what="phase", now=now, old=before, new=to)
    audit.record(session, action="meeting.moved_on", subject=meeting, by=by, now=now, phase=to)


def fold(session: Session, *, meeting: PanelMeeting) -> tuple[Theme, ...]:
    """The themes that follow from the decisions so far. Raises VerdictInvalid when these contradict each other."""
    rows = panels.verdicts(session, meeting=meeting)
    try:
        themes = apply_verdicts([conversion.verdict(row) for row in rows])
    except VerdictsDoNotFit as misfit:
        raise VerdictInvalid(str(misfit)) from misfit
    if len({theme.name for theme in themes}) < len(themes):
        raise VerdictInvalid("Two themes have the same name; merge them, or give one another name.")
    return themes


def _close(session: Session, meeting: PanelMeeting, by: User, now: datetime) -> None:
    if not choices.is_asked(session, meeting=meeting, domain=choices.WORSE):
        raise NegativeNotAsked(meeting.title)
    themes = fold(session, meeting=meeting)
    session.add_all(
        PanelTheme(
            meeting_id=meeting.id,
            name=theme.name,
            confirmed_at=now,
            origins=[ThemeOrigin(candidate_id=uuid.UUID(candidate)) for candidate in theme.candidates],
        )
        for theme in themes
    )
    meeting.closed_at, meeting.closed_by_id = now, by.id
    session.flush()
    audit.record(session, action="meeting.closed", subject=meeting, by=by, now=now, themes=len(themes))
