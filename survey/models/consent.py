"""Consent per use, as events that are only ever added. What holds now is the latest event per use."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Hash


class ConsentEvent(Base, AppendOnly):
    """The teller allowed or refused one use, with the wording that was shown. Only the day is kept."""

    __tablename__ = "consent_event"
    __table_args__ = (Index("ix_consent_event_ref_use", "ref", "use"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Order of arrival; the latest per use holds."""
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.ref", ondelete="CASCADE"))
    use: Mapped[str] = mapped_column(Enum("analysis", "panel", "quotation", name="use", native_enum=False, length=20))
    granted: Mapped[bool]
    wording_hash: Mapped[Hash]
    language: Mapped[str] = mapped_column(String(8))
    given_on: Mapped[date]
    given_by: Mapped[str] = mapped_column(
        Enum("teller", "parent", "import", name="given_by", native_enum=False, length=10)
    )
