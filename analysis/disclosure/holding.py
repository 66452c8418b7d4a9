"""A release that goes on where one wave and perspective must wait: its earlier figures stand until enough stories came."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.disclosure.figures import publish
from analysis.disclosure.policy import DisclosurePolicy, DisclosureRefused
from analysis.published import PublishedResults
from analysis.records import IndicatorResult, Perspective

Place = tuple[int, Perspective | None]
"""Wave and perspective."""


def publish_or_hold(
    results: Sequence[IndicatorResult],
    *,
    before: Sequence[IndicatorResult],
    policy: DisclosurePolicy,
    earlier: Sequence[PublishedResults],
) -> PublishedResults:
    """As `publish`, but a wave and perspective that `publish` refuses keeps the figures of the latest release.

    before: the results that the latest release was made of. The places that were held over are named in `held_over`, so
    that readers are told. Rows of a place that is held over stand as they stood, so nothing can be learnt from them that
    was not known. Raises DisclosureRefused where there is nothing to fall back on, and ValueError as `publish` does.
    """
    old, kept, held = _by_place(before), list[IndicatorResult](), list[Place]()
    for place, rows in _by_place(results).items():
        try:
            publish(rows, policy=policy, earlier=earlier)
            kept += rows
        except DisclosureRefused:
            if place not in old:
                raise
            held.append(place)
            kept += old[place]
    return replace(publish(kept, policy=policy, earlier=earlier), held_over=tuple(held))


def _by_place(rows: Iterable[IndicatorResult]) -> dict[Place, list[IndicatorResult]]:
    places: dict[Place, list[IndicatorResult]] = defaultdict(list)
    for row in rows:
        places[row.wave, row.perspective].append(row)
    return dict(places)
