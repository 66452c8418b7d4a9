"""What goes back to the tellers of a wave: *Wat we hoorden · Wat we gaan doen · Wat niet, en waarom*."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base


class WaveFeedback(Base, AppendOnly):
    """One version of the text, in one language. Tellers read the latest published one; drafts are for staff only."""

    __tablename__ = "wave_feedback"
    __table_args__ = (Index("ix_wave_feedback_wave_id_language", "wave_id", "language"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    heard: Mapped[str] = mapped_column(Text)
    will_do: Mapped[str] = mapped_column(Text)
    will_not_do: Mapped[str] = mapped_column(Text)
    is_published: Mapped[bool]
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime]
