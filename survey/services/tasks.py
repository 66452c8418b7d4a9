"""What there is to do for a person, per pilot: counts only, so that the start page never reads a story."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import RoleName, User
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, ReleaseDecision
from survey.models.submission import Submission
from survey.services import accounts, analysis_runs, deidentification, panels, seats, signal_cases, verdicts

TaskKind = Literal["signals_overdue", "signals", "check", "look_again", "analyse", "read", "judge", "decide"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. n: how many stories or themes wait. meeting_id, about: the panel meeting it belongs to, if any."""

    kind: TaskKind
    n: int
    meeting_id: uuid.UUID | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A person's part in one pilot: the roles held there and what waits."""

    slug: str
    title: str
    is_demo: bool
    roles: tuple[RoleName, ...]
    tasks: tuple[Task, ...]


def parts_of(session: Session, *, user: User, today: date) -> list[Part]:
    """Every pilot this person has a part in, by title, with what waits there; nothing that counts zero."""
    return [
        Part(
            pilot.slug,
            pilot.title,
            pilot.is_demo,
            tuple(roles),
            tuple(task for task in _tasks(session, pilot, user, roles, today) if task.n),
        )
        for pilot, roles in accounts.pilots_of(session, user=user).items()
    ]


def released_since_latest_run(session: Session, *, pilot: Pilot) -> int:
    """How many stories were released after the latest analysis run; all of them when there is no run."""
    run = analysis_runs.latest_run(session, pilot=pilot)
    released = (
        select(func.count(DeidentifiedStory.ref))
        .join(Submission, Submission.ref == DeidentifiedStory.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .join(ReleaseDecision, ReleaseDecision.number == DeidentifiedStory.decision_number)
        .where(Wave.pilot_id == pilot.id)
    )
    if run is not None:
        released = released.where(ReleaseDecision.decided_at > run.created_at)
    return session.scalar(released) or 0


def _tasks(session: Session, pilot: Pilot, user: User, roles: Sequence[RoleName], today: date) -> Iterator[Task]:
    if "coordinator" in roles:
        cases = signal_cases.open_cases(session, pilot=pilot, today=today)
        overdue = sum(case.due == "overdue" for case in cases)
        yield Task("signals_overdue", overdue)
        yield Task("signals", len(cases) - overdue)
        waiting = [*deidentification.waiting(session, pilot=pilot), *deidentification.additions(session, pilot=pilot)]
        held_back = sum(story.is_held_back for story in waiting)
        yield Task("check", len(waiting) - held_back)
        yield Task("look_again", held_back)
    if "panel_member" in roles:
        for meeting, seat in seats.meetings_with_seat(session, pilot=pilot, user=user):
            if meeting.closed_at is None:
                yield from _tasks_of_seat(session, meeting, seat)
    if "coordinator" in roles or "evaluator" in roles:
        for meeting in panels.meetings(session, pilot=pilot):
            if meeting.facilitator_id == user.id and meeting.closed_at is None:
                yield Task("decide", len(undecided(session, meeting=meeting)), meeting.id, meeting.title)
    if "evaluator" in roles:
        yield Task("analyse", released_since_latest_run(session, pilot=pilot))


def undecided(session: Session, *, meeting: PanelMeeting) -> list[uuid.UUID]:
    """The candidates of a meeting that have no final verdict yet."""
    decided = {verdict.candidate_id for verdict in panels.verdicts(session, meeting=meeting) if verdict.is_final}
    return [candidate.id for candidate in seats.candidates(session, meeting=meeting) if candidate.id not in decided]


def _tasks_of_seat(session: Session, meeting: PanelMeeting, seat: int) -> Iterator[Task]:
    if meeting.phase == "read":
        yield Task("read", len(seats.unread(session, meeting=meeting, seat=seat)), meeting.id, meeting.title)
    if meeting.phase == "judge" and all(m.locked_at is None for m in meeting.members if m.seat == seat):
        judged = verdicts.of_seat(session, meeting=meeting, seat=seat)
        yield Task("judge", len(seats.candidates(session, meeting=meeting)) - len(judged), meeting.id, meeting.title)
