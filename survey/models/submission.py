"""What a teller sent, without a word of text: the random reference that everything else hangs on, and closed answers.

`ref` is random and is not the identifier of the story as told. Removing a submission removes all that came from it, by
cascade, and the story's key with it, so that sealed text left anywhere can never be read again.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Code, Hash, Id

EnteredAs = Literal["web", "import", "paper"]


class Submission(Base):
    """One act of telling: who (a perspective, never a person), through which door, on which day."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(
            "(perspective = 'professional') = (professional_role IS NOT NULL)", name="role_of_professional"
        ),
        Index("ix_submission_wave_id_perspective", "wave_id", "perspective"),
    )

    ref: Mapped[Id]
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    questionnaire_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="RESTRICT")
    )
    idempotency_hash: Mapped[Hash] = mapped_column(unique=True)
    """Keyed hash of the key that came with the form or the import row: one story arrives once."""
    wrapped_key: Mapped[bytes]
    """The story's own key, wrapped by a key outside the database."""
    perspective: Mapped[str] = mapped_column(
        Enum("young_person", "parent", "professional", name="perspective", native_enum=False, length=20)
    )
    professional_role: Mapped[str | None] = mapped_column(String(20))
    age_band: Mapped[str | None] = mapped_column(String(20))
    on_behalf_of: Mapped[str] = mapped_column(String(20))
    helped: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    route: Mapped[str] = mapped_column(String(40))
    entered_as: Mapped[EnteredAs] = mapped_column(
        Enum("web", "import", "paper", name="entered_as", native_enum=False, length=10)
    )
    told_on: Mapped[date]
    without_proof: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It came while many came at once, without the proof of work that was asked for: look whether it is a real story."""


class WithdrawnKey(Base, AppendOnly):
    """All that is left of a withdrawn submission: a keyed hash, so that a second import or a late retry cannot bring it back."""

    __tablename__ = "withdrawn_key"

    idempotency_hash: Mapped[Hash] = mapped_column(primary_key=True)
    withdrawn_on: Mapped[date]


class ClosedAnswer(Base):
    """A step from 1 to 5, or why there is none. Tied to the random reference only."""

    __tablename__ = "closed_answer"
    __table_args__ = (
        UniqueConstraint("ref", "question"),
        CheckConstraint("(step IS NULL) <> (not_given IS NULL)", name="step_or_reason"),
        CheckConstraint("step BETWEEN 1 AND 5", name="step_in_scale"),
    )

    id: Mapped[Id]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"))
    question: Mapped[Code]
    step: Mapped[int | None]
    not_given: Mapped[str | None] = mapped_column(
        Enum("not_mentioned", "not_applicable", name="not_given", native_enum=False, length=20)
    )


class AnswerSheet(Base):
    """All closed answers of one story in one row, so that the desk counts a pilot by reading as many rows as it has stories.
    Written together with the answers themselves, by `survey.services.answers.rows`."""

    __tablename__ = "answer_sheet"

    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), primary_key=True)
    given: Mapped[dict[str, Any]]
    """By question: a step from 1 to 5, or why there is none."""


class PlacedAnswer(Base):
    """A point between two poles (dyad) or three (triad), as whole percents that sum to 100; or why there is none."""

    __tablename__ = "placed_answer"
    __table_args__ = (
        UniqueConstraint("ref", "question"),
        CheckConstraint("(first_percent IS NULL) <> (not_given IS NULL)", name="point_or_reason"),
        CheckConstraint(
            "first_percent IS NULL OR first_percent + second_percent + third_percent = 100", name="sums_to_100"
        ),
        CheckConstraint("first_percent >= 0 AND second_percent >= 0 AND third_percent >= 0", name="not_negative"),
    )

    id: Mapped[Id]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"))
    question: Mapped[Code]
    first_percent: Mapped[int | None]
    second_percent: Mapped[int | None]
    third_percent: Mapped[int | None]
    """0 for a dyad."""
    not_given: Mapped[str | None] = mapped_column(
        Enum("not_mentioned", "not_applicable", name="not_given", native_enum=False, length=20)
    )
