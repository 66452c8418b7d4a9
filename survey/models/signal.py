"""Signals: single stories that a person must see within a set time, followed to a recorded end. Never a rate."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Enum, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Id

SignalSource = Literal["teller", "checking", "panel", "screen"]
SignalStepKind = Literal["taken", "noted", "ended"]
SignalEnd = Literal["contact_made", "passed_on", "no_action_needed", "no_contact_possible"]


class Signal(Base):
    """Somebody, or the phrase screen, asks for a look at one story. `ref` is empty once its teller has withdrawn."""

    __tablename__ = "signal"
    __table_args__ = (Index("ix_signal_pilot_id_due_on", "pilot_id", "due_on"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    ref: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("submission.ref", ondelete="SET NULL"), index=True)
    source: Mapped[SignalSource] = mapped_column(
        Enum("teller", "checking", "panel", "screen", name="source", native_enum=False, length=20)
    )
    raised_on: Mapped[date]
    due_on: Mapped[date]
    steps: Mapped[list[SignalStep]] = relationship(order_by="SignalStep.number", cascade="all, delete-orphan")


class SignalStep(Base, AppendOnly):
    """What a named person did about it. The note is sealed under the story's key."""

    __tablename__ = "signal_step"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SignalStepKind] = mapped_column(
        Enum("taken", "noted", "ended", name="kind", native_enum=False, length=10)
    )
    end: Mapped[SignalEnd | None] = mapped_column(
        Enum(
            "contact_made",
            "passed_on",
            "no_action_needed",
            "no_contact_possible",
            name="end",
            native_enum=False,
            length=30,
        )
    )
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
