"""Lessons of a programme: what was learnt in a phase, who carries it, and what became of it later.

Every pilot of the programme has the same list, because a lesson of one pilot is meant for the others as well. A lesson is
never thrown away: each time it is kept its words go into `LessonVersion`, and a mistake is left out of reports.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Phase, Programme
from survey.models.reflection import Lesson, LessonStatus, LessonVersion
from survey.services import audit, own_words
from survey.services.cleaning import clean
from survey.services.errors import ChangedMeanwhile, NotFound, ReasonMissing, TextTooLong
from survey.services.sealing import KeyRing

MOST_CHARACTERS = {"text": 500, "source": 200, "owner": 120, "outcome": 800}
"""Of each part; announced on the form, and few enough for a row of a table in the report."""


@dataclass(frozen=True, slots=True)
class LessonWords:
    """What a person writes about a lesson. phase: number of the one in which it was learnt. owner: a role or an organisation."""

    phase: int
    text: str
    source: str
    owner: str
    status: LessonStatus = "open"
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A lesson as it was kept once. kept_by: a name."""

    number: int
    words: LessonWords
    kept_by: str
    kept_at: datetime


def lessons(session: Session, *, programme: Programme) -> list[tuple[Lesson, Phase]]:
    """All lessons, those left out of reports included, in the order of the phases."""
    rows = session.execute(
        select(Lesson, Phase)
        .join(Phase, Phase.id == Lesson.phase_id)
        .where(Lesson.programme_id == programme.id)
        .order_by(Phase.number, Lesson.text)
    )
    return [(lesson, phase) for lesson, phase in rows]


def first_kept(session: Session, *, programme: Programme) -> dict[uuid.UUID, date]:
    """On which day each lesson was first kept."""
    rows = session.execute(
        select(LessonVersion.lesson_id, func.min(LessonVersion.kept_at))
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Lesson.programme_id == programme.id)
        .group_by(LessonVersion.lesson_id)
    )
    return {lesson_id: kept_at.date() for lesson_id, kept_at in rows}


def get(session: Session, *, programme: Programme, lesson_id: uuid.UUID) -> Lesson:
    """Raises NotFound, also for a lesson of another programme."""
    lesson = session.get(Lesson, lesson_id)
    if lesson is None or lesson.programme_id != programme.id:
        raise NotFound("There is no such lesson in this programme.")
    return lesson


def history(session: Session, *, lesson: Lesson) -> list[KeptLesson]:
    """Every time that it was kept, the newest first."""
    rows = session.execute(
        select(LessonVersion, Phase.number, User.name)
        .join(Phase, Phase.id == LessonVersion.phase_id)
        .join(User, User.id == LessonVersion.kept_by_id)
        .where(LessonVersion.lesson_id == lesson.id)
        .order_by(LessonVersion.number.desc())
    )
    return [KeptLesson(row.number, _words(row, phase), name, row.kept_at) for row, phase, name in rows]


def add(
    session: Session, *, programme: Programme, words: LessonWords, key_ring: KeyRing, by: User, now: datetime
) -> Lesson:
    """Write down a lesson. Raises NotFound for a phase there is not, ReasonMissing for a part without which it says nothing,
    TextTooLong, QuoteOutsideLedger for words of tellers."""
    held = _checked(session, programme, words, key_ring)
    lesson = Lesson(programme_id=programme.id, **_columns(programme, held))
    session.add(lesson)
    session.flush()
    _keep(session, lesson, by=by, now=now)
    audit.record(session, action="lesson.added", subject=lesson, by=by, now=now)
    return lesson


def change(
    session: Session,
    *,
    lesson: Lesson,
    programme: Programme,
    words: LessonWords,
    after: int,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> None:
    """Keep a lesson anew. after: number of the version that was on the screen (0: there was none).

    Raises ChangedMeanwhile, and what `add` raises.
    """
    newest = session.scalar(select(func.max(LessonVersion.number)).where(LessonVersion.lesson_id == lesson.id)) or 0
    if newest != after:
        raise ChangedMeanwhile()
    columns = _columns(programme, _checked(session, programme, words, key_ring))
    if all(getattr(lesson, name) == value for name, value in columns.items()):
        return
    for name, value in columns.items():
        setattr(lesson, name, value)
    _keep(session, lesson, by=by, now=now)
    audit.record(session, action="lesson.changed", subject=lesson, by=by, now=now, status=lesson.status)


def _checked(session: Session, programme: Programme, words: LessonWords, key_ring: KeyRing) -> LessonWords:
    """The words, cleaned. What became of a lesson has to be said as soon as it is no longer open."""
    held = LessonWords(**{**asdict(words), **{part: clean(getattr(words, part)) for part in MOST_CHARACTERS}})
    said = {part: getattr(held, part) for part in MOST_CHARACTERS}
    for part, limit in MOST_CHARACTERS.items():
        if len(said[part]) > limit:
            raise TextTooLong(part, limit)
    if not (held.text and held.owner) or (held.status != "open" and not held.outcome):
        raise ReasonMissing("Say what was learnt, who carries it, and what became of it.")
    own_words.check(session, text="\n".join(said.values()), pilots=programme.pilots, key_ring=key_ring)
    return held


def _columns(programme: Programme, words: LessonWords) -> dict[str, object]:
    phase = next((phase for phase in programme.phases if phase.number == words.phase), None)
    if phase is None:
        raise NotFound(f"There is no phase {words.phase}.")
    return {
        "phase_id": phase.id,
        "text": words.text,
        "source": words.source,
        "owner": words.owner,
        "status": words.status,
        "outcome": words.outcome,
    }


def _keep(session: Session, lesson: Lesson, *, by: User, now: datetime) -> None:
    session.add(
        LessonVersion(
            lesson_id=lesson.id,
            phase_id=lesson.phase_id,
            text=lesson.text,
            source=lesson.source,
            owner=lesson.owner,
            status=lesson.status,
            outcome=lesson.outcome,
            kept_by_id=by.id,
            kept_at=now,
        )
    )
    session.flush()


def _words(row: LessonVersion, phase: int) -> LessonWords:
    return LessonWords(phase, row.text, row.source, row.owner, row.status, row.outcome)
