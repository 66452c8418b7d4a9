"""Where tellers put their story between three words (a triad), counted by zone: seven of them, never a single place.

A triad is SenseMaker's (Cynefin): the teller says how much each of three poles weighed, in whole percents that sum to 100.
The zones are the seven places that the form names for whoever fills it in without a script, with room around each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.published import ZONES, Zone
from analysis.records import Perspective

CORNER_PERCENT = 60
"""From so much on one pole the story lies in its corner."""
MIDDLE_PERCENT = 20
"""With at least so much on every pole, and no pole at a corner, it lies in the middle. With these two numbers the seven zones
are alike in size (12 or 16 % of the triangle), so that a fuller one is not merely a larger one."""

Point = tuple[int, int, int]
"""How much the first, second and third pole weigh, in whole percents that sum to 100."""

_POLES: tuple[Zone, Zone, Zone] = ("first", "second", "third")
_SIDES: tuple[Zone, Zone, Zone] = ("second_third", "first_third", "first_second")
"""By the pole that weighs least."""


@dataclass(frozen=True, slots=True)
class PlacedStory:
    """One story's place in one triad."""

    question: str
    wave: int
    perspective: Perspective
    point: Point


@dataclass(frozen=True, slots=True)
class ZoneCounts:
    """How many stories of one wave and perspective lie in each zone of a triad: exact, so never shown."""

    question: str
    wave: int
    perspective: Perspective
    counts: tuple[tuple[Zone, int], ...]


def zone_of(point: Point) -> Zone:
    """The zone of a point. Raises ValueError for percents that do not sum to 100."""
    if sum(point) != 100 or min(point) < 0:
        raise ValueError(f"{point} is no place between three poles")
    if max(point) >= CORNER_PERCENT:
        return _POLES[point.index(max(point))]
    if min(point) >= MIDDLE_PERCENT:
        return "middle"
    return _SIDES[point.index(min(point))]


def count_zones(placed: Iterable[PlacedStory]) -> tuple[ZoneCounts, ...]:
    """Counts by question, wave and perspective, in a fixed order; every zone stands in each, also with nought."""
    found: dict[tuple[str, int, Perspective], Counter[Zone]] = defaultdict(Counter)
    for story in placed:
        found[story.question, story.wave, story.perspective][zone_of(story.point)] += 1
    return tuple(
        ZoneCounts(question, wave, who, tuple((zone, counts[zone]) for zone in ZONES))
        for (question, wave, who), counts in sorted(found.items())
    )
