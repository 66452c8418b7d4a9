"""Word codes: two words to find a story, four secret ones. Stored hashed; nobody can restore a lost code."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, Hash, Id


class WordCode(Base):
    """The code of one submission. `locator_hash` (keyed) is not unique: every match is tried with the secret."""

    __tablename__ = "word_code"

    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), primary_key=True)
    locator_hash: Mapped[Hash] = mapped_column(index=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    """Argon2id, with its own salt."""


class ParentCode(Base):
    """The code with which a parent or carer agrees later, on their own phone. While the row exists the story waits: nobody
    reads or counts it. It goes when they agree; without that the story goes."""

    __tablename__ = "parent_code"

    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"), primary_key=True)
    locator_hash: Mapped[Hash] = mapped_column(index=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    """Argon2id, with its own salt."""
    expires_on: Mapped[date]
    """The last day on which the parent can answer."""


class SavedDraft(Base):
    """A story that is not finished, kept only because its teller asked. Sealed under a key that follows from the secret
    words, so that without the code nobody can open it, we neither."""

    __tablename__ = "saved_draft"

    id: Mapped[Id]
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    locator_hash: Mapped[Hash] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[date]
