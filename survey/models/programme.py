"""Programme, pilots, phases (which overlap), waves and partners. Pilots are data: the sources name none."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import Base, Code, Id, Line

AgePolicy = Literal["information_only", "parent_co_consents", "from_16_only"]


class Programme(Base):
    """A region's change programme, such as "aanvullende hulp jeugd en gezin"."""

    __tablename__ = "programme"

    id: Mapped[Id]
    slug: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    is_demo: Mapped[bool] = mapped_column(default=False)
    pilots: Mapped[list[Pilot]] = relationship(back_populates="programme", order_by="Pilot.title")
    phases: Mapped[list[Phase]] = relationship(back_populates="programme", order_by="Phase.number")


class Phase(Base):
    """A phase of the programme. Phases overlap, so a date alone never decides the phase."""

    __tablename__ = "phase"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[Id]
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[Line]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    programme: Mapped[Programme] = relationship(back_populates="phases")


class Pilot(Base):
    """A pilot of the programme. `age_policy` is the organisation's documented decision; it has no default."""

    __tablename__ = "pilot"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[Id]
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    slug: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    themes: Mapped[list[str]]
    neighbourhoods: Mapped[list[str]]
    target_group: Mapped[str] = mapped_column(Text)
    age_policy: Mapped[AgePolicy] = mapped_column(
        Enum("information_only", "parent_co_consents", "from_16_only", name="age_policy", native_enum=False, length=20)
    )
    is_demo: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    worry_contact: Mapped[str | None] = mapped_column(Text)
    """Who looks at a story when its teller asks for that, as tellers read it. Empty: the coordinator of the pilot."""
    worry_working_days: Mapped[int] = mapped_column(default=2, server_default="2")
    """Working days within which that person looks."""
    takes_recordings: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether tellers may add a spoken story. Off unless the pilot decided otherwise."""
    four_eyes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a second coordinator must agree before a story is released."""
    programme: Mapped[Programme] = relationship(back_populates="pilots")
    waves: Mapped[list[Wave]] = relationship(back_populates="pilot", order_by="Wave.number")
    partners: Mapped[list[Partner]] = relationship(back_populates="pilot", order_by="Partner.name")


class RetentionTerm(Base):
    """How long something of this pilot stays, where the pilot chose another term than the default."""

    __tablename__ = "retention_term"
    __table_args__ = (CheckConstraint("days >= 1", name="at_least_a_day"),)

    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    days: Mapped[int]


class Partner(Base):
    """An organisation that takes part in a pilot. Never shown in a report by default: no ranking of providers."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("pilot_id", "name"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    name: Mapped[Line]
    role: Mapped[str] = mapped_column(String(60))
    pilot: Mapped[Pilot] = relationship(back_populates="partners")


class Wave(Base):
    """A period in which a pilot collects stories (*meetmoment*). It belongs to one phase."""

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("pilot_id", "number"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    phase_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("phase.id", ondelete="RESTRICT"))
    questionnaire_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="RESTRICT")
    )
    number: Mapped[int]
    title: Mapped[Line]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    planned: Mapped[dict[str, Any] | None]
    """How many stories are hoped for, per perspective. A plan, never a target that a number is judged by."""
    pilot: Mapped[Pilot] = relationship(back_populates="waves")
    phase: Mapped[Phase] = relationship()
