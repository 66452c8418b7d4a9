"""How collecting goes in a pilot: per wave what was told and what became of it, with the invitations that lead there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.services import deidentification, feedback, invitations, panels, parent_codes, released, signal_cases

WaveState = Literal["coming", "open", "over"]


@dataclass(frozen=True, slots=True)
class WaveProgress:
    """told = released + waiting + held_back, in stories; for_parent: besides those, waiting for a parent. told_by, planned:
    stories per perspective, planned without those for whom nothing was planned."""

    number: int
    title: str
    phase: str
    opens_on: date
    closes_on: date
    state: WaveState
    told: int
    released: int
    waiting: int
    held_back: int
    for_parent: int
    told_by: Mapping[str, int]
    planned: Mapping[str, int]
    invitations: tuple[invitations.Line, ...]


@dataclass(frozen=True, slots=True)
class WaitingForYou:
    """What a coordinator has to do in a pilot. feedback_due: (number, title) of waves that are over and have stories, whose
    tellers have heard nothing yet. next_meeting: None when none is planned."""

    n_to_check: int
    n_signals: int
    n_overdue: int
    feedback_due: tuple[tuple[int, str], ...]
    next_meeting: PanelMeeting | None


def progress(session: Session, *, pilot: Pilot, today: date) -> list[WaveProgress]:
    """Every wave of the pilot, in order."""
    counts = released.counts(session, pilot=pilot)
    queue = deidentification.waiting(session, pilot=pilot)
    for_parent = parent_codes.n_waiting(session, pilot=pilot)
    lines = invitations.lines(session, pilot=pilot, today=today)
    return [
        WaveProgress(
            number=wave.number,
            title=wave.title,
            phase=wave.phase.title,
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            state="coming" if today < wave.opens_on else "open" if today <= wave.closes_on else "over",
            told=sum(told for (number, _), (told, _) in counts.items() if number == wave.number),
            released=sum(done for (number, _), (_, done) in counts.items() if number == wave.number),
            waiting=sum(story.wave == wave.number and not story.is_held_back for story in queue),
            held_back=sum(story.wave == wave.number and story.is_held_back for story in queue),
            for_parent=for_parent.get(wave.number, 0),
            told_by={who: told for (number, who), (told, _) in counts.items() if number == wave.number},
            planned=wave.planned or {},
            invitations=tuple(line for line in lines if line.wave == wave.number),
        )
        for wave in pilot.waves
    ]


def waiting_for_you(session: Session, *, pilot: Pilot, waves: Sequence[WaveProgress], today: date) -> WaitingForYou:
    """What waits in this pilot, given how its waves go."""
    cases = signal_cases.open_cases(session, pilot=pilot, today=today)
    of_number = {wave.number: wave for wave in pilot.waves}
    return WaitingForYou(
        n_to_check=sum(wave.waiting for wave in waves) + len(deidentification.additions(session, pilot=pilot)),
        n_signals=len(cases),
        n_overdue=sum(case.due == "overdue" for case in cases),
        feedback_due=tuple(
            (wave.number, wave.title)
            for wave in waves
            if wave.state == "over"
            and wave.told
            and not feedback.published(session, wave=of_number[wave.number], language=feedback.FIRST_LANGUAGE)
        ),
        next_meeting=min(
            (
                meeting
                for meeting in panels.meetings(session, pilot=pilot)
                if meeting.closed_at is None and meeting.held_on >= today
            ),
            key=lambda meeting: meeting.held_on,
            default=None,
        ),
    )
