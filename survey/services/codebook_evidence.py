"""What the codebook rests on: how alike people tag, and what a share of stories with a theme is estimated from."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import ThemeAgreement, theme_agreement
from analysis.codebook import Codebook, CodebookTheme, StoryLabels
from analysis.records import ReadStory
from survey.models.codebook import CodebookFit, CodebookVersion
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory
from survey.models.submission import Submission
from survey.services import analysis_runs, codebook_coding, codebooks, consents


@dataclass(frozen=True, slots=True)
class ThemeEvidence:
    """What is known of one theme among the stories of one perspective in one wave.

    refs, labels: the stories that were drawn at random and read, and what the panel said of each. predicted: for the same
    stories in the same order, the probability by a machine that had not seen their labels; empty when nothing was learned.
    predicted_elsewhere: for the other released stories. version: of the codebook that the machine learned from, None
    without one. The last three lists are what `analysis.estimation.prevalence` asks for, in its order; a count of
    predictions is no estimate.
    """

    entry_id: uuid.UUID
    name: str
    wave: int
    perspective: str
    refs: tuple[str, ...]
    labels: tuple[bool, ...]
    predicted: tuple[float, ...]
    predicted_elsewhere: tuple[float, ...]
    version: int | None


@dataclass(frozen=True, slots=True)
class _Story:
    wave: int
    perspective: str


def heard(session: Session, *, pilot: Pilot) -> list[ThemeEvidence]:
    """Per theme in use, wave and perspective that has a released story: by name, then wave, then perspective.

    Stories whose tellers take back the analysis are left out at once. Waves and perspectives are never pooled here.
    """
    book = codebooks.book(session, pilot=pilot)
    latest = codebook_coding.latest_fit(session, pilot=pilot)
    learned = _learned(session, *latest) if latest else _Learned(None, {}, {})
    cells: Mapping[_Story, list[str]] = defaultdict(list)
    for ref, where in sorted(_stories(session, pilot).items()):
        cells[where].append(ref)
    labels = {story.ref: story for story in book.labels if story.drawn == "random"}
    return [
        _evidence(theme, where, cells[where], labels, learned)
        for theme in book.themes
        for where in sorted(cells, key=lambda one: (one.wave, one.perspective))
    ]


def agreement(session: Session, *, pilot: Pilot) -> tuple[tuple[ThemeAgreement, ...], Codebook]:
    """How alike people give each theme of the codebook (its identifier), over the stories read in closed meetings."""
    known = codebooks.decided(session, pilot=pilot)
    book = codebooks.fold_events(session, known=known)
    told = _stories(session, pilot)
    tags: dict[str, list[frozenset[str]]] = defaultdict(list)
    for _ordinal, reading, _drawn in codebooks.readings(session, known=known):
        if str(reading.ref) in told:
            placed = {known.placed(tag) for tag in reading.tags}
            tags[str(reading.ref)].append(frozenset(str(entry) for entry in placed if entry in known.themes))
    stories = [
        ReadStory(ref, pilot.slug, told[ref].wave, told[ref].perspective, tuple(given))  # type: ignore[arg-type]  # an Enum of the same words
        for ref, given in sorted(tags.items())
    ]
    return theme_agreement(stories, [theme.theme for theme in book.themes]), book


@dataclass(frozen=True, slots=True)
class _Learned:
    """Probabilities by story and theme: by the whole machine, and by one that had not seen that story's labels."""

    version: int | None
    full: dict[str, dict[str, float]]
    held_out: dict[str, dict[str, float]]


def _learned(session: Session, fit: CodebookFit, version: CodebookVersion) -> _Learned:
    themes: list[str] = fit.learned["themes"]
    coded = codebook_coding.by_story(session, fit=fit)
    return _Learned(
        version.number,
        {ref: _named(themes, full) for ref, (full, _held_out) in coded.items()},
        {ref: _named(themes, held_out) for ref, (_full, held_out) in coded.items() if held_out is not None},
    )


def _evidence(
    theme: CodebookTheme, where: _Story, refs: Iterable[str], labels: Mapping[str, StoryLabels], learned: _Learned
) -> ThemeEvidence:
    """The machine counts only where it knows every story that was read, by a look that had not seen the labels."""
    read: dict[str, bool] = {}
    elsewhere: list[str] = []
    for ref in refs:
        if ref in labels and theme.theme in labels[ref].present | labels[ref].absent:
            read[ref] = theme.theme in labels[ref].present
        else:
            elsewhere.append(ref)
    predicted = [p for ref in read if (p := learned.held_out.get(ref, {}).get(theme.theme)) is not None]
    unseen = learned.full | learned.held_out
    others = [p for ref in elsewhere if (p := unseen.get(ref, {}).get(theme.theme)) is not None]
    helps = bool(predicted) and len(predicted) == len(read)
    return ThemeEvidence(
        entry_id=uuid.UUID(theme.theme),
        name=theme.name,
        wave=where.wave,
        perspective=where.perspective,
        refs=tuple(read),
        labels=tuple(read.values()),
        predicted=tuple(predicted) if helps else (),
        predicted_elsewhere=tuple(others) if helps else (),
        version=learned.version if helps else None,
    )


def _named(themes: Iterable[str], numbers: Iterable[float]) -> dict[str, float]:
    return {theme: float(number) for theme, number in zip(themes, numbers, strict=True)}


def _stories(session: Session, pilot: Pilot) -> dict[str, _Story]:
    """The released stories of a pilot whose tellers allow the analysis now. No text is opened."""
    rows = session.execute(
        select(Submission.ref, Wave.number, Submission.perspective)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Wave.pilot_id == pilot.id)
    ).all()
    allowed = {
        ref
        for some in analysis_runs.batched([str(ref) for ref, _wave, _perspective in rows])
        for ref, uses in consents.held(session, refs=some).items()
        if "analysis" in uses
    }
    return {str(ref): _Story(wave, perspective) for ref, wave, perspective in rows if ref in allowed}
