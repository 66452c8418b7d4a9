"""What may leave the building. Constructed by `analysis.disclosure` and by nobody else (a test keeps it so).

Counts are rounded, totals included, so they need not add up; percentages exist only from enough stories up; intervals
are the envelope over every count that the rounding allows. See docs/methods/disclosure.md.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.records import IndicatorKind, Perspective, VerdictKind

Withheld = Literal["too_few_to_show", "too_few_for_a_percentage", "not_enough_checked_stories"]
Firmness = Literal["firm", "fair", "shaky"]


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
class PublishedResults:
    """One frozen release about one pilot: everything a report, an export or a feedback text may show.

    held_over: waves and perspectives that show the figures of an earlier release, because new ones would expose someone.
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
