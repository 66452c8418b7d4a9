"""The story as it was told. PROTECTED: only the services for stories, de-identification, retention and key rotation may
import this module (import contract 3), and no relationship from another model points here."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import Base, Id


class Story(Base):
    """A story as told. All its text is sealed under the story's own key."""

    __tablename__ = "story"

    id: Mapped[Id]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), unique=True)
    texts: Mapped[list[ToldText]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    recording: Mapped[Recording | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class ToldText(Base):
    """One text of a story: the story itself, its title, or an open answer. field: the question's code."""

    __tablename__ = "told_text"
    __table_args__ = (UniqueConstraint("story_id", "field"),)

    id: Mapped[Id]
    story_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]
    added_on: Mapped[date | None]
    """The day on which the teller added this text afterwards; empty for what came with the story."""


class Recording(Base):
    """A spoken story. Only the coordinator who checks the story can play it; it is never transcribed or passed on."""

    __tablename__ = "recording"

    id: Mapped[Id]
    story_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), unique=True)
    media_type: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes]
