"""Pictures of many stories at once, for outside: zones and squares with at least the minimum count, never a single place.

Three rules, argued in docs/methods/disclosure.md. A place with fewer stories than the minimum is left blank, and how many
stories a picture holds is nowhere said: so a blank can always be nought. The places that are shown add up to no more than the
group may hold already, so that nothing becomes known about its other figures. And beside an earlier release a picture is drawn
anew only when the group's own numbers prove that at least the minimum count of stories came or went, and no place exposes a
smaller group; until then the earlier picture stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.disclosure.exposure import Change, allowed, exposes, rounded
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.saturation import saturation
from analysis.placing import ZoneCounts
from analysis.published import (
    PublishedIndicator,
    PublishedMap,
    PublishedPictures,
    PublishedResults,
    PublishedSpot,
    PublishedThemeSpot,
    PublishedTriad,
    PublishedZone,
)
from analysis.records import Perspective
from analysis.theme_map import Squares

FEWEST_STEPS = 3
"""A picture is drawn when what it shows adds up to so many rounding steps: one of fewer shows the rounding, not people. Judged on
what is shown, so that its absence tells nothing about the blanks."""

Place = tuple[int, Perspective | None]
"""Wave and perspective."""
Ends = tuple[int, int]
"""Least and most that a count can be."""
Wholes = Mapping[str, Ends]
"""By name, numbers of stories of which the picture's are a part."""
Shown = Mapping[Any, int]
"""Rounded counts by place in a picture; a place that is not in it is blank."""


def with_pictures(
    published: PublishedResults,
    *,
    triads: Iterable[ZoneCounts] = (),
    squares: Squares | None = None,
    policy: DisclosurePolicy,
    earlier: Sequence[PublishedResults] = (),
) -> PublishedResults:
    """The release with its pictures; themes come first. earlier: all releases of the pilot so far, oldest first.

    A triad that may not be shown is left out; so is the map. Nothing is refused: a release goes on without a picture.
    """
    drawn = (_triad(published, counts, policy, earlier) for counts in triads)
    return replace(
        published,
        pictures=PublishedPictures(
            triads=tuple(triad for triad in drawn if triad),
            theme_map=_theme_map(published, squares, policy, earlier) if squares else None,
            saturation=saturation(published),
        ),
    )


def _triad(
    published: PublishedResults, counts: ZoneCounts, policy: DisclosurePolicy, earlier: Sequence[PublishedResults]
) -> PublishedTriad | None:
    place: Place = (counts.wave, counts.perspective)

    def before(release: PublishedResults) -> PublishedTriad | None:
        held = release.pictures.triads if release.pictures else ()
        found = (t for t in held if (t.question, t.wave, t.perspective) == (counts.question, *place))
        return next(found, None)

    def wholes(release: PublishedResults) -> Wholes:
        return _wholes(release.indicators, place, release.rounding_base)

    zones = tuple(PublishedZone(zone, _shown(n, policy)) for zone, n in counts.counts if _shown(n, policy))
    made = PublishedTriad(counts.question, counts.wave, counts.perspective, zones, held_over=False)
    last = next((found for release in reversed(earlier) if (found := before(release))), None)
    standing = replace(last, held_over=True) if last else None
    if place in published.held_over:
        return standing
    now = {zone.zone: zone.n for zone in made.zones}
    drawn_before = [(r, t) for r in earlier if r.pictures and not ((t := before(r)) and t.held_over)]
    seen = [(wholes(release), {zone.zone: zone.n for zone in t.zones} if t else None) for release, t in drawn_before]
    return made if _may_show(now, wholes(published), seen, policy) else standing


def _theme_map(
    published: PublishedResults, squares: Squares, policy: DisclosurePolicy, earlier: Sequence[PublishedResults]
) -> PublishedMap | None:
    def wholes(release: PublishedResults) -> Wholes:
        return _all_together(release.indicators, release.rounding_base)

    shown = {at: _shown(n, policy) for at, n in squares.stories.items() if _shown(n, policy)}
    names = {theme.name for theme in published.themes if theme.n_stories}
    made = PublishedMap(
        side=squares.side,
        spots=tuple(PublishedSpot(column, row, n) for (column, row), n in sorted(shown.items())),
        themes=tuple(PublishedThemeSpot(name, *at) for name, at in squares.themes if name in names),
        held_over=False,
    )
    maps = [(release, release.pictures.theme_map) for release in earlier if release.pictures]
    last = next((found for _, found in reversed(maps) if found), None)
    seen = [
        (wholes(release), {(spot.column, spot.row): spot.n for spot in found.spots} if found else None)
        for release, found in maps
        if not (found and found.held_over)
    ]
    if made.themes and _may_show(shown, wholes(published), seen, policy):
        return made
    return replace(last, held_over=True) if last else None


def _shown(count: int, policy: DisclosurePolicy) -> int:
    """The count rounded, or 0 for a blank."""
    return rounded(count, policy.rounding_base) if count >= policy.minimum_count else 0


def _behind(shown: int, policy: DisclosurePolicy) -> Ends:
    """The true counts behind what is shown of one place."""
    least, most = allowed(shown, policy.rounding_base)
    return (max(least, policy.minimum_count), most) if shown else (0, max(most, policy.minimum_count - 1))


def _wholes(rows: Iterable[PublishedIndicator], place: Place, base: int) -> Wholes:
    """The numbers of stories of one wave and perspective that a reader takes a picture to be a part of: those that were
    released, and those in the question that most of them answered."""
    mine = [row for row in rows if (row.wave, row.perspective) == place]
    released = [row.numerator for row in mine if row.indicator == "stories.released"]
    answered = [row.n for row in mine if row.kind == "measured"]
    shown = {"released": [n for n in released if n is not None], "answered": [n for n in answered if n is not None]}
    return {name: allowed(max(numbers), base) for name, numbers in shown.items() if numbers}


def _all_together(rows: Sequence[PublishedIndicator], base: int) -> Wholes:
    """The released stories of all waves and perspectives; where they are not counted, the most that any question is about."""
    places = dict.fromkeys((row.wave, row.perspective) for row in rows if row.kind != "heard")
    found = [_wholes(rows, place, base) for place in places]
    each = [ends.get("released") or ends.get("answered") or (0, base // 2) for ends in found]
    return {"released": (sum(low for low, _ in each), sum(high for _, high in each))}


def _may_show(
    now: Shown, wholes: Wholes, seen: Iterable[tuple[Wholes, Shown | None]], policy: DisclosurePolicy
) -> bool:
    """seen: what earlier releases told of the same, each picture (None: not shown) with its wholes."""
    fewest = sum(_behind(n, policy)[0] for n in now.values())
    shows_enough = sum(now.values()) >= FEWEST_STEPS * policy.rounding_base
    if not shows_enough or not wholes or any(fewest > least for least, _ in wholes.values()):
        return False
    return all(then == now or _apart_enough(then, before, now, wholes, policy) for before, then in seen)


def _apart_enough(then: Shown | None, before: Wholes, now: Shown, wholes: Wholes, policy: DisclosurePolicy) -> bool:
    """Whether every whole that both tell of surely changed by the minimum count, and leaves no place exposed."""
    parts = [
        Change(_behind(then.get(at, 0), policy) if then is not None else _ANY, _behind(now.get(at, 0), policy))
        for at in {*now, *(then or ())}
    ]
    both = [Change(before[name], wholes[name]) for name in wholes if name in before]
    return all(
        max(whole.grown()[0], whole.reversed().grown()[0]) >= policy.minimum_count
        and not exposes(whole, parts, policy.minimum_count)
        for whole in both
    )


_ANY: Ends = (0, 10**9)
"""Nothing is known."""
