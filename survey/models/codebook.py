"""The codebook of a pilot: what people decided about themes, its versions, and what the machine learned from each.

The first half holds events by people, appended and never changed; a version is their fold up to a moment
(`survey.services.codebooks`). The second half holds what the machine made of a version. No row holds both.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Hash, Id


class CodebookEntry(Base, AppendOnly):
    """A theme of the codebook, under an identifier that stays the same in every version."""

    __tablename__ = "codebook_entry"

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]


class ThemeWording(Base, AppendOnly):
    """The words for a theme from a moment on, with the reason for them. The latest counts."""

    __tablename__ = "theme_wording"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_entry.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(Text)
    not_this: Mapped[str] = mapped_column(Text)
    is_set_aside: Mapped[bool]
    """From here on the theme is no longer used. A later wording may take it up again."""
    reason: Mapped[str] = mapped_column(Text)
    meeting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("panel_meeting.id", ondelete="CASCADE"))
    """The meeting that these words come from; none for what a person wrote at a desk."""
    given_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    given_at: Mapped[datetime]
    examples: Mapped[list[ThemeExample]] = relationship(order_by="ThemeExample.position")


class ThemeExample(Base, AppendOnly):
    """A story that shows what a theme is, or (counter) where it ends, with a note sealed under that story's key.

    `ref` is no foreign key: when its story is taken back a visible gap stays, and the note can never be read again.
    """

    __tablename__ = "theme_example"

    wording_number: Mapped[int] = mapped_column(
        ForeignKey("theme_wording.number", ondelete="CASCADE"), primary_key=True
    )
    ref: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int]
    is_counter: Mapped[bool]
    note_sealed: Mapped[bytes]


class ThemePlacement(Base, AppendOnly):
    """Under which theme of the codebook a theme of a meeting belongs. The latest placement of a theme counts."""

    __tablename__ = "theme_placement"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    theme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_entry.id", ondelete="CASCADE"), index=True)
    placed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    placed_at: Mapped[datetime]


class TagPlacement(Base, AppendOnly):
    """Which theme the panel meant with a tag; entry NULL: none of them. The latest placement of a tag counts."""

    __tablename__ = "tag_placement"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    tag: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("codebook_entry.id", ondelete="CASCADE"))
    placed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    placed_at: Mapped[datetime]


class MatchDecision(Base, AppendOnly):
    """What a person said of a proposal: this candidate of a later run is that theme, or it is not. The latest counts.

    The machine's score is no part of it: that is computed anew from the stories that are still there.
    """

    __tablename__ = "match_decision"
    __table_args__ = (Index("ix_match_decision_candidate_id", "candidate_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_entry.id", ondelete="CASCADE"))
    is_same: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime]


class CodebookVersion(Base, AppendOnly):
    """A version that a person confirmed: everything decided and labelled up to that moment."""

    __tablename__ = "codebook_version"
    __table_args__ = (UniqueConstraint("pilot_id", "number"), CheckConstraint("number > 0", name="number_from_one"))

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    content_hash: Mapped[Hash]
    before_hash: Mapped[str] = mapped_column(String(64))
    n_themes: Mapped[int]
    n_labelled: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    confirmed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime]


class CodebookFit(Base, AppendOnly):
    """What the machine learned from the labels of a version, and how many stories it coded with it."""

    __tablename__ = "codebook_fit"
    __table_args__ = (CheckConstraint("n_abstained <= n_stories", name="abstained_within_stories"),)

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_version.id", ondelete="CASCADE"), index=True)
    model_id: Mapped[str] = mapped_column(String(120))
    seed: Mapped[int]
    learned: Mapped[dict[str, Any]]
    """The classifier as plain numbers (`analysis.codebook.classifier_data`), checksum included."""
    n_stories: Mapped[int]
    n_abstained: Mapped[int]
    n_unsteady: Mapped[int]
    """Groups among the stories without a theme that came back too seldom to be shown."""
    made_at: Mapped[datetime]
    gaps: Mapped[list[CodebookGap]] = relationship(order_by="CodebookGap.number")


class CodebookGap(Base, AppendOnly):
    """A group among the stories that no theme was given: perhaps a theme that the codebook lacks."""

    __tablename__ = "codebook_gap"
    __table_args__ = (CheckConstraint("stability BETWEEN 0 AND 1", name="stability_is_share"),)

    fit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_fit.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    keywords: Mapped[list[str]]
    stability: Mapped[float]
    n_stories: Mapped[int]
    n_tellers: Mapped[int]


class CodedStory(Base, AppendOnly):
    """What a fit says one story is about. Never counted for a share of stories: that rests on what people labelled."""

    __tablename__ = "coded_story"
    __table_args__ = (
        Index("ix_coded_story_ref", "ref"),
        CheckConstraint("certainty BETWEEN 0 AND 1", name="certainty_is_share"),
    )

    fit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("codebook_fit.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("codebook_entry.id", ondelete="CASCADE"))
    """Its main theme; NULL: the machine keeps silent."""
    certainty: Mapped[float]
    probabilities: Mapped[bytes]
    """Of each theme by itself, float16, in the order of the themes in what was learned."""
    held_out: Mapped[bytes | None]
    """The same, by a machine that had not seen this story's labels; only of labelled stories."""
    caution: Mapped[str] = mapped_column(
        Enum("", "language_not_seen", "language_weaker", name="caution", native_enum=False, length=20)
    )
    gap_number: Mapped[int | None]
