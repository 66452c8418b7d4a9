"""What stays inside: exact figures, parts of a whole, and tables of moves. Constructed by `analysis.disclosure` only.

Never for outside: other types than `Published*`, so that a report cannot take them by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.records import IndicatorKind, Perspective

InternalWithheld = Literal["too_few_to_show", "too_few_for_a_percentage"]


@dataclass(frozen=True, slots=True)
class InternalIndicator:
    """A figure for the evaluators' desk: exact, or None where it is too small or would give a small one away.

    Fields as in `IndicatorResult`. withheld: why a number is None; None when nothing is held back.
    """

    indicator: str
    kind: IndicatorKind
    pilot: str
    wave: int
    perspective: Perspective | None
    n: int | None
    numerator: int | None
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    method: str
    n_not_mentioned: int | None
    n_not_applicable: int | None
    withheld: InternalWithheld | None


@dataclass(frozen=True, slots=True)
class InternalView:
    """Figures under confidentiality, never for outside: a different type, so that a report cannot take it by mistake."""

    indicators: tuple[InternalIndicator, ...]
    policy: str
    minimum_count: int
    minimum_n_percent: int


@dataclass(frozen=True, slots=True)
class InternalParts:
    """A number of stories and the parts it divides into (routes, languages). None: too few, or it would give one away."""

    total: int | None
    parts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class InternalMoves:
    """Every move of one item from then to now. cells: 7 rows (then) by 7 columns (now), in the order of
    `estimation.movement.KINDS`; None stands for fewer than hidden_below stories, none included. cells is None when the
    whole table would give too much away. n: stories in it, None when fewer than five."""

    item: str
    pilot: str
    wave: int
    perspective: Perspective | None
    n: int | None
    cells: tuple[tuple[int | None, ...], ...] | None
    hidden_below: int


@dataclass(frozen=True, slots=True)
class InternalSteps:
    """How the answers behind a figure divide over the steps. counts: lowest step first; None where that would point at a
    few."""

    wave: int
    perspective: Perspective | None
    counts: tuple[int, ...] | None
