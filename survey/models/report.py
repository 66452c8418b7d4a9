"""Issued impact reports: immutable snapshots, and the quotes in them by reference so that withdrawal leaves a visible gap."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Hash, Id


class ReportVersion(Base, AppendOnly):
    """One issued version. content: the frozen report without the words of its quotes; checksum: sha256 over content."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("pilot_id", "number"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    release_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("published_release.id", ondelete="RESTRICT"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    checksum: Mapped[Hash]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    quotes: Mapped[list[QuotedPassage]] = relationship(order_by="QuotedPassage.position")


class QuotedPassage(Base, AppendOnly):
    """A quote in an issued report: where it stands in which released text.

    `ref` is no foreign key: the gap must outlive the story.
    """

    __tablename__ = "quoted_passage"
    __table_args__ = (CheckConstraint('"end" > start AND start >= 0', name="span_not_empty"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[uuid.UUID] = mapped_column(index=True)
    start: Mapped[int]
    end: Mapped[int]
    text_hash: Mapped[Hash]
