"""Keys with which another program reads published figures of one pilot. The key itself is shown once and never kept."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, Hash, Id, Line


class ApiToken(Base):
    """token_hash: sha256 of a key of 256 random bits, so that nothing slower is needed. last_used_on: the day alone."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    purpose: Mapped[Line]
    scopes: Mapped[list[str]]
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]
