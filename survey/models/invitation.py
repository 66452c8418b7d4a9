"""Invitations: a link per pilot, wave, route and language. Counts only, no traces of persons."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import Base, Id
from survey.models.programme import Wave


class Invitation(Base):
    """A door to the form. `token` is part of the link and is no secret of a person: everybody who got the link shares it."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("n_started >= 0 AND n_sent >= 0", name="counts_not_negative"),
        CheckConstraint("quota IS NULL OR n_sent <= quota", name="within_quota"),
    )

    id: Mapped[Id]
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    route: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    quota: Mapped[int | None]
    expires_on: Mapped[date]
    is_kiosk: Mapped[bool] = mapped_column(default=False, server_default=false())
    """For a tablet that many people use one after another: the form wipes itself between people."""
    stopped_on: Mapped[date | None]
    """The day on which a coordinator closed this door before its last day."""
    n_started: Mapped[int] = mapped_column(default=0)
    n_sent: Mapped[int] = mapped_column(default=0)
    wave: Mapped[Wave] = relationship()
