"""Figures for outside: rounded counts, and what follows from them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.disclosure import exposure
from analysis.disclosure.exposure import allowed, rounded
from analysis.disclosure.policy import DisclosurePolicy, DisclosureRefused
from analysis.indicators import wilson
from analysis.published import PublishedIndicator, PublishedResults, Withheld
from analysis.records import IndicatorResult, Perspective

Place = tuple[int, Perspective | None]
"""Wave and perspective."""


def publish(
    results: Sequence[IndicatorResult], *, policy: DisclosurePolicy, earlier: Sequence[PublishedResults] = ()
) -> PublishedResults:
    """A release of figures about one pilot, without themes and quotes yet. Rows keep their order.

    Stops: computing a count of 1-4 exactly from the release (by subtraction or by all figures of a perspective
    together); and, with earlier: laying two releases side by side where rounded counts prove that one to four stories
    came or went and what some of them said. It is judged from rounded figures, because nothing else of an earlier
    release is kept, and as if stories only came or only went. Does not stop: someone who knows exactly how many
    stories lie between two releases and sees a count step to the next five (so release once per wave); knowledge of
    people outside the figures; a group in which everybody answered the same.

    Raises DisclosureRefused, naming indicator and wave: for such a difference, for a count that could be computed, for
    perspectives both together and apart in one wave (their sums give small counts away), for another rounding than
    earlier. Raises ValueError for no rows, rows of several pilots, or a row given twice.
    """
    rows = tuple(results)
    pilot = _one_pilot(rows, earlier)
    published = tuple(_published(row, policy) for row in rows)
    _refuse_mixed_perspectives([*published, *(row for release in earlier for row in release.indicators)])
    _refuse_pinned(rows, policy)
    for release in earlier:
        _refuse_exposing_difference(published, release, policy)
    return PublishedResults(
        pilot=pilot,
        indicators=published,
        themes=(),
        quotes=(),
        policy=policy.name,
        rounding_base=policy.rounding_base,
        minimum_count=policy.minimum_count,
        minimum_n_percent=policy.minimum_n_percent,
    )


def _one_pilot(rows: Sequence[IndicatorResult], earlier: Sequence[PublishedResults]) -> str:
    pilots = {row.pilot for row in rows}
    if len(pilots) != 1:
        raise ValueError(f"a release is about exactly one pilot, not {len(pilots)}")
    if {release.pilot for release in earlier} - pilots:
        raise ValueError("an earlier release is about another pilot")
    if len({(row.indicator, row.wave, row.perspective) for row in rows}) != len(rows):
        raise ValueError("a figure stands twice in the release")
    return pilots.pop()


def _published(row: IndicatorResult, policy: DisclosurePolicy) -> PublishedIndicator:
    """The row as it may leave: a function of its rounded counts."""
    n, numerator, not_mentioned = (
        rounded(c, policy.rounding_base) for c in (row.n, row.numerator, row.n_not_mentioned)
    )
    denominator = None if row.denominator is None else rounded(row.denominator, policy.rounding_base)
    withheld = _withheld(row, n, denominator, policy)
    gone = withheld == "too_few_to_show" or (n == 0 and withheld is not None)
    percent = low = high = None
    if withheld is None and denominator is not None:
        percent = round(100 * numerator / denominator, 1)
        low, high = _envelope(numerator, denominator, policy)
    return PublishedIndicator(
        indicator=row.indicator,
        kind=row.kind,
        pilot=row.pilot,
        wave=row.wave,
        perspective=row.perspective,
        n=None if gone else n,
        numerator=None if gone else numerator,
        denominator=None if gone else denominator,
        percent=percent,
        low=low,
        high=high,
        method=row.method if denominator is None else f"{row.method}-envelope",
        n_not_mentioned=None if gone else not_mentioned,
        n_not_applicable=None,
        withheld=withheld,
    )


def _withheld(row: IndicatorResult, n: int, denominator: int | None, policy: DisclosurePolicy) -> Withheld | None:
    """Why a row has no percentage, or no numbers at all. n, denominator: rounded."""
    if row.kind != "heard" and n == 0:
        return "too_few_to_show"
    if denominator is None or allowed(denominator, policy.rounding_base)[0] >= policy.minimum_n_percent:
        return None
    return "not_enough_checked_stories" if row.kind == "heard" else "too_few_for_a_percentage"


def _envelope(numerator: int, denominator: int, policy: DisclosurePolicy) -> tuple[float, float]:
    """Lowest and highest end (0-100) of Wilson's interval over every pair of true counts that these may stand for."""
    (least, most), (fewest, all_of) = (allowed(c, policy.rounding_base) for c in (numerator, denominator))
    intervals = [wilson(x, m) for m in range(fewest, all_of + 1) for x in range(least, min(most, m) + 1)]
    return round(100 * min(low for low, _ in intervals), 1), round(100 * max(high for _, high in intervals), 1)


def _refuse_mixed_perspectives(rows: Iterable[PublishedIndicator]) -> None:
    """In one wave, own answers and counts are all together or all apart, and so are the panel's readings."""
    seen: dict[tuple[int, bool], bool] = {}
    for row in rows:
        together = row.perspective is None
        if seen.setdefault((row.wave, row.kind == "heard"), together) != together:
            raise DisclosureRefused(
                f"{row.indicator}, wave {row.wave}: perspectives together and apart cannot both be published, in this "
                "release or one after the other; choose one of the two"
            )


def _refuse_pinned(rows: Iterable[IndicatorResult], policy: DisclosurePolicy) -> None:
    places: dict[Place, list[IndicatorResult]] = defaultdict(list)
    for row in rows:
        places[row.wave, row.perspective].append(row)
    for (wave, perspective), group in places.items():
        for name, what in exposure.pinned(group, policy.rounding_base, policy.minimum_count):
            raise DisclosureRefused(
                f"{name} ({what}), wave {wave}, {perspective or 'all'}: these figures together give a count under "
                f"{policy.minimum_count} away; leave one of them out"
            )


def _refuse_exposing_difference(
    now: Sequence[PublishedIndicator], release: PublishedResults, policy: DisclosurePolicy
) -> None:
    """now: the new rows. See `publish` for what is refused."""
    pairs = exposure.same_figures(release.indicators, now)
    if pairs and release.rounding_base != policy.rounding_base:
        row = pairs[0][1]
        raise DisclosureRefused(
            f"{row.indicator}, wave {row.wave}: published before with rounding to {release.rounding_base}; "
            f"rounding to {policy.rounding_base} as well would narrow the counts down"
        )
    for row in exposure.exposed_rows(pairs, policy.rounding_base, policy.minimum_count):
        raise DisclosureRefused(
            f"{row.indicator}, wave {row.wave}, {row.perspective or 'all'}: beside an earlier release this shows what "
            f"fewer than {policy.minimum_count} stories said; wait for more stories"
        )
