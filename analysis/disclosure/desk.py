"""Figures for the evaluators' desk: exact, with small numbers hidden together with what would give them away."""

from collections.abc import Mapping, Sequence
from typing import Literal

from analysis.disclosure.policy import DisclosurePolicy
from analysis.internal import InternalIndicator, InternalView, InternalWithheld
from analysis.records import IndicatorResult, Perspective

Part = Literal["sides", "no_step", "denominator", "total"]
"""Of a row. sides: who is in the numerator and who is not; no_step: not mentioned and not applicable."""
Hidden = frozenset[Part]
"""What a row does not show."""
Key = tuple[str, str, int, Perspective | None]
"""Indicator, pilot, wave, perspective."""
NOTHING_SHOWN: Hidden = frozenset({"sides", "no_step", "denominator", "total"})


def internal(results: Sequence[IndicatorResult], *, policy: DisclosurePolicy) -> InternalView:
    """Exact figures for the evaluators' desk, under confidentiality.

    Counts of 1-4 and percentages under ten stories are None, and so is what would let them be computed within their
    row or from the perspectives and their total. A row is two pairs: numerator and the others, which make the
    denominator; not mentioned and not applicable, which make the rest. A pair with a small member is hidden as a pair;
    a small pair hides the whole row but n; a row of fewer than five stories shows nothing. A total over perspectives
    hides what any of them hides. Better and worse of one item are hidden together when few stayed the same. Not stopped:
    other differences between figures of different indicators, or between two moments at which somebody looks.

    Rows keep their order. Raises ValueError for a row given twice.
    """
    hidden = hidden_together(results, policy)
    anywhere: dict[tuple[str, str, int], Hidden] = {}
    for key, parts in hidden.items():
        anywhere[key[:3]] = anywhere.get(key[:3], frozenset()) | parts
    hidden |= {key: anywhere[key[:3]] for key in hidden if key[3] is None}
    return view(results, hidden, policy)


def view(results: Sequence[IndicatorResult], hidden: Mapping[Key, Hidden], policy: DisclosurePolicy) -> InternalView:
    """The rows without what is hidden of each."""
    rows = (_internal(row, hidden[key_of(row)], policy) for row in results)
    return InternalView(tuple(rows), policy.name, policy.minimum_count, policy.minimum_n_percent_inside)


def key_of(row: IndicatorResult) -> Key:
    return row.indicator, row.pilot, row.wave, row.perspective


def hidden_together(results: Sequence[IndicatorResult], policy: DisclosurePolicy) -> dict[Key, Hidden]:
    """What each row may not show by itself, and because of how better and worse hang together: beside them, those who
    stayed the same can be computed. Raises ValueError for a row given twice."""
    rows = {key_of(row): row for row in results}
    if len(rows) != len(results):
        raise ValueError("a figure stands twice")
    hidden = {key: hidden_parts(row, policy) for key, row in rows.items()}
    for key, better in rows.items():
        stem, _, end = key[0].rpartition(".")
        other = (f"{stem}.worse", *key[1:])
        if end != "better" or other not in rows:
            continue
        same = (better.denominator or 0) - better.numerator - rows[other].numerator
        if 1 <= same < policy.minimum_count:
            hidden[key] |= {"sides"}
            hidden[other] |= {"sides"}
    return hidden


def hidden_parts(row: IndicatorResult, policy: DisclosurePolicy) -> Hidden:
    """What this row by itself may not show; see `internal`."""

    def small(*counts: int) -> bool:
        return any(1 <= count < policy.minimum_count for count in counts)

    if small(row.n) or (row.denominator is None and small(row.numerator)):
        return NOTHING_SHOWN
    if row.denominator is None:
        return frozenset()
    if small(row.denominator, row.n - row.denominator):
        return frozenset({"sides", "no_step", "denominator"})
    hidden: set[Part] = set()
    if small(row.numerator, row.denominator - row.numerator) or 1 <= row.denominator < policy.minimum_n_percent_inside:
        hidden.add("sides")
    if small(row.n_not_mentioned, row.n_not_applicable):
        hidden.add("no_step")
    return frozenset(hidden)


def _internal(row: IndicatorResult, hidden: Hidden, policy: DisclosurePolicy) -> InternalIndicator:
    denominator = None if "denominator" in hidden else row.denominator
    sides = "sides" in hidden
    no_step = "no_step" in hidden
    return InternalIndicator(
        indicator=row.indicator,
        kind=row.kind,
        pilot=row.pilot,
        wave=row.wave,
        perspective=row.perspective,
        n=None if "total" in hidden else row.n,
        numerator=None if sides else row.numerator,
        denominator=denominator,
        value=None if sides else row.value,
        low=None if sides else row.low,
        high=None if sides else row.high,
        method=row.method,
        n_not_mentioned=None if no_step else row.n_not_mentioned,
        n_not_applicable=None if no_step else row.n_not_applicable,
        withheld=_withheld(hidden, denominator, policy),
    )


def _withheld(hidden: Hidden, denominator: int | None, policy: DisclosurePolicy) -> InternalWithheld | None:
    """Why numbers are missing. denominator: as shown."""
    if denominator is not None and denominator < policy.minimum_n_percent_inside and "no_step" not in hidden:
        return "too_few_for_a_percentage"
    return "too_few_to_show" if hidden else None
