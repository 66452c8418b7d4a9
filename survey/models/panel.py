"""The client panel: meetings, seats, readings of stories, verdicts on candidates, and the themes they lead to."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Id, Line


class PanelMeeting(Base):
    """A meeting of the panel about one run of one pilot, led by a named facilitator."""

    __tablename__ = "panel_meeting"
    __table_args__ = (CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_when_and_by"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("analysis_run.id", ondelete="RESTRICT"))
    title: Mapped[Line]
    held_on: Mapped[date]
    facilitator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    sample_seed: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    members: Mapped[list[PanelMember]] = relationship(order_by="PanelMember.seat")


class PanelMember(Base):
    """A pseudonymous seat. `user_id` is how that seat signs in; what a seat said never carries a name."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class CardDraw(Base, AppendOnly):
    """A story drawn for reading. random: for the prevalence estimate; chosen: because its label teaches most. Kept apart."""

    __tablename__ = "card_draw"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    drawn: Mapped[str] = mapped_column(Enum("random", "chosen", name="drawn", native_enum=False, length=10))


class Reading(Base, AppendOnly):
    """What one seat says one story is about, in the panel's own tags. The reason is sealed under the story's key."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat", "ref"),
        ForeignKeyConstraint(
            ["meeting_id", "seat"], ["panel_member.meeting_id", "panel_member.seat"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    meeting_id: Mapped[uuid.UUID]
    seat: Mapped[int]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), index=True)
    tags: Mapped[list[str]]
    reason_sealed: Mapped[bytes]
    given_at: Mapped[datetime]


class VerdictEvent(Base, AppendOnly):
    """A judgement on a candidate theme. seat NULL and is_final: what the facilitator recorded after the talk."""

    __tablename__ = "verdict"
    __table_args__ = (
        CheckConstraint("(seat IS NULL) = is_final", name="final_without_seat"),
        CheckConstraint("(kind = 'merge') = (merge_into_id IS NOT NULL)", name="merge_names_other"),
        CheckConstraint("merge_into_id <> candidate_id", name="merge_into_other"),
        CheckConstraint("kind <> 'rename' OR name <> ''", name="rename_has_name"),
        ForeignKeyConstraint(
            ["meeting_id", "seat"], ["panel_member.meeting_id", "panel_member.seat"], ondelete="CASCADE"
        ),
        Index("ix_verdict_meeting_id_candidate_id", "meeting_id", "candidate_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"))
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    seat: Mapped[int | None]
    is_final: Mapped[bool]
    kind: Mapped[str] = mapped_column(
        Enum("confirm", "rename", "merge", "reject", name="kind", native_enum=False, length=10)
    )
    name: Mapped[str] = mapped_column(String(120), default="")
    merge_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class PanelTheme(Base, AppendOnly):
    """A theme as the panel confirmed it in a meeting: the fold of that meeting's final verdicts."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("meeting_id", "name"),)

    id: Mapped[Id]
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    confirmed_at: Mapped[datetime]
    origins: Mapped[list[ThemeOrigin]] = relationship()


class ThemeOrigin(Base, AppendOnly):
    """On which of the machine's candidates a theme rests."""

    __tablename__ = "theme_origin"

    theme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("candidate_theme.id", ondelete="CASCADE"), primary_key=True
    )
