"""Indicator values (stage 6, seen by nobody) and published releases (stage 7, frozen)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Hash, Id


class Measurement(Base, AppendOnly):
    """One act of measuring a pilot: on which run and which meeting it rests."""

    __tablename__ = "measurement"

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("analysis_run.id", ondelete="RESTRICT"))
    meeting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("panel_meeting.id", ondelete="RESTRICT"))
    measured_at: Mapped[datetime]


class IndicatorValue(Base, AppendOnly):
    """One figure of one measurement; see `analysis.records.IndicatorResult` for units. perspective NULL: all together."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        UniqueConstraint("measurement_id", "indicator", "wave", "perspective"),
        CheckConstraint("denominator IS NULL OR numerator <= denominator", name="part_of_whole"),
        CheckConstraint("value IS NULL OR value BETWEEN 0 AND 1", name="value_is_share"),
        CheckConstraint("(low IS NULL) = (high IS NULL)", name="whole_interval"),
    )

    id: Mapped[Id]
    measurement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("measurement.id", ondelete="CASCADE"))
    indicator: Mapped[str] = mapped_column(String(160))
    """A code of the catalogue, or `heard_theme.` with the name of a theme (at most 120 characters)."""
    kind: Mapped[str] = mapped_column(String(10))
    wave: Mapped[int]
    perspective: Mapped[str | None] = mapped_column(String(20))
    n: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int | None]
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    method: Mapped[str] = mapped_column(String(40))
    n_not_mentioned: Mapped[int]
    n_not_applicable: Mapped[int]


class PublishedRelease(Base, AppendOnly):
    """A frozen release that passed disclosure control.

    content: `analysis.published.PublishedResults` without any words of tellers.
    """

    __tablename__ = "published_release"
    __table_args__ = (UniqueConstraint("pilot_id", "number"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    measurement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("measurement.id", ondelete="RESTRICT"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    checksum: Mapped[Hash]
    released_at: Mapped[datetime]
    released_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
