"""What follows from the figures that the evaluators' desk shows: only from them, so that nothing hidden comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.estimation.interval import Estimate
from analysis.estimation.shares import net_movement, share
from analysis.internal import InternalIndicator
from analysis.records import IndicatorResult, Perspective


@dataclass(frozen=True, slots=True)
class Moved:
    """How one item went from then to now. n_pairs: stories with a step for both. better, same, worse: counts, None where
    hidden. net: share better minus share worse; worse_share: with its interval. What is hidden has no estimate either."""

    item: str
    wave: int
    perspective: Perspective | None
    n: int | None
    n_pairs: int | None
    better: int | None
    same: int | None
    worse: int | None
    net: Estimate | None
    worse_share: Estimate | None
    n_not_mentioned: int | None
    n_not_applicable: int | None


def moved(rows: Iterable[InternalIndicator]) -> tuple[Moved, ...]:
    """One for every pair of figures better and worse, in the order of the rows."""
    every = {(row.indicator, row.wave, row.perspective): row for row in rows}
    made = []
    for (code, wave, who), better in every.items():
        item, _, end = code.rpartition(".")
        worse = every.get((f"{item}.worse", wave, who))
        if end == "better" and worse is not None:
            made.append(_moved(item, better, worse))
    return tuple(made)


def _moved(item: str, better: InternalIndicator, worse: InternalIndicator) -> Moved:
    up, down, n = better.numerator, worse.numerator, better.denominator
    same = None if up is None or down is None or n is None else n - up - down
    has_net = up is not None and down is not None and same is not None and bool(n)
    return Moved(
        item,
        better.wave,
        better.perspective,
        better.n,
        n,
        up,
        same,
        down,
        net_movement(up or 0, same or 0, down or 0) if has_net else None,
        share(down, n) if down is not None and n else None,
        better.n_not_mentioned,
        better.n_not_applicable,
    )


def comparable(rows: Iterable[InternalIndicator]) -> list[IndicatorResult]:
    """The figures that are shown with a share, as results that can be compared."""
    return [
        IndicatorResult(
            row.indicator,
            row.kind,
            row.pilot,
            row.wave,
            row.perspective,
            row.n or 0,
            row.numerator,
            row.denominator,
            row.value,
            row.low,
            row.high,
            row.method,
        )
        for row in rows
        if row.value is not None and row.numerator is not None
    ]


def unanswered(
    rows: Sequence[InternalIndicator] | Sequence[IndicatorResult], n_stories: Mapping[tuple[int, str], int]
) -> list[IndicatorResult]:
    """Per question the share of the stories that hold no answer to it at all, not even a reason for having none.

    rows: figures that are shown for a single perspective each. n_stories: by wave and perspective, those who could answer.
    To be hidden like any other figure.
    """
    made = []
    for row in rows:
        of = n_stories.get((row.wave, row.perspective or ""), 0)
        if row.n is None or row.n > of:
            continue
        estimate = share(of - row.n, of) if of else None
        low, high, value = (estimate.low, estimate.high, estimate.value) if estimate else (None, None, None)
        made.append(
            IndicatorResult(
                f"unanswered.{row.indicator}",
                "measured",
                row.pilot,
                row.wave,
                row.perspective,
                of,
                of - row.n,
                of,
                value,
                low,
                high,
                "wilson-95",
            )
        )
    return made
