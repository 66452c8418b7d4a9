"""Stories that a person has checked: the decision, a decision per span, and the de-identified text when released."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Enum, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Id

Outcome = Literal["released", "held_back", "proposed", "sent_back"]
"""proposed: checked by one, waits for a second person. sent_back: that person wants another look at it."""


class ReleaseDecision(Base, AppendOnly):
    """Who released a story or held it back, when and why. The latest decision holds. `reason` is sealed: it is about a story."""

    __tablename__ = "release_decision"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(
        Enum("released", "held_back", "proposed", "sent_back", name="outcome", native_enum=False, length=10)
    )
    reason_sealed: Mapped[bytes]
    content_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The note for readers, kept until a second person agrees."""
    fields: Mapped[list[str] | None]
    """Which told texts the decision is about; empty for decisions from before this was kept."""
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime]
    masks: Mapped[list[MaskDecision]] = relationship(order_by="MaskDecision.start")


class MaskDecision(Base, AppendOnly):
    """What the person decided about one span of one told text: mask it, or let it stand. Offsets are code points."""

    __tablename__ = "mask_decision"
    __table_args__ = (
        CheckConstraint('"end" > start AND start >= 0', name="span_not_empty"),
        UniqueConstraint("decision_number", "field", "start", "end"),
    )

    id: Mapped[Id]
    decision_number: Mapped[int] = mapped_column(ForeignKey("release_decision.number", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(60))
    start: Mapped[int]
    end: Mapped[int]
    label: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(String(60))
    """The rule that proposed it, or 'person'."""
    masked: Mapped[bool]


class DeidentifiedStory(Base):
    """A released story. It exists only with the decision of a person; its texts are sealed under the story's key."""

    __tablename__ = "deidentified_story"

    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), primary_key=True)
    decision_number: Mapped[int] = mapped_column(ForeignKey("release_decision.number", ondelete="CASCADE"), unique=True)
    content_note_sealed: Mapped[bytes | None]
    texts: Mapped[list[ReleasedText]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class ReleasedText(Base):
    """One de-identified text of a released story."""

    __tablename__ = "released_text"
    __table_args__ = (UniqueConstraint("ref", "field"),)

    id: Mapped[Id]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]
