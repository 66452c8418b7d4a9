"""In how many stories the panel's themes are heard: from the stories it read by lot, sharpened by the machine where it can be.

Themes that have a place in the codebook are counted in the codebook's words, under every name they have had, and with the
probabilities that the codebook's machine gives. Themes of the latest meeting that nobody has placed yet are counted from
the readings alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.estimation.interval import Estimate, TooFew
from analysis.estimation.prevalence import FEWEST_LABELLED, prevalence
from analysis.indicators import THEME_PREFIX, theme_present
from analysis.internal import InternalIndicator, InternalView
from analysis.records import IndicatorResult, Perspective, ReadStory
from survey.models.programme import Pilot
from survey.services import codebook_evidence, codebooks, measurement

METHOD_WITHOUT = "none"
"""Of a share that is not estimated, as too few stories were read."""

Place = tuple[int, Perspective]
"""Wave and perspective."""


@dataclass(frozen=True, slots=True)
class ThemeRead:
    """One theme among the stories of one wave and perspective that the panel read by lot. present: by story (its reference)
    whether the panel found the theme in it. predicted, elsewhere: the machine's probability for the same stories and for
    the others, empty without one."""

    name: str
    wave: int
    perspective: Perspective
    present: Mapping[str, bool]
    predicted: tuple[float, ...] = ()
    elsewhere: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardTheme:
    """A theme that the panel confirmed, as the desk shows it. n_read: stories read by lot, None when fewer than five. share:
    None when there are not enough checked stories yet (`needed`), or when it would point at a few."""

    name: str
    wave: int
    perspective: Perspective
    n_read: int | None
    share: Estimate | None
    needed: int = FEWEST_LABELLED


def heard(session: Session, *, pilot: Pilot) -> list[HeardTheme]:
    """Per theme that the panel confirmed, by wave and perspective of which it read stories. Empty without a closed meeting."""
    return [shown(row) for row in view(read(session, pilot=pilot), pilot=pilot).indicators]


def view(themes: Iterable[ThemeRead], *, pilot: Pilot) -> InternalView:
    """The same as figures of kind `heard`, small numbers withheld."""
    from analysis import disclosure

    return disclosure.internal(
        [_result(theme, pilot) for theme in themes], policy=disclosure.policy_of(pilot.programme.slug)
    )


def read(session: Session, *, pilot: Pilot) -> list[ThemeRead]:
    """By theme, wave and perspective; only where stories were read by lot."""
    meetings = codebooks.closed_meetings(session, pilot=pilot)
    if not meetings:
        return []
    found = [
        ThemeRead(
            one.name,
            one.wave,
            one.perspective,  # type: ignore[arg-type]  # an Enum of the same words
            dict(zip(one.refs, one.labels, strict=True)),
            one.predicted,
            one.predicted_elsewhere,
        )
        for one in codebook_evidence.heard(session, pilot=pilot)
        if one.labels
    ]
    placed = {theme.name for theme in found}
    waiting = codebooks.unplaced_themes(session, pilot=pilot).get(meetings[-1].id, [])
    names = [theme.name for theme in waiting if theme.name not in placed]
    return found + (_unplaced(session, pilot, names) if names else [])


def _unplaced(session: Session, pilot: Pilot, names: Iterable[str]) -> list[ThemeRead]:
    read_at: dict[Place, list[ReadStory]] = defaultdict(list)
    for story in measurement.read_by_lot(session, pilot=pilot):
        if story.tags:
            read_at[story.wave, story.perspective].append(story)
    return [
        ThemeRead(name, *place, {story.ref: theme_present(story, name) for story in stories})
        for name in names
        for place, stories in sorted(read_at.items())
    ]


def _result(theme: ThemeRead, pilot: Pilot) -> IndicatorResult:
    labels = list(theme.present.values())
    try:
        share: Estimate | None = prevalence(labels, theme.predicted, theme.elsewhere)
    except TooFew:
        share = None
    return IndicatorResult(
        THEME_PREFIX + theme.name,
        "heard",
        pilot.slug,
        theme.wave,
        theme.perspective,
        len(labels),
        sum(labels),
        len(labels),
        share.value if share else None,
        share.low if share else None,
        share.high if share else None,
        share.method if share else METHOD_WITHOUT,
    )


def shown(row: InternalIndicator) -> HeardTheme:
    """A row of `view` as a theme."""
    name = row.indicator.removeprefix(THEME_PREFIX)
    share = None
    if row.value is not None and row.low is not None and row.high is not None:
        share = Estimate(row.value, row.low, row.high, row.n or 0, row.method)
    return HeardTheme(name, row.wave, row.perspective, row.n, share)  # type: ignore[arg-type]  # never pooled here
