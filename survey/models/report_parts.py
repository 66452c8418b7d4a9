"""What an evaluator adds around the figures: which sections, in which order, texts with their history, and corrections of
reports that were issued; and the Word file whose look reports take over. All append-only: the latest row counts, the earlier
ones are its history."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy import Enum, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import AppendOnly, Base, Code

TextOrigin = Literal["person", "machine"]


class ReportLayout(Base, AppendOnly):
    """Which sections the pilot's next report has, and in which order."""

    __tablename__ = "report_layout"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    sections: Mapped[list[str]]
    chosen_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    chosen_at: Mapped[datetime]


class ReportText(Base, AppendOnly):
    """A text beside a section of the next report. origin: `machine` as long as nobody changed a word of it. An empty text
    takes the earlier one away."""

    __tablename__ = "report_text"
    __table_args__ = (Index("ix_report_text_pilot_id_section", "pilot_id", "section"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    section: Mapped[Code]
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[TextOrigin] = mapped_column(Enum("person", "machine", name="origin", native_enum=False, length=10))
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime]


class ReportCorrection(Base, AppendOnly):
    """What turned out to be wrong in an issued report. The report itself stays as it was issued; every form shows this."""

    __tablename__ = "report_correction"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime]


class ReportTemplate(Base, AppendOnly):
    """The Word file whose look the pilot's reports take over; without content the look is Loex' own again. Earlier ones stay,
    so that a file that was made with one of them can still be recognised."""

    __tablename__ = "report_template"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None]
    chosen_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    chosen_at: Mapped[datetime]
