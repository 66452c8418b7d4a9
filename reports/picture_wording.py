"""Sentences about triads, the map, the curve and the waves; under the rules of `reports.wording`."""

from collections.abc import Sequence
from itertools import combinations

from analysis.published import ZONES, PublishedMap, PublishedSaturation, PublishedTriad
from analysis.records import PERSPECTIVES
from reports import numbers, wording
from reports.content import Domain, ImpactReport, PanelFacts
from reports.parts import Poles
from reports.picture_tables import zone_name
from reports.texts import say

MOST_PAIRS = 2
"""So many pairs of themes are named as nearest; of more, none is nearer than the others."""
MOST_HEARD = 0.9
"""Share of the themes."""
BARELY = 0.5
"""Themes: what the second half of the stories brings is called next to nothing under half a theme. Our choice."""


def triad_sentences(picture: PublishedTriad, poles: Poles) -> list[str]:
    """Where most stories lie, ties all named."""
    most = max(zone.n for zone in picture.zones)
    top = [zone_name(zone.zone, poles) for zone in picture.zones if zone.n == most]
    shown = {zone.zone for zone in picture.zones}
    number, named = numbers.whole(most), numbers.listing(top)
    if len(shown) == 1:
        said = [say("triads.one", zone=named, number=number)]
    elif len(top) == len(shown):
        said = [say("triads.even", number=number)]
    else:
        said = [say("triads.most" if len(top) == 1 else "triads.most_each", zones=named, number=number)]
    return [*said, *([say("triads.held_over")] if picture.held_over else [])]


def triad_blanks(picture: PublishedTriad, poles: Poles) -> str:
    """Which places are left white: for whoever cannot see the picture."""
    shown = {zone.zone for zone in picture.zones}
    blank = [zone_name(zone, poles) for zone in ZONES if zone not in shown]
    return say("triads.blank", zones="; ".join(blank)) if blank else say("triads.blank_all")


def map_sentences(drawn: PublishedMap) -> list[str]:
    """How full the fullest square is, and which themes lie nearest to each other."""
    said = [say("map.fullest", number=numbers.whole(max(spot.n for spot in drawn.spots)))]
    pairs = [
        ((one.column - other.column) ** 2 + (one.row - other.row) ** 2, one.theme, other.theme)
        for one, other in combinations(drawn.themes, 2)
    ]
    nearest = [pair for pair in pairs if pair[0] == min(distance for distance, *_ in pairs)]
    if 0 < len(nearest) <= MOST_PAIRS:
        named = "; ".join(
            say("map.pair", one=_named(drawn, one), other=_named(drawn, other)) for _, one, other in nearest
        )
        said.append(say("map.nearest" if nearest[0][0] else "map.same_square", themes=named))
    return [*said, *([say("map.held_over")] if drawn.held_over else [])]


def _named(drawn: PublishedMap, theme: str) -> str:
    number = [spot.theme for spot in drawn.themes].index(theme) + 1
    return say("map.theme", number=number, name=theme)


def saturation_sentences(drawn: PublishedSaturation) -> list[str]:
    """After how many stories most themes are heard, how many at the end, and whether the second half still brought something."""
    end = drawn.points[-1]
    half = min(drawn.points, key=lambda point: abs(point.n_stories - end.n_stories / 2))
    most = next((point for point in drawn.points if point.themes >= MOST_HEARD * drawn.n_themes), half)
    course = say(
        "saturation.course",
        most=numbers.whole(most.n_stories),
        heard=numbers.tenth(most.themes),
        number=drawn.n_themes,
        whole=numbers.whole(end.n_stories),
        end=numbers.tenth(end.themes),
    )
    still = "flat" if end.themes - half.themes < BARELY else "rising"
    return [course, say(f"saturation.{still}"), say("saturation.limit")]


def wave_sentences(report: ImpactReport, domain: Domain) -> list[str]:
    """Per perspective with figures at two waves or more: whether the first and the last lie apart; those of whom the same can be
    said stand together."""
    found: dict[tuple[str, int, int], list[str]] = {}
    for who in PERSPECTIVES:
        rows = sorted(
            (r for r in report.then_now if r.domain == domain and r.perspective == who and wording.shown(r.now)),
            key=lambda row: row.wave,
        )
        if len(rows) < 2:
            continue
        first, last = rows[0], rows[-1]
        way = "up" if wording.apart(first.now, last.now) else "down" if wording.apart(last.now, first.now) else "close"
        found.setdefault((way, first.wave, last.wave), []).append(wording.people(who))
    return [
        say(
            f"waves.{way}",
            people=numbers.listing(people) if way == "close" else numbers.sentence_case(numbers.listing(people)),
            first=say("wave.inline", number=first_wave),
            last=say("wave.inline", number=last_wave),
        )
        for (way, first_wave, last_wave), people in found.items()
    ]


def panel_sentences(meetings: Sequence[PanelFacts]) -> list[str]:
    """When the panel met, how many judged, and who of them on paper."""
    return [" ".join(_met(meeting)) for meeting in meetings]


def _met(meeting: PanelFacts) -> list[str]:
    said = [say("themes.panel", date=numbers.day(meeting.held_on), seats=meeting.n_seats)]
    if meeting.n_on_paper:
        key = "themes.on_paper_one" if meeting.n_on_paper == 1 else "themes.on_paper"
        said.append(say(key, number=numbers.whole(meeting.n_on_paper)))
    return [*said, *([say("themes.on_paper_group")] if meeting.has_group else [])]
