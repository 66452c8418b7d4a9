"""The instrument: immutable versions of a questionnaire, and the wording of each question per language as data."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from survey.models.base import AppendOnlyViolation, Base, Code, Hash, Id, Line

QuestionKind = Literal["story", "title", "then_now", "scale", "triad", "dyad", "open", "consent"]


class Questionnaire(Base):
    """A named instrument, with its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[Id]
    slug: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    versions: Mapped[list[QuestionnaireVersion]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number"
    )


class QuestionnaireVersion(Base):
    """One version. Once published it never changes: a changed wording is a new version."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number"),
        CheckConstraint("(published_at IS NULL) = (content_hash IS NULL)", name="published_with_hash"),
    )

    id: Mapped[Id]
    questionnaire_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime | None]
    content_hash: Mapped[Hash | None]
    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")
    questions: Mapped[list[Question]] = relationship(back_populates="version", order_by="Question.position")


class Question(Base):
    """A question of a version. `code` is what answers and indicators refer to."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("version_id", "code"), UniqueConstraint("version_id", "position"))

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    code: Mapped[Code]
    kind: Mapped[QuestionKind] = mapped_column(Enum(*get_args(QuestionKind), name="kind", native_enum=False, length=20))
    position: Mapped[int]
    section: Mapped[str | None] = mapped_column(String(60))
    """The page of the form it stands on: questions of one section are one subject. Empty: the kind decides."""
    version: Mapped[QuestionnaireVersion] = relationship(back_populates="questions")
    wordings: Mapped[list[QuestionWording]] = relationship(back_populates="question", cascade="all, delete-orphan")


class QuestionWording(Base):
    """What a person reads, per language and, where it differs, per perspective ('' = everyone)."""

    __tablename__ = "question_wording"
    __table_args__ = (UniqueConstraint("question_id", "language", "perspective"),)

    id: Mapped[Id]
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    perspective: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    help_text: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    question: Mapped[Question] = relationship(back_populates="wordings")


@event.listens_for(Session, "before_flush")
def _refuse_change(session: Session, _context: Any, _instances: Any) -> None:
    """A published version and all its wording stay as they were published, whoever writes."""
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in (*session.new, *changed, *session.deleted):
        version = _version_of(row)
        if version is not None and version not in session.new and _was_published(version):
            raise AppendOnlyViolation("A published version of a questionnaire never changes: make a new version.")


def _version_of(row: object) -> QuestionnaireVersion | None:
    if isinstance(row, QuestionWording):
        row = row.question
    if isinstance(row, Question):
        row = row.version
    return row if isinstance(row, QuestionnaireVersion) else None


def _was_published(version: QuestionnaireVersion) -> bool:
    """As it stands in the database: publishing itself is the last change."""
    before = inspect(version).attrs.published_at.load_history()
    return bool(before.deleted and before.deleted[0]) or bool(before.unchanged and before.unchanged[0])
