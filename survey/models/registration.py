"""What a phase will report, written down before anything is known: which indicators, when, and by whom."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Id


class RegisteredIndicator(Base, AppendOnly):
    """One indicator that a pilot will report on in one phase. It is never taken back: what was looked for stays known."""

    __tablename__ = "registered_indicator"
    __table_args__ = (UniqueConstraint("pilot_id", "phase_id", "indicator"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    phase_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("phase.id", ondelete="RESTRICT"))
    indicator: Mapped[str] = mapped_column(String(160))
    """A code of the catalogue."""
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
