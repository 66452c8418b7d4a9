"""In how many stories the panel's themes are heard: from the stories it read by lot, sharpened by the machine where it can be."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.estimation.interval import Estimate, TooFew
from analysis.estimation.prevalence import FEWEST_LABELLED, prevalence
from analysis.indicators import theme_present
from analysis.records import Perspective, ReadStory
from survey.models.analysis import Assignment, RestStory
from survey.models.panel import PanelMeeting, PanelTheme
from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.services import measurement, panels

Place = tuple[int, Perspective]
"""Wave and perspective."""


@dataclass(frozen=True, slots=True)
class HeardTheme:
    """A theme that the panel confirmed, in one wave and perspective. n_read: stories read by lot, None when fewer than five.
    share: None when there are not enough checked stories yet (`needed`), or when it would point at a few."""

    name: str
    wave: int
    perspective: Perspective
    n_read: int | None
    share: Estimate | None
    needed: int = FEWEST_LABELLED


def heard(session: Session, *, pilot: Pilot) -> list[HeardTheme]:
    """Per theme of the latest closed meeting, by wave and perspective that was read. Empty without such a meeting."""
    closed = [meeting for meeting in panels.meetings(session, pilot=pilot) if meeting.closed_at]
    if not closed:
        return []
    themes = panels.themes_of(session, meeting=closed[-1])
    read: dict[Place, list[ReadStory]] = defaultdict(list)
    for meeting in closed:
        for story in measurement.read_stories(session, pilot=pilot, meeting=meeting):
            if story.tags:
                read[story.wave, story.perspective].append(story)
    machine = _Machine(session, pilot, closed[-1], themes) if max(map(len, read.values()), default=0) else None
    return [
        _heard(theme, place, stories, machine) for theme in themes for place, stories in sorted(read.items(), key=str)
    ]


def _heard(theme: PanelTheme, place: Place, stories: Sequence[ReadStory], machine: _Machine | None) -> HeardTheme:
    from analysis.disclosure import DisclosurePolicy

    few = DisclosurePolicy().minimum_count
    labels = [theme_present(story, theme.name) for story in stories]
    n_with = sum(labels)
    n_read = len(stories) if len(stories) >= few else None
    if any(1 <= count < few for count in (n_with, len(labels) - n_with)):
        return HeardTheme(theme.name, *place, n_read, None)
    predicted, elsewhere = machine.of(theme, place, stories) if machine else ([], [])
    try:
        return HeardTheme(theme.name, *place, n_read, prevalence(labels, predicted, elsewhere))
    except TooFew:
        return HeardTheme(theme.name, *place, n_read, None)


class _Machine:
    """How much each story of the latest meeting's search belongs to each theme, by wave and perspective."""

    def __init__(self, session: Session, pilot: Pilot, meeting: PanelMeeting, themes: Sequence[PanelTheme]) -> None:
        origins = {origin.candidate_id: theme.id for theme in themes for origin in theme.origins}
        rows = session.execute(
            select(Assignment.ref, Assignment.candidate_id, func.max(Assignment.weight))
            .where(Assignment.candidate_id.in_(origins))
            .group_by(Assignment.ref, Assignment.candidate_id)
        )
        self._weights: dict[tuple[uuid.UUID, str], float] = defaultdict(float)
        for ref, candidate, weight in rows:
            key = (origins[candidate], str(ref))
            self._weights[key] = max(self._weights[key], float(weight))
        self._stories = _in_search(session, pilot, meeting, list(origins))

    def of(self, theme: PanelTheme, place: Place, read: Sequence[ReadStory]) -> tuple[Sequence[float], Sequence[float]]:
        """Of the stories read, in their order, and of the others in that place. Empty when a story that was read took no
        part in the search: then the machine has not judged the same stories."""
        there = self._stories.get(place, frozenset())
        refs = [story.ref for story in read]
        if not set(refs) <= there:
            return [], []
        others = sorted(there - set(refs))
        return [self._weights[theme.id, ref] for ref in refs], [self._weights[theme.id, ref] for ref in others]


def _in_search(
    session: Session, pilot: Pilot, meeting: PanelMeeting, candidates: Sequence[uuid.UUID]
) -> Mapping[Place, frozenset[str]]:
    """The stories that took part in a meeting's search, those that fitted nowhere too."""
    assigned = select(Assignment.ref).where(Assignment.candidate_id.in_(candidates))
    rest = select(RestStory.ref).where(RestStory.run_id == meeting.run_id)
    rows = session.execute(
        select(Submission.ref, Wave.number, Submission.perspective)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Wave.pilot_id == pilot.id, Submission.ref.in_(assigned) | Submission.ref.in_(rest))
    )
    found: dict[Place, set[str]] = defaultdict(set)
    for ref, wave, who in rows:
        found[wave, who].add(str(ref))  # type: ignore[index]  # the column is an Enum of the same words
    return {place: frozenset(refs) for place, refs in found.items()}
