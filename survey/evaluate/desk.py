"""The evaluator's desk as values: who was heard, and what the latest run found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.embed.kinds import EncoderKind, kind_of
from analysis.records import PERSPECTIVES
from analysis.stability import firmness
from survey.models.programme import Pilot
from survey.services import analysis_runs, measurement


@dataclass(frozen=True, slots=True)
class Heard:
    """How many stories one perspective told in one wave, and how many of them are released; None: too few to show."""

    wave: str
    perspective: str
    told: int | None
    released: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    number: int
    keywords: tuple[str, ...]
    n_stories: int
    n_tellers: int
    firmness: str


@dataclass(frozen=True, slots=True)
class Run:
    """The latest run. rest_share: part (0-1) of the stories that fit no candidate."""

    made_at: datetime
    n_stories: int
    n_rest: int
    rest_share: float
    is_enough: bool
    is_changed: bool
    encoder: EncoderKind
    candidates: tuple[Candidate, ...]


def heard(session: Session, *, pilot: Pilot) -> list[Heard]:
    """Every wave and perspective, also those of which nothing was heard."""
    view = measurement.who_was_heard(session, pilot=pilot)
    shown = {(row.indicator, row.wave, row.perspective): row.numerator for row in view.indicators}
    return [
        Heard(
            wave.title,
            perspective,
            shown.get(("stories.told", wave.number, perspective), 0),
            shown.get(("stories.released", wave.number, perspective), 0),
        )
        for wave in pilot.waves
        for perspective in PERSPECTIVES
    ]


def latest_run(session: Session, *, pilot: Pilot) -> Run | None:
    run = analysis_runs.latest_run(session, pilot=pilot)
    if run is None:
        return None
    return Run(
        run.created_at,
        run.n_stories,
        run.n_rest,
        run.n_rest / run.n_stories if run.n_stories else 0.0,
        run.enough,
        run.inputs_changed_at is not None,
        kind_of(run.model_id),
        tuple(
            Candidate(c.number + 1, tuple(c.keywords), c.n_stories, c.n_tellers, firmness(c.stability))
            for c in run.candidates
        ),
    )
