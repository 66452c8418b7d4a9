"""The client panel: meetings, seats, readings of stories, verdicts on candidates, and the themes they lead to."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Hash, Id, Line

Phase = Literal["read", "judge", "decide", "choose", "closed"]
PHASES: tuple[Phase, ...] = ("read", "judge", "decide", "choose", "closed")
"""Of a meeting, in their order. There is no way back."""

Source = Literal["screen", "paper"]
SOURCES: tuple[Source, ...] = ("screen", "paper")
"""Said on a screen, or typed in afterwards from a session on paper."""

Rating = Literal["right", "partly", "wrong", "missing"]
RATINGS: tuple[Rating, ...] = ("right", "partly", "wrong", "missing")


class PanelMeeting(Base):
    """A meeting of the panel about one run of one pilot, led by a named facilitator. draw_rule, sample_seed: how its stories
    were drawn; n_random, n_chosen: how many were asked for."""

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
    phase: Mapped[Phase] = mapped_column(
        Enum(*PHASES, name="phase", native_enum=False, length=10), default="read", server_default="read"
    )
    draw_rule: Mapped[Line] = mapped_column(default="", server_default=text("''"))
    n_random: Mapped[int] = mapped_column(default=0, server_default="0")
    n_chosen: Mapped[int] = mapped_column(default=0, server_default="0")
    aftercare_name: Mapped[Line] = mapped_column(default="", server_default=text("''"))
    """To whom a member can talk afterwards; with aftercare_how it stands on every screen of the panel."""
    aftercare_how: Mapped[Line] = mapped_column(default="", server_default=text("''"))
    has_rehearsal: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Members can practise first, on invented stories. Nothing of that is kept."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    members: Mapped[list[PanelMember]] = relationship(order_by="PanelMember.seat")


class PanelMember(Base):
    """A pseudonymous seat. It signs in with an account (`user_id`) or with the code on its paper (`code_hash`, keyed); what a
    seat said never carries a name. locked_at: since then its verdicts stand, and it may see those of others."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    code_hash: Mapped[Hash | None] = mapped_column(index=True, unique=True)
    locked_at: Mapped[datetime | None]


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
    source: Mapped[Source] = mapped_column(
        Enum(*SOURCES, name="source", native_enum=False, length=10), default="screen", server_default="screen"
    )
    given_at: Mapped[datetime]


class VerdictEvent(Base, AppendOnly):
    """A judgement on a candidate theme. seat NULL and is_final: what the facilitator recorded after the talk.

    rating: whether it holds; kind: what should become of it (confirm: it stays as it is). parts: for `split`, what the parts
    are. votes_*: show of hands at a final verdict; empty when there was none.
    """

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
        Enum("confirm", "rename", "merge", "split", "reject", name="kind", native_enum=False, length=10)
    )
    rating: Mapped[Rating | None] = mapped_column(Enum(*RATINGS, name="rating", native_enum=False, length=10))
    name: Mapped[str] = mapped_column(String(120), default="")
    merge_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    parts: Mapped[list[str] | None]
    reason: Mapped[str] = mapped_column(Text)
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    source: Mapped[Source] = mapped_column(
        Enum(*SOURCES, name="source", native_enum=False, length=10), default="screen", server_default="screen"
    )
    given_at: Mapped[datetime]
    also: Mapped[list[VerdictAlso]] = relationship(lazy="selectin")


class VerdictAlso(Base, AppendOnly):
    """One more candidate with which a candidate belongs, where a seat says that several are one theme."""

    __tablename__ = "verdict_also"

    verdict_number: Mapped[int] = mapped_column(ForeignKey("verdict.number", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("candidate_theme.id", ondelete="CASCADE"), primary_key=True
    )


class PaperCount(Base, AppendOnly):
    """What a group that judged on paper thinks of a candidate, in counts only: of people without a seat, so of nobody's verdict.
    The latest counts; a note stands with it. Typed in by whoever leads or prepares the meeting (`typed_by_id`)."""

    __tablename__ = "paper_count"
    __table_args__ = (
        CheckConstraint(
            "n_right >= 0 AND n_partly >= 0 AND n_wrong >= 0 AND n_missing >= 0", name="counts_not_negative"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), index=True)
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    n_right: Mapped[int]
    n_partly: Mapped[int]
    n_wrong: Mapped[int]
    n_missing: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    typed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    given_at: Mapped[datetime]


class StoryMove(Base, AppendOnly):
    """A seat (or, after the talk, the facilitator: seat NULL) says that a story belongs to another candidate, or to none.
    The reason is sealed under the story's key."""

    __tablename__ = "story_move"
    __table_args__ = (
        CheckConstraint("to_candidate_id <> from_candidate_id", name="move_elsewhere"),
        ForeignKeyConstraint(
            ["meeting_id", "seat"], ["panel_member.meeting_id", "panel_member.seat"], ondelete="CASCADE"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), index=True)
    seat: Mapped[int | None]
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), index=True)
    from_candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    to_candidate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    reason_sealed: Mapped[bytes]
    source: Mapped[Source] = mapped_column(
        Enum(*SOURCES, name="source", native_enum=False, length=10), default="screen", server_default="screen"
    )
    given_at: Mapped[datetime]


class Nomination(Base, AppendOnly):
    """The story that matters most to one seat in one domain (Davies & Dart 2005, step 4). The latest counts. The reason is
    sealed under the story's key."""

    __tablename__ = "nomination"
    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "seat"], ["panel_member.meeting_id", "panel_member.seat"], ondelete="CASCADE"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), index=True)
    seat: Mapped[int]
    domain: Mapped[str] = mapped_column(String(60))
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), index=True)
    reason_sealed: Mapped[bytes]
    source: Mapped[Source] = mapped_column(
        Enum(*SOURCES, name="source", native_enum=False, length=10), default="screen", server_default="screen"
    )
    given_at: Mapped[datetime]


class Choice(Base, AppendOnly):
    """The story that the panel chose in a domain, with a contrary one beside it; or that it looked and chose none, and why.
    The latest counts. The reason for a story is sealed under its key and goes with it; a contrary story that is taken back
    leaves a gap."""

    __tablename__ = "choice"
    __table_args__ = (
        CheckConstraint("contrary_ref <> ref", name="contrary_is_another"),
        CheckConstraint("(ref IS NULL) = (reason_sealed IS NULL)", name="reason_with_story"),
        CheckConstraint("(ref IS NULL) = (none_reason <> '')", name="story_or_why_none"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"), index=True)
    domain: Mapped[str] = mapped_column(String(60))
    ref: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), index=True)
    contrary_ref: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("deidentified_story.ref", ondelete="SET NULL"), index=True
    )
    reason_sealed: Mapped[bytes | None]
    none_reason: Mapped[str] = mapped_column(Text, default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    given_at: Mapped[datetime]


class PanelLog(Base, AppendOnly):
    """What happened in a meeting, one line per act, without a word of text: reasons stand with what they are about. seat NULL:
    the facilitator. An act about a story keeps its line when the story is taken back; only its reference goes."""

    __tablename__ = "panel_log"
    __table_args__ = (Index("ix_panel_log_meeting_id_number", "meeting_id", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"))
    seat: Mapped[int | None]
    what: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(60), default="")
    """The number of a candidate or the code of a domain; '' for the meeting or a story."""
    ref: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="SET NULL"), index=True)
    old: Mapped[str] = mapped_column(String(60), default="")
    new: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[Source] = mapped_column(
        Enum(*SOURCES, name="source", native_enum=False, length=10), default="screen", server_default="screen"
    )
    at: Mapped[datetime]


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
