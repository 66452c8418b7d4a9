"""Vectors, analysis runs, candidate themes and assignments: what the machine made. No human judgement lives here."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import AppendOnly, Base, Hash, Id


class CachedVector(Base):
    """The vector of a released story, float16, by content hash and model. Goes when the story goes."""

    __tablename__ = "story_vector"

    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    content_hash: Mapped[Hash]
    vector: Mapped[bytes]


class AnalysisRun(Base):
    """One run over the released, consented stories of a pilot, with all that is needed to do it again."""

    __tablename__ = "analysis_run"
    __table_args__ = (CheckConstraint("n_rest <= n_stories", name="rest_within_stories"),)

    id: Mapped[Id]
    pilot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    model_id: Mapped[str] = mapped_column(String(120))
    seed: Mapped[int]
    parameters: Mapped[dict[str, Any]]
    libraries: Mapped[dict[str, Any]]
    input_hash: Mapped[Hash]
    n_stories: Mapped[int]
    n_rest: Mapped[int]
    enough: Mapped[bool]
    created_at: Mapped[datetime]
    inputs_changed_at: Mapped[datetime | None]
    """Set when a story it used was withdrawn: the run stays, and says so."""
    outcome: Mapped[dict[str, Any] | None]
    """How firm the whole is: ari, ami, n_resamples, share_outside, and coverage with its interval
    (`analysis.records.TopicRun`). Empty for runs from before this was kept."""
    is_among_unplaced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True when only the stories were searched for which the codebook, as learned then, has no theme."""
    candidates: Mapped[list[CandidateTheme]] = relationship(back_populates="run", order_by="CandidateTheme.number")
    sought: Mapped[list[SoughtTheme]] = relationship(order_by="SoughtTheme.number")


class CandidateTheme(Base, AppendOnly):
    """What the panel is shown. Its identifier is ours; the number is only its order in the run."""

    __tablename__ = "candidate_theme"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        CheckConstraint("stability BETWEEN 0 AND 1", name="stability_is_share"),
    )

    id: Mapped[Id]
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"))
    number: Mapped[int]
    keywords: Mapped[list[str]]
    """Only words that at least five different tellers used."""
    keyword_tellers: Mapped[list[int]]
    """How many tellers used each keyword, in the same order."""
    stability: Mapped[float]
    n_stories: Mapped[int]
    n_tellers: Mapped[int]
    run: Mapped[AnalysisRun] = relationship(back_populates="candidates")
    parts: Mapped[list[CandidatePart]] = relationship(order_by="CandidatePart.number")


class CandidatePart(Base, AppendOnly):
    """A finer theme inside a candidate, in case the panel wants to split it. Numbers and words; its stories are those of
    the candidate."""

    __tablename__ = "candidate_part"
    __table_args__ = (CheckConstraint("stability BETWEEN 0 AND 1", name="stability_is_share"),)

    id: Mapped[Id]
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    keywords: Mapped[list[str]]
    stability: Mapped[float]
    n_stories: Mapped[int]
    n_tellers: Mapped[int]


class Assignment(Base, AppendOnly):
    """How much a story belongs to a candidate (weight 0-1) and whether it is shown as typical or contrary."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("candidate_id", "ref"),
        Index("ix_assignment_ref", "ref"),
        CheckConstraint("weight BETWEEN 0 AND 1", name="weight_is_share"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate_theme.id", ondelete="CASCADE"))
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"))
    weight: Mapped[float]
    is_main: Mapped[bool]
    shown_as: Mapped[str | None] = mapped_column(
        Enum("typical", "contrary", name="shown_as", native_enum=False, length=10)
    )
    rank: Mapped[int | None]


class RestStory(Base, AppendOnly):
    """A story that fits no theme of the run, and why: it fits nowhere, or the machine doubts."""

    __tablename__ = "rest_story"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[uuid.UUID] = mapped_column(ForeignKey("deidentified_story.ref", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Enum("fits_nowhere", "machine_doubts", name="kind", native_enum=False, length=20))


class SoughtTheme(Base, AppendOnly):
    """A theme that was looked for by name, beside those that stories make themselves: never one of the candidates."""

    __tablename__ = "sought_theme"
    __table_args__ = (CheckConstraint("stability BETWEEN 0 AND 1", name="stability_is_share"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    """As the catalogue of indicators words it."""
    keywords: Mapped[list[str]]
    stability: Mapped[float]
    n_stories: Mapped[int]
    n_tellers: Mapped[int]
