"""The codebook as values for its screens: themes, what waits for a person, how well the computer follows, and history."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.agreement import ThemeAgreement
from analysis.codebook import Codebook, changes, classifier_from_data
from analysis.disclosure.policy import policy_of
from survey.models.account import User
from survey.models.codebook import ThemeWording
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.services import codebook_coding, codebook_evidence, codebooks

FEWEST_FOR_AGREEMENT = 10
"""Stories read by two people or more. Below this the interval says nothing, and the figure is left out."""


@dataclass(frozen=True, slots=True)
class Theme:
    """n_labelled: stories in which people saw it, of the n_read that they read; None: too few to show."""

    id: uuid.UUID
    name: str
    definition: str
    not_this: str
    n_labelled: int | None
    n_read: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A meeting whose themes have no place yet."""

    meeting: PanelMeeting
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    keywords: tuple[str, ...]
    n_stories: int
    stability: float


@dataclass(frozen=True, slots=True)
class Followed:
    """How well the computer follows the codebook. kept_accuracy (0-1): None when it promises nothing and stays silent.
    is_changed: a story was taken back since. is_old: a later version was confirmed."""

    version: int
    made_at: datetime
    n_stories: int
    n_abstained: int
    wanted: float
    kept_accuracy: float | None
    kept_share: float
    n_judged: int
    is_changed: bool
    is_old: bool
    gaps: tuple[Gap, ...]
    n_unsteady: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """How alike people give a theme. alpha, low, high: None when too little was read by two people to say."""

    name: str
    n_stories: int
    prevalence: float | None
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    confirmed_at: datetime
    by: str
    reason: str
    n_themes: int
    n_labelled: int


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the latest version; names of themes."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    reworded: tuple[str, ...]
    n_stories_added: int
    n_relabelled: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the codebook's own page. news: None when nothing changed."""

    themes: tuple[Theme, ...]
    set_aside: tuple[Theme, ...]
    waiting: tuple[Waiting, ...]
    n_tags_unplaced: int
    n_labelled: int
    version: int
    news: News | None
    followed: Followed | None
    agreed: tuple[Agreed, ...]
    versions: tuple[Version, ...]


def page(session: Session, *, pilot: Pilot) -> Page:
    known = codebooks.decided(session, pilot=pilot)
    book = codebooks.book(session, pilot=pilot)
    history = codebooks.versions(session, pilot=pilot)
    unplaced = codebooks.unplaced_themes(session, pilot=pilot)
    tags = codebooks.tags_in_use(session, known=known)
    return Page(
        themes=themes(pilot, book),
        set_aside=tuple(_set_aside(known.wordings)),
        waiting=tuple(
            Waiting(meeting, tuple(theme.name for theme in unplaced[meeting.id]))
            for meeting in known.meetings
            if meeting.id in unplaced
        ),
        n_tags_unplaced=sum(codebooks.tag_key(tag) not in known.tags for tag in tags),
        n_labelled=len(book.labels),
        version=book.version,
        news=news(session, pilot=pilot, book=book),
        followed=followed(session, pilot=pilot, latest=book.version),
        agreed=agreed(session, pilot=pilot) if book.labels else (),
        versions=tuple(
            Version(
                one.number,
                one.confirmed_at,
                session.get_one(User, one.confirmed_by_id).name,
                one.reason,
                one.n_themes,
                one.n_labelled,
            )
            for one in history
        ),
    )


def themes(pilot: Pilot, book: Codebook) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            uuid.UUID(theme.theme),
            theme.name,
            theme.definition,
            theme.not_this,
            _shown(pilot, sum(theme.theme in story.present for story in book.labels)),
            sum(theme.theme in story.present | story.absent for story in book.labels),
        )
        for theme in book.themes
    )


def _shown(pilot: Pilot, n: int) -> int | None:
    return None if 0 < n < policy_of(pilot.programme.slug).minimum_count else n


def news(session: Session, *, pilot: Pilot, book: Codebook) -> News | None:
    """What differs from the latest version; everything, before the first."""
    latest = next(iter(codebooks.versions(session, pilot=pilot)), None)
    before = codebooks.version_book(session, pilot=pilot, version=latest) if latest else Codebook(0, (), ())
    if not book.themes or before.content_hash == book.content_hash:
        return None
    found = changes(before, book)
    name = {theme.theme: theme.name for theme in (*before.themes, *book.themes)}
    return News(
        _sorted(name[theme] for theme in found.added),
        _sorted(name[theme] for theme in found.removed),
        tuple((old, new) for _theme, old, new in found.renamed),
        _sorted(name[theme] for theme in found.reworded),
        len(found.stories_added),
        len(found.relabelled),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=str.casefold))


def followed(session: Session, *, pilot: Pilot, latest: int) -> Followed | None:
    """latest: number of the latest version."""
    found = codebook_coding.latest_fit(session, pilot=pilot)
    if found is None:
        return None
    fit, version = found
    stop = classifier_from_data(fit.learned).abstention
    return Followed(
        version=version.number,
        made_at=fit.made_at,
        n_stories=fit.n_stories,
        n_abstained=fit.n_abstained,
        wanted=stop.wanted,
        kept_accuracy=stop.kept_accuracy,
        kept_share=stop.kept_share,
        n_judged=stop.n_stories,
        is_changed=len(codebook_coding.coded_stories(session, fit=fit)) < fit.n_stories,
        is_old=version.number < latest,
        gaps=tuple(Gap(tuple(gap.keywords), gap.n_stories, gap.stability) for gap in fit.gaps),
        n_unsteady=fit.n_unsteady,
    )


def agreed(session: Session, *, pilot: Pilot) -> tuple[Agreed, ...]:
    found, book = codebook_evidence.agreement(session, pilot=pilot)
    of = {str(theme.id): theme for theme in themes(pilot, book)}
    return tuple(_agreed(of[one.theme].name, one, is_shown=of[one.theme].n_labelled is not None) for one in found)


def _agreed(name: str, found: ThemeAgreement, *, is_shown: bool) -> Agreed:
    """is_shown: whether enough stories have the theme to say how often it was given."""
    agreement = found.agreement
    prevalence = found.prevalence if is_shown else None
    if agreement.n_units < FEWEST_FOR_AGREEMENT or agreement.alpha is None:
        return Agreed(name, agreement.n_units, prevalence, None, None, None)
    return Agreed(name, agreement.n_units, prevalence, agreement.alpha, agreement.low, agreement.high)


def _set_aside(wordings: Mapping[uuid.UUID, Sequence[ThemeWording]]) -> list[Theme]:
    latest = {entry: worded[-1] for entry, worded in wordings.items() if worded[-1].is_set_aside}
    return [
        Theme(entry, worded.name, worded.definition, worded.not_this, 0, 0)
        for entry, worded in sorted(latest.items(), key=lambda pair: pair[1].name.casefold())
    ]
