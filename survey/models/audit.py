"""The audit log: who did what to which thing, when and why. Only ever added to; never any story text."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Hash


class AuditEvent(Base, AppendOnly):
    """actor_id NULL: the system or a teller. subject: kind and identifier of what it was about; detail: codes and counts only."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject_kind_subject_id", "subject_kind", "subject_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AuditLink(Base, AppendOnly):
    """One link of the chain over the audit log: a keyed hash over an event and over the link before it.

    A table of its own, so that an event is never written twice: links are made at the commit, in the order of commits.
    """

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    event_number: Mapped[int] = mapped_column(ForeignKey("audit_event.number", ondelete="RESTRICT"), unique=True)
    key_mark: Mapped[str] = mapped_column(String(8))
    """Which story key the hash follows from (hexadecimal)."""
    mac: Mapped[Hash]
