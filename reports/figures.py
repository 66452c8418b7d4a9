"""Every figure of a report as one flat list with named columns: what goes into CSV, Excel and the data interface."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from analysis.published import ZONES, Zone
from analysis.records import Perspective
from reports.content import Figure, ImpactReport
from reports.picture_tables import zone_name
from reports.texts import say

PARTS = ("then", "now", "better", "worse")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One published figure. Counts are rounded; percent, low and high 0-100; withheld: '' or the reason why there is none.

    about: the part of the report it stands in. item: domain, aspect or theme, as the report calls it. measure: what is
    counted.
    """

    pilot: str
    report: int
    about: str
    item: str
    measure: str
    wave: int
    perspective: Perspective
    n: int | None
    numerator: int | None
    denominator: int | None
    percent: float | None
    low: float | None
    high: float | None
    n_not_mentioned: int | None
    n_not_applicable: int | None
    method: str
    withheld: str


COLUMNS = tuple(field.name for field in fields(FigureRow))


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One place of a triad at one wave. place: the zone in the words of the form. n: rounded stories, None with the reason in
    withheld. held_over: the picture is that of an earlier release."""

    pilot: str
    report: int
    question: str
    wave: int
    perspective: Perspective
    zone: Zone
    place: str
    n: int | None
    withheld: str
    held_over: bool


ZONE_COLUMNS = tuple(field.name for field in fields(ZoneRow))


def figure_rows(report: ImpactReport) -> tuple[FigureRow, ...]:
    """All figures in the order of the report: who was heard, then and now, contact and organisation, themes."""
    return (*_heard(report), *_then_now(report), *_aspects(report), *_themes(report))


def zone_rows(report: ImpactReport) -> tuple[ZoneRow, ...]:
    """Every zone of every triad of which there is a picture, those that may not be shown included."""
    return tuple(
        ZoneRow(
            pilot=report.pilot.code,
            report=report.issue.number,
            question=part.words.text,
            wave=picture.wave,
            perspective=picture.perspective,
            zone=zone,
            place=zone_name(zone, part.words.poles),
            n=shown.get(zone),
            withheld="" if zone in shown else "too_few_to_show",
            held_over=picture.held_over,
        )
        for part in report.triads
        for picture in part.pictures
        for shown in [{each.zone: each.n for each in picture.zones}]
        for zone in ZONES
    )


def _heard(report: ImpactReport) -> Iterable[FigureRow]:
    for row in report.coverage:
        for measure, count in (("told", row.told), ("released", row.released)):
            yield FigureRow(
                report.pilot.code,
                report.issue.number,
                "coverage",
                "",
                measure,
                row.wave,
                row.perspective,
                count,
                count,
                None,
                None,
                None,
                None,
                None,
                None,
                "count",
                "" if count is not None else "too_few_to_show",
            )


def _then_now(report: ImpactReport) -> Iterable[FigureRow]:
    for row in report.then_now:
        for measure in PARTS:
            figure = getattr(row, measure)
            if figure is not None:
                label = say(f"domain.{row.domain}.label")
                yield _row(report, "then_now", label, measure, row.wave, row.perspective, figure)


def _aspects(report: ImpactReport) -> Iterable[FigureRow]:
    for row in report.aspects:
        label = say(f"aspect.{row.aspect}.label")
        yield _row(report, "aspects", label, "well", row.wave, row.perspective, row.figure)


def _themes(report: ImpactReport) -> Iterable[FigureRow]:
    for theme in report.themes:
        for heard in theme.heard:
            yield _row(report, "themes", theme.name, "heard", heard.wave, heard.perspective, heard.figure)


def _row(
    report: ImpactReport, about: str, item: str, measure: str, wave: int, perspective: Perspective, figure: Figure
) -> FigureRow:
    return FigureRow(
        pilot=report.pilot.code,
        report=report.issue.number,
        about=about,
        item=item,
        measure=measure,
        wave=wave,
        perspective=perspective,
        n=figure.n,
        numerator=figure.numerator,
        denominator=figure.denominator,
        percent=figure.percent,
        low=figure.low,
        high=figure.high,
        n_not_mentioned=figure.n_not_mentioned,
        n_not_applicable=figure.n_not_applicable,
        method=figure.method,
        withheld=figure.withheld or "",
    )
