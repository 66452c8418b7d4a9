"""What may leave the building. Constructed by `analysis.disclosure` and by nobody else (a test keeps it so).

Counts are rounded, totals included, so they need not add up; percentages exist only from enough stories up; intervals
are the envelope over every count that the rounding allows. See docs/methods/disclosure.md.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from analysis.records import IndicatorKind, Perspective, VerdictKind

Withheld = Literal["too_few_to_show", "too_few_for_a_percentage", "not_enough_checked_stories"]
Firmness = Literal["firm", "fair", "shaky"]
Zone = Literal["first", "second", "third", "first_second", "second_third", "first_third", "middle"]
"""Of a triad: near one pole, between two, or in the middle."""
ZONES: tuple[Zone, ...] = get_args(Zone)


@dataclass(frozen=True, slots=True)
class PublishedIndicator:
    """A figure for outside. numerator, denominator, n: rounded counts; percent, low, high: 0-100, or None with `withheld`.

    A count of 0 means "none or a few". n_not_applicable is always None: beside the other counts it would let someone
    compute small cells exactly (docs/methods/disclosure.md); it is on the evaluators' desk.
    """

    indicator: str
    kind: IndicatorKind
    pilot: str
    wave: int
    perspective: Perspective | None
    n: int | None
    numerator: int | None
    denominator: int | None
    percent: float | None
    low: float | None
    high: float | None
    method: str
    n_not_mentioned: int | None
    n_not_applicable: int | None
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class PublishedTheme:
    """A theme that the panel confirmed. n_stories: rounded. dissent: seats that judged otherwise, with their reasons."""

    name: str
    reasons: tuple[str, ...]
    votes: tuple[tuple[VerdictKind, int], ...]
    dissent: tuple[str, ...]
    keywords: tuple[str, ...]
    firmness: Firmness
    n_stories: int | None


@dataclass(frozen=True, slots=True)
class PublishedQuote:
    """Words of a teller, verbatim from released text. start, end: code points; text_hash: sha256 of the released text."""

    ref: str
    start: int
    end: int
    text_hash: str
    words: str
    language: str
    perspective: Perspective
    wave: int
    theme: str | None
    contrary: bool


@dataclass(frozen=True, slots=True)
class PublishedZone:
    """A zone of a triad with at least the minimum count of stories. n: rounded."""

    zone: Zone
    n: int


@dataclass(frozen=True, slots=True)
class PublishedTriad:
    """How the stories of one wave and perspective lie between three poles. zones: a zone that is not in it holds fewer
    stories than the minimum, or none. held_over: it is the picture of an earlier release."""

    question: str
    wave: int
    perspective: Perspective
    zones: tuple[PublishedZone, ...]
    held_over: bool


@dataclass(frozen=True, slots=True)
class PublishedSpot:
    """A square of the map with at least the minimum count of stories, by column and row from 0. n: rounded."""

    column: int
    row: int
    n: int


@dataclass(frozen=True, slots=True)
class PublishedThemeSpot:
    """In which square of the map the middle of a theme lies."""

    theme: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class PublishedMap:
    """Which stories are alike, on a plane of side x side squares, all waves and perspectives together: squares with fewer
    stories than the minimum are not in it. held_over: it is the map of an earlier release."""

    side: int
    spots: tuple[PublishedSpot, ...]
    themes: tuple[PublishedThemeSpot, ...]
    held_over: bool


@dataclass(frozen=True, slots=True)
class PublishedExpectation:
    """In so many stories, how many of the themes one would expect to hear (low to high: with the rounding and the 95 %
    interval of each theme's share)."""

    n_stories: int
    themes: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PublishedSaturation:
    """Did more stories still bring other themes? n_themes: those that the panel confirmed and of which a number of stories
    is published. points: from five stories to all."""

    n_themes: int
    points: tuple[PublishedExpectation, ...]


@dataclass(frozen=True, slots=True)
class PublishedPictures:
    """What shows many stories in one picture, and no story."""

    triads: tuple[PublishedTriad, ...]
    theme_map: PublishedMap | None
    saturation: PublishedSaturation | None


@dataclass(frozen=True, slots=True)
class PublishedResults:
    """One frozen release about one pilot: everything a report, an export or a feedback text may show.

    held_over: waves and perspectives that show the figures of an earlier release, because new ones would expose someone.
    pictures: None in releases from before there were any.
    """

    pilot: str
    indicators: tuple[PublishedIndicator, ...]
    themes: tuple[PublishedTheme, ...]
    quotes: tuple[PublishedQuote, ...]
    policy: str
    rounding_base: int
    minimum_count: int
    minimum_n_percent: int
    held_over: tuple[tuple[int, Perspective | None], ...] = ()
    pictures: PublishedPictures | None = None
