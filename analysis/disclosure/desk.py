"""Figures for the evaluators' desk: exact, with small numbers hidden together with what would give them away."""

from collections.abc import Sequence
from typing import Literal

from analysis.disclosure.policy import DisclosurePolicy
from analysis.records import IndicatorResult, InternalIndicator, InternalView, InternalWithheld, Perspective

Part = Literal["sides", "no_step", "denominator", "total"]
"""Of a row. sides: who is in the numerator and who is not; no_step: not mentioned and not applicable."""
Hidden = frozenset[Part]
"""What a row does not show."""


def internal(results: Sequence[IndicatorResult], *, policy: DisclosurePolicy) -> InternalView:
    """Exact figures for the evaluators' desk, under confidentiality.

    Counts of 1-4 and percentages under ten stories are None, and so is what would let them be computed within their
    row or from the perspectives and their total. A row is two pairs: numerator and the others, which make the
    denominator; not mentioned and not applicable, which make the rest. A pair with a small member is hidden as a pair;
    a small pair hides the whole row but n; a row of fewer than five stories shows nothing. A total over perspectives
    hides what any of them hides. Not stopped: differences between figures of different indicators, or between two
    moments at which somebody looks.

    Rows keep their order. Raises ValueError for a row given twice.
    """
    hidden: dict[tuple[str, str, int, Perspective | None], Hidden] = {}
    for row in results:
        key = (row.indicator, row.pilot, row.wave, row.perspective)
        if key in hidden:
            raise ValueError("a figure stands twice")
        hidden[key] = hidden_parts(row, policy)
    anywhere: dict[tuple[str, str, int], Hidden] = {}
    for key, parts in hidden.items():
        anywhere[key[:3]] = anywhere.get(key[:3], frozenset()) | parts
    hidden |= {key: anywhere[key[:3]] for key in hidden if key[3] is None}
    rows = (_internal(row, hidden[row.indicator, row.pilot, row.wave, row.perspective], policy) for row in results)
    return InternalView(tuple(rows), policy.name, policy.minimum_count, policy.minimum_n_percent_inside)


def hidden_parts(row: IndicatorResult, policy: DisclosurePolicy) -> Hidden:
    """What this row by itself may not show; see `internal`."""

    def small(*counts: int) -> bool:
        return any(1 <= count < policy.minimum_count for count in counts)

    if small(row.n) or (row.denominator is None and small(row.numerator)):
        return frozenset({"sides", "no_step", "denominator", "total"})
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
