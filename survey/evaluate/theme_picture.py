"""The map of a search's themes: vectors in, a drawing with its table out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from analysis.compare import RunFacts
from survey.evaluate.searches import Theme, theme
from survey.services import analysis_runs

FEWEST_THEMES = 2
"""A map of one theme has nothing to show."""
MOST_DOTS = 600
"""Stories drawn as dots; of more, every so manieth, since a thicker cloud tells nothing more."""


@dataclass(frozen=True, slots=True)
class Place:
    """A theme on the map. x, y: -1 to 1. nearest: number of the theme that lies nearest."""

    theme: Theme
    x: float
    y: float
    nearest: int


@dataclass(frozen=True, slots=True)
class Picture:
    """kept_share: part (0-1) of the differences between the themes that a flat map can show."""

    svg: Markup
    places: tuple[Place, ...]
    kept_share: float


def picture(session: Session, *, facts: RunFacts, spoken: dict[str, str]) -> Picture | None:
    """None with fewer than two themes, or when the vectors of one of them are no longer there."""
    from analysis.theme_map import lay_out

    vectors = analysis_runs.cached_vectors(
        session, pilot_refs=sorted(facts.stories), model_id=facts.provenance.model_id
    )
    refs = sorted(vectors)
    row_of = {ref: row for row, ref in enumerate(refs)}
    labels = np.full(len(refs), -1, np.int64)
    for place, one in enumerate(facts.themes):
        labels[[row_of[ref] for ref in one.stories if ref in row_of]] = place
    if len(facts.themes) < FEWEST_THEMES or set(range(len(facts.themes))) - set(labels.tolist()):
        return None
    map_ = lay_out(np.stack([vectors[ref].vector for ref in refs]), labels, [spoken.get(ref, "") for ref in refs])
    places = tuple(
        Place(theme(one), float(x), float(y), _nearest(map_.themes, row) + 1)
        for row, (one, (x, y)) in enumerate(zip(facts.themes, map_.themes, strict=True))
    )
    return Picture(_drawn(places, map_.stories[:: max(1, -(-len(refs) // MOST_DOTS))]), places, map_.kept)


def _nearest(themes: np.ndarray, row: int) -> int:
    distances = np.linalg.norm(themes - themes[row], axis=1)
    distances[row] = np.inf
    return int(distances.argmin())


def _drawn(places: tuple[Place, ...], stories: np.ndarray) -> Markup:
    from reports.chart_theme import to_svg
    from reports.theme_map import THEME_COLUMNS, frame, theme_map_chart

    rows = [(p.theme.number, p.x, p.y, p.theme.n_stories, p.theme.firmness) for p in places]
    chart = theme_map_chart(
        frame(rows, THEME_COLUMNS),
        frame(stories.tolist(), ("x", "y")),
        title=_("Map of the possible themes"),
        sentence=_("A circle for each theme, with its number. Circles close together are themes that are alike."),
    )
    return Markup(to_svg(chart))  # noqa: S704 - our own drawing; vl-convert and ElementTree escape its texts
