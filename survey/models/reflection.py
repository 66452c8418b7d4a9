"""Reflection moments with their three fixed questions, and lessons that are carried into the next phase."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Enum, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Id


class ReflectionMoment(Base):
    """Wat werkt goed? Wat vraagt bijsturing? Wat kunnen we gebruiken? (startnotitie aanvullende hulp, ch. 3)."""

    __tablename__ = "reflection_moment"
    __table_args__ = (UniqueConstraint("pilot_id", "held_on"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    phase_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("phase.id", ondelete="RESTRICT"))
    held_on: Mapped[date]
    works_well: Mapped[str] = mapped_column(Text)
    needs_adjusting: Mapped[str] = mapped_column(Text)
    usable_later: Mapped[str] = mapped_column(Text)
    decisions: Mapped[list[ReflectionDecision]] = relationship(
        order_by="ReflectionDecision.position", cascade="all, delete-orphan", passive_deletes=True
    )


class ReflectionDecision(Base):
    """What was decided at a reflection moment. position: from 1. owner: who carries it, a role or an organisation."""

    __tablename__ = "reflection_decision"

    moment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("reflection_moment.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120))


LessonStatus = Literal["open", "taken_up", "not_taken_up", "left_out"]
_STATUS = Enum("open", "taken_up", "not_taken_up", "left_out", name="status", native_enum=False, length=20)


class Lesson(Base):
    """A lesson with its owner and what became of it, offered again at the next phase. left_out: written down by mistake; it
    comes into no report. How it was before stands in `LessonVersion`."""

    __tablename__ = "lesson"

    id: Mapped[Id]
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    phase_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("phase.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(120))
    status: Mapped[LessonStatus] = mapped_column(_STATUS)
    outcome: Mapped[str] = mapped_column(Text, default="")


class LessonVersion(Base, AppendOnly):
    """A lesson as somebody kept it once, the newest included."""

    __tablename__ = "lesson_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), index=True)
    phase_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("phase.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(120))
    status: Mapped[LessonStatus] = mapped_column(_STATUS)
    outcome: Mapped[str] = mapped_column(Text)
    kept_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    kept_at: Mapped[datetime]
