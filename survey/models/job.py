"""Background work: the row is written in the transaction that wants the work; the queue carries only its identifier."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, Code, Id


class Job(Base):
    """One piece of work. subject: identifiers only. error: a code a screen can put into words, never a traceback."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("n_done BETWEEN 0 AND n_total", name="progress_in_bounds"),
        CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished_has_time"),
        CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failed_has_error"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    subject: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(
        Enum("wanted", "running", "done", "failed", name="state", native_enum=False, length=10)
    )
    n_done: Mapped[int] = mapped_column(default=0)
    n_total: Mapped[int] = mapped_column(default=0)
    wanted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    wanted_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(60))
