"""The evaluator's desk as values: what the page of six questions shows, who was heard, and what the latest run found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from analysis.denominators import load_denominators
from analysis.embed.kinds import EncoderKind, kind_of
from analysis.estimation.shown import Moved
from analysis.records import PERSPECTIVES, Perspective
from analysis.stability import firmness
from survey.evaluate import desk_filters, desk_pictures, desk_short, desk_words
from survey.models.programme import Pilot
from survey.services import analysis_runs, desk_page, measurement, registrations
from survey.services.desk_page import Asked
from survey.web import terms

MIRRORS = {
    "age_band": _l("Age of the young people"),
    "language": _l("Language of the story"),
    "route": _l("How they were invited"),
}
FEWEST_FOR_FIGURES = 10
"""Released stories in one group, below which no percentage can be shown."""


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


def shown(session: Session, *, pilot: Pilot, asked: Asked, today: date) -> dict[str, Any]:
    """What the page of six questions shows, and the words it needs."""
    page = desk_page.page(session, pilot=pilot, today=today, asked=asked)
    here = page.mirror_wave.number if page.mirror_wave else 0
    moved = [row for row in page.moved if row.wave == here]
    return {
        "page": page,
        "asked": asked,
        "address": desk_filters.in_address(asked),
        "values": page.values,
        "pictures": desk_pictures.there(page, pilot),
        "beside": {name: desk_pictures.beside(page, end) for name, end in desk_pictures.CONTRASTS.items()},
        "titles": {wave.number: wave.title for wave in pilot.waves},
        "moved": [(who, *_told_apart([row for row in moved if row.perspective == who])) for who in _order(moved)],
        "got_worse": [row for row in moved if row.worse_share is not None and row.worse],
        "is_tiny": all(not row.released or row.released < FEWEST_FOR_FIGURES for row in page.told),
        "n_registered": len(registrations.registered(session, pilot=pilot)),
        "denominators": load_denominators(),
        "mirror_titles": MIRRORS,
        "mirror_rows": _mirror_rows,
        "answers": desk_short.answers(page),
        "withheld": desk_short.withheld_here(page),
        "words": desk_words,
    }


def _order(moved: list[Moved]) -> list[Perspective | None]:
    return list(dict.fromkeys(row.perspective for row in moved))


def _told_apart(moved: list[Moved]) -> tuple[list[Moved], list[Moved]]:
    """Rows of which any number can be shown, and those of which none can."""
    shown = [row for row in moved if desk_words.says_something(row)]
    return shown, [row for row in moved if row not in shown]


def _mirror_rows(name: str, parts: Mapping[str, int | None]) -> list[tuple[str, str]]:
    """What each part is called and how many stories it has; ages from young to old."""
    ages = list(desk_words.AGES)
    values = sorted(parts, key=ages.index) if name == "age_band" and set(parts) <= set(ages) else list(parts)
    return [(_mirror_word(name, value), desk_words.part(parts[value])) for value in values]


def _mirror_word(name: str, value: str) -> str:
    if name == "age_band":
        return str(desk_words.AGES.get(value, value))
    if name == "route":
        return str(terms.ROUTES.get(value, value))
    return terms.language_name(value)


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
