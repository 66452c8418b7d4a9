"""The tables beside triads, the map, the curve and the waves: the same numbers, in words."""

from collections.abc import Sequence

from analysis.published import ZONES, PublishedMap, PublishedSaturation, Zone
from analysis.records import PERSPECTIVES
from reports import numbers
from reports.content import DOMAINS, Domain, ImpactReport, WaveFacts
from reports.parts import Poles, TriadPart
from reports.tables import Cell, Group, Row, Table, count_cell, share_cell, wave_name
from reports.texts import say

CURVE_ROWS = 8
"""Of the curve's points, so many stand in the table, alike far apart."""

_BETWEEN: dict[Zone, tuple[int, int]] = {"first_second": (0, 1), "second_third": (1, 2), "first_third": (0, 2)}


def zone_name(zone: Zone, poles: Poles) -> str:
    """Near one pole, between two, or in the middle, in words."""
    if zone == "middle":
        return say("triads.middle")
    if zone in _BETWEEN:
        one, other = _BETWEEN[zone]
        return say("triads.between", one=poles[one], other=poles[other])
    return say("triads.near", pole=poles[("first", "second", "third").index(zone)])


def triad_table(part: TriadPart) -> Table:
    """A row per zone, a column per wave that has a picture."""
    by_wave = [{zone.zone: zone.n for zone in picture.zones} for picture in part.pictures]
    rows = tuple(
        Row(
            numbers.sentence_case(zone_name(zone, part.words.poles)),
            tuple(count_cell(found.get(zone)) for found in by_wave),
        )
        for zone in ZONES
    )
    head = (say("triads.col_zone"), *(say("triads.col_wave", number=picture.wave) for picture in part.pictures))
    return Table(say("triads.caption"), head, (Group("", rows),))


def map_table(drawn: PublishedMap) -> Table:
    """Where each theme lies with the stories in that square, and every square that may be shown."""
    n_of = {(spot.column, spot.row): spot.n for spot in drawn.spots}

    def place(column: int, row: int) -> Cell:
        return Cell(say("map.place", column=column + 1, row=row + 1))

    themes = tuple(
        Row(
            say("map.theme", number=number, name=theme.theme),
            (place(theme.column, theme.row), count_cell(n_of.get((theme.column, theme.row)))),
        )
        for number, theme in enumerate(drawn.themes, start=1)
    )
    spots = tuple(Row(say("map.square"), (place(s.column, s.row), count_cell(s.n))) for s in drawn.spots)
    head = tuple(say(f"map.col_{column}") for column in ("what", "where", "number"))
    return Table(say("map.caption"), head, (Group(say("map.themes"), themes), Group(say("map.squares"), spots)))


def saturation_table(drawn: PublishedSaturation) -> Table:
    """How many themes one would expect to hear after so many stories; the last row is all of them."""
    step = max(1, len(drawn.points) // CURVE_ROWS)
    picked = [*drawn.points[step - 1 : -1 : step], drawn.points[-1]]
    rows = tuple(
        Row(
            numbers.whole(point.n_stories),
            (
                Cell(
                    numbers.tenth(point.themes),
                    (say("saturation.between", low=numbers.tenth(point.low), high=numbers.tenth(point.high)),),
                ),
            ),
        )
        for point in picked
    )
    head = tuple(say(f"saturation.col_{column}") for column in ("stories", "themes"))
    return Table(say("saturation.caption", number=drawn.n_themes), head, (Group("", rows),))


def wave_table(report: ImpactReport, domains: Sequence[Domain], waves: Sequence[WaveFacts]) -> Table:
    """Who does well now: a group of rows per domain, a row per perspective, a column per wave."""
    found = {(row.domain, row.wave, row.perspective): row.now for row in report.then_now}
    groups = tuple(
        Group(
            numbers.sentence_case(say(f"domain.{domain}.label")),
            tuple(
                Row(
                    say(f"perspective.{who}.title"),
                    tuple(share_cell(found.get((domain, wave.number, who))) for wave in waves),
                )
                for who in PERSPECTIVES
                if any((domain, wave.number, who) in found for wave in waves)
            ),
        )
        for domain in DOMAINS
        if domain in domains
    )
    return Table(say("waves.caption"), (say("waves.col_domain"), *map(wave_name, waves)), groups)
