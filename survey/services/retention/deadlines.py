"""What goes on which day: the one computation, for the list people see beforehand and for the deleting itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory, MaskDecision, ReleaseDecision, ReleasedText
from survey.models.signal import Signal, SignalStep
from survey.models.story import Recording, Story, ToldText
from survey.models.submission import Submission
from survey.services import parent_codes, release_log, terms
from survey.services.terms import Stage

LONGEST_WAIT_DAYS = 90
"""Somebody may be in danger, so the story stays while its signal is open; but a signal that nobody ends is no reason to keep
a story for ever."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """goes_on: the first day on which it is no longer there. key: reference of a story, or identifier of a signal. field:
    of a text that was added to a released story, else ''. waits: goes_on is later because of an open signal."""

    stage: Stage
    key: uuid.UUID
    goes_on: date
    field: str = ""
    waits: bool = False


def deadlines(session: Session, *, pilot: Pilot) -> list[Deadline]:
    """Everything of this pilot that goes by its terms, the first day first.

    A story with an open signal stays until the signal has ended, `LONGEST_WAIT_DAYS` more at most. Kept drafts and stories
    that wait for a parent have last days of their own (`kept_drafts`, `parent_codes`).
    """
    days = terms.of_pilot(session, pilot=pilot)
    held = _with_open_signal(session, pilot)
    of_stories = [*_unreleased(session, pilot, days), *_recordings(session, pilot, days), *_told(session, pilot, days)]
    of_stories += [*_additions(session, pilot, days), *_released(session, pilot, days)]
    found = [_put_off(deadline) if deadline.key in held else deadline for deadline in of_stories]
    return sorted([*found, *_signals(session, pilot, days)], key=lambda d: (d.goes_on, d.stage, d.key, d.field))


def _put_off(deadline: Deadline) -> Deadline:
    later = deadline.goes_on + timedelta(LONGEST_WAIT_DAYS)
    return Deadline(deadline.stage, deadline.key, later, deadline.field, waits=True)


def _with_open_signal(session: Session, pilot: Pilot) -> set[uuid.UUID]:
    ended = select(SignalStep.signal_id).where(SignalStep.kind == "ended")
    refs = session.scalars(select(Signal.ref).where(Signal.pilot_id == pilot.id, Signal.id.not_in(ended)))
    return {ref for ref in refs if ref is not None}


def _unreleased(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    """Stories that nobody released: the one term since they were told, the other since they were held back."""
    latest = release_log.latest_numbers()
    rows = session.execute(
        select(Submission.ref, Submission.told_on, ReleaseDecision.outcome, ReleaseDecision.decided_at)
        .join(Wave, Wave.id == Submission.wave_id)
        .outerjoin(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .outerjoin(latest, latest.c.ref == Submission.ref)
        .outerjoin(ReleaseDecision, ReleaseDecision.number == latest.c.number)
        .where(
            Wave.pilot_id == pilot.id,
            DeidentifiedStory.ref.is_(None),
            Submission.ref.not_in(parent_codes.waiting_refs()),
        )
    )
    for ref, told_on, outcome, decided_at in rows:
        if outcome == "held_back":
            yield Deadline("held_back", ref, decided_at.date() + timedelta(days["held_back"]))
        else:
            yield Deadline("unchecked", ref, told_on + timedelta(days["unchecked"]))


def _recordings(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    rows = session.execute(
        select(Submission.ref, Submission.told_on)
        .join(Wave, Wave.id == Submission.wave_id)
        .join(Story, Story.ref == Submission.ref)
        .join(Recording, Recording.story_id == Story.id)
        .where(Wave.pilot_id == pilot.id, Submission.ref.not_in(parent_codes.waiting_refs()))
    )
    for ref, told_on in rows:
        yield Deadline("recording", ref, told_on + timedelta(days["recording"]))


def _told(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    """Texts as told of which a released version exists, counted from the last release of the story."""
    rows = session.execute(
        select(Submission.ref, func.max(ReleaseDecision.decided_at))
        .join(Wave, Wave.id == Submission.wave_id)
        .join(Story, Story.ref == Submission.ref)
        .join(ToldText, ToldText.story_id == Story.id)
        .join(ReleasedText, (ReleasedText.ref == Submission.ref) & (ReleasedText.field == ToldText.field))
        .join(ReleaseDecision, (ReleaseDecision.ref == Submission.ref) & (ReleaseDecision.outcome == "released"))
        .where(Wave.pilot_id == pilot.id)
        .group_by(Submission.ref)
    )
    for ref, decided_at in rows:
        yield Deadline("told", ref, decided_at.date() + timedelta(days["told"]))


def _additions(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    """Texts that were added to a released story and that nobody released: as a story of their own."""
    held = (
        select(ReleaseDecision.ref, MaskDecision.field, func.max(ReleaseDecision.decided_at).label("at"))
        .join(MaskDecision, MaskDecision.decision_number == ReleaseDecision.number)
        .where(ReleaseDecision.outcome == "held_back")
        .group_by(ReleaseDecision.ref, MaskDecision.field)
        .subquery()
    )
    rows = session.execute(
        select(Submission.ref, ToldText.field, ToldText.added_on, held.c["at"])
        .join(Wave, Wave.id == Submission.wave_id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(Story, Story.ref == Submission.ref)
        .join(ToldText, ToldText.story_id == Story.id)
        .outerjoin(ReleasedText, (ReleasedText.ref == Submission.ref) & (ReleasedText.field == ToldText.field))
        .outerjoin(held, (held.c.ref == Submission.ref) & (held.c.field == ToldText.field))
        .where(Wave.pilot_id == pilot.id, ToldText.added_on.is_not(None), ReleasedText.id.is_(None))
    )
    for ref, field, added_on, held_at in rows:
        stage: Stage = "held_back" if held_at else "unchecked"
        first = held_at.date() if held_at else added_on
        yield Deadline(stage, ref, first + timedelta(days[stage]), field)


def _released(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    goes_on = pilot.ends_on + timedelta(days["released"])
    refs = session.scalars(
        select(DeidentifiedStory.ref)
        .join(Submission, Submission.ref == DeidentifiedStory.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Wave.pilot_id == pilot.id)
    )
    return (Deadline("released", ref, goes_on) for ref in refs)


def _signals(session: Session, pilot: Pilot, days: Mapping[Stage, int]) -> Iterator[Deadline]:
    rows = session.execute(
        select(Signal.id, func.max(SignalStep.at))
        .join(SignalStep, (SignalStep.signal_id == Signal.id) & (SignalStep.kind == "ended"))
        .where(Signal.pilot_id == pilot.id)
        .group_by(Signal.id)
    )
    for signal_id, at in rows:
        yield Deadline("signal", signal_id, at.date() + timedelta(days["signal"]))
