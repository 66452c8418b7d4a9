"""Reading signals: a story is one case, however many asked for a look at it, and every case has what was done so far."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.signal import Signal, SignalEnd, SignalSource, SignalStep, SignalStepKind
from survey.models.submission import Submission
from survey.models.word_code import ParentCode
from survey.services import signals
from survey.services.sealing import KeyRing, StorySeal

Due = Literal["overdue", "today", "later"]


@dataclass(frozen=True, slots=True)
class Case:
    """One story (or what is left of a withdrawn one) with the signals about it that are open together, or one that ended.

    id: of the earliest signal. wave, perspective, told_on: None once withdrawn. due: of the earliest due day; None when
    ended. taken_by: name of who took it last. waits_for_parent: a parent still has to agree that the story is used.
    """

    id: uuid.UUID
    ref: uuid.UUID | None
    sources: tuple[SignalSource, ...]
    raised_on: date
    due_on: date
    due: Due | None
    wave: int | None
    perspective: str | None
    told_on: date | None
    taken_by: str | None
    end: SignalEnd | None
    ended_on: date | None
    waits_for_parent: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What a named person did. note: None when there is none, or when it went with a withdrawn story."""

    kind: SignalStepKind
    end: SignalEnd | None
    note: str | None
    by: str
    at: datetime


def open_cases(session: Session, *, pilot: Pilot, today: date) -> list[Case]:
    """What has not been ended, the earliest due day first."""
    together: dict[uuid.UUID, list[_Row]] = defaultdict(list)
    for row in _rows(session, pilot):
        if signals.end_of(row.signal) is None:
            together[row.signal.ref or row.signal.id].append(row)
    names = _names(session, pilot)
    return sorted((_case(rows, names, today) for rows in together.values()), key=lambda case: case.due_on)


def ended_cases(session: Session, *, pilot: Pilot, today: date) -> list[Case]:
    """Every signal that was ended, the latest first."""
    names = _names(session, pilot)
    ended = [_case([row], names, today) for row in _rows(session, pilot) if signals.end_of(row.signal)]
    return sorted(ended, key=lambda case: (case.ended_on or date.min, case.raised_on), reverse=True)


def get_case(session: Session, *, pilot: Pilot, signal_id: uuid.UUID, today: date) -> Case:
    """The case that this signal belongs to. Raises NotFound."""
    signal = signals.get_signal(session, pilot, signal_id)
    wanted = {other.id for other in signals.together(session, signal)}
    rows = [row for row in _rows(session, pilot) if row.signal.id in wanted]
    return _case(rows, _names(session, pilot), today)


def steps(session: Session, *, pilot: Pilot, signal_id: uuid.UUID, key_ring: KeyRing) -> list[Step]:
    """Everything that was done about this signal's story, earlier signals included; of a withdrawn one, this signal's.

    Raises NotFound.
    """
    signal = signals.get_signal(session, pilot, signal_id)
    same = Signal.ref == signal.ref if signal.ref else Signal.id == signal.id
    seal = signals.seal_of(session, signal, key_ring)
    rows = session.execute(
        select(SignalStep, User.name)
        .join(Signal, Signal.id == SignalStep.signal_id)
        .join(User, User.id == SignalStep.by_id)
        .where(same)
        .order_by(SignalStep.number)
    )
    # one act on several signals of a story is several rows: shown once
    acts = {
        (step.at, step.by_id, step.kind): Step(step.kind, step.end, _note(step, seal), name, step.at)
        for step, name in rows
    }
    return list(acts.values())


@dataclass(frozen=True, slots=True)
class _Row:
    signal: Signal
    submission: Submission | None
    wave: int | None
    waits_for_parent: bool


def _rows(session: Session, pilot: Pilot) -> list[_Row]:
    found = session.execute(
        select(Signal, Submission, Wave.number, ParentCode.ref.is_not(None))
        .outerjoin(Submission, Submission.ref == Signal.ref)
        .outerjoin(Wave, Wave.id == Submission.wave_id)
        .outerjoin(ParentCode, ParentCode.ref == Submission.ref)
        .options(selectinload(Signal.steps))
        .where(Signal.pilot_id == pilot.id)
        .order_by(Signal.due_on, Signal.raised_on, Signal.id)
    )
    return [_Row(*row) for row in found]


def _case(rows: Sequence[_Row], names: Mapping[uuid.UUID, str], today: date) -> Case:
    """One case of signals about one story, the earliest due first."""
    first = rows[0]
    taken = [step for row in rows for step in row.signal.steps if step.kind == "taken"]
    ended = signals.end_of(first.signal)
    due_on = min(row.signal.due_on for row in rows)
    return Case(
        id=first.signal.id,
        ref=first.signal.ref,
        sources=tuple(dict.fromkeys(row.signal.source for row in rows)),
        raised_on=min(row.signal.raised_on for row in rows),
        due_on=due_on,
        due=None if ended else "overdue" if due_on < today else "today" if due_on == today else "later",
        wave=first.wave,
        perspective=first.submission.perspective if first.submission else None,
        told_on=first.submission.told_on if first.submission else None,
        taken_by=names[max(taken, key=lambda step: step.number).by_id] if taken else None,
        end=ended.end if ended else None,
        ended_on=ended.at.date() if ended else None,
        waits_for_parent=first.waits_for_parent,
    )


def _names(session: Session, pilot: Pilot) -> dict[uuid.UUID, str]:
    """The names of everybody who did something about a signal of this pilot."""
    did = select(SignalStep.by_id).join(Signal, Signal.id == SignalStep.signal_id).where(Signal.pilot_id == pilot.id)
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(did)))}


def _note(step: SignalStep, seal: StorySeal | None) -> str | None:
    return seal.open(signals.NOTE_PLACE, step.note_sealed) if seal and step.note_sealed else None
