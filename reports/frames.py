"""From the report's content to the tables that charts are drawn from. Every frame has a named list of columns.

Only shown figures become rows: what is withheld never reaches a chart, only the words about it do.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.published import PublishedMap, PublishedSaturation, PublishedTriad
from analysis.records import PERSPECTIVES, Perspective
from reports import numbers
from reports.content import ASPECTS, DOMAINS, CoverageRow, Domain, Figure, ImpactReport, ThenNowRow
from reports.desk_charts import WAVE_COLUMNS
from reports.tables import count_words
from reports.texts import say

THEN_NOW_COLUMNS = ("domain", "label", "change", "moment", "moment_label", "percent", "low", "high")
MOVEMENT_COLUMNS = (
    "domain",
    "label",
    "note",
    "better",
    "better_low",
    "better_high",
    "worse",
    "worse_low",
    "worse_high",
)
DOT_COLUMNS = ("item", "label", "perspective", "perspective_label", "percent", "low", "high")
COVERAGE_COLUMNS = ("perspective", "label", "wave", "wave_label", "note", "told", "released", "planned")

TRIAD_COLUMNS = ("zone", "n")
SPOT_COLUMNS = ("column", "row", "n")
THEME_SPOT_COLUMNS = ("number", "name", "column", "row")
EXPECTED_COLUMNS = ("n_stories", "themes", "low", "high")

Dot = tuple[str, str, Perspective, Figure | None]


def then_now_frame(rows: Sequence[ThenNowRow]) -> pd.DataFrame:
    """One wave and one perspective: two rows (then, now) per domain, percent 0-100; a withheld domain has no percent."""
    records: list[dict[str, object]] = []
    for row in rows:
        shown = _shown(row.then) and _shown(row.now)
        for moment, figure in (("then", row.then), ("now", row.now)):
            records.append(
                {
                    "domain": row.domain,
                    "label": numbers.sentence_case(say(f"domain.{row.domain}.label")),
                    "change": change_words(row) if shown else say("withheld.too_few_to_show"),
                    "moment": moment,
                    "moment_label": say(f"then_now.chart_{moment}"),
                    **_interval(figure if shown else None),
                }
            )
    return _frame(records, THEN_NOW_COLUMNS)


def movement_frame(rows: Sequence[ThenNowRow]) -> pd.DataFrame:
    """One wave and one perspective: a row per domain of which both shares may be shown; those of worse below zero."""
    records: list[dict[str, object]] = []
    for row in rows:
        if row.better is None or row.worse is None or not (_shown(row.better) and _shown(row.worse)):
            continue
        better, worse = _interval(row.better), _interval(row.worse, sign=-1)
        records.append(
            {
                "domain": row.domain,
                "label": numbers.sentence_case(say(f"domain.{row.domain}.label")),
                "note": say(
                    "movement.note",
                    worse=numbers.percent(row.worse.percent or 0),
                    better=numbers.percent(row.better.percent or 0),
                ),
                "better": better["percent"],
                "better_low": better["low"],
                "better_high": better["high"],
                "worse": worse["percent"],
                "worse_low": worse["low"],
                "worse_high": worse["high"],
            }
        )
    frame = _frame(records, MOVEMENT_COLUMNS)
    return frame.astype(dict.fromkeys(MOVEMENT_COLUMNS[3:], "float64"))


def change_words(row: ThenNowRow) -> str:
    """Then and now in one short string, or the reason why not."""
    if row.then is None or row.now is None or row.then.percent is None or row.now.percent is None:
        return say("withheld.too_few_to_show")
    return say("then_now.chart_change", then=numbers.percent(row.then.percent), now=numbers.percent(row.now.percent))


def aspect_frame(report: ImpactReport, wave: int) -> pd.DataFrame:
    """Who is positive about which aspect, at one wave: a row per aspect and perspective that may be shown."""
    found = {(r.aspect, r.perspective): r.figure for r in report.aspects if r.wave == wave}
    return _dots(
        (aspect, say(f"aspect.{aspect}.label"), who, found.get((aspect, who)))
        for aspect in ASPECTS
        for who in PERSPECTIVES
    )


def theme_frame(report: ImpactReport, wave: int) -> pd.DataFrame:
    """In which part of the stories a theme is heard, at one wave: a row per theme and perspective that may be shown."""
    return _dots(
        (theme.name, theme.name, heard.perspective, heard.figure)
        for theme in report.themes
        for heard in theme.heard
        if heard.wave == wave
    )


def perspective_frame(report: ImpactReport, wave: int) -> pd.DataFrame:
    """Who does well now, at one wave: a row per domain and perspective that may be shown."""
    found = {(r.domain, r.perspective): r.now for r in report.then_now if r.wave == wave}
    return _dots(
        (domain, say(f"domain.{domain}.label"), who, found.get((domain, who)))
        for domain in DOMAINS
        for who in PERSPECTIVES
    )


def triad_frame(picture: PublishedTriad) -> pd.DataFrame:
    """A row per zone that may be shown; n: rounded stories."""
    return pd.DataFrame([(zone.zone, zone.n) for zone in picture.zones], columns=list(TRIAD_COLUMNS))


def spot_frame(drawn: PublishedMap) -> pd.DataFrame:
    """A row per square of the map that may be shown; n: rounded stories."""
    return pd.DataFrame([(spot.column, spot.row, spot.n) for spot in drawn.spots], columns=list(SPOT_COLUMNS))


def theme_spot_frame(drawn: PublishedMap) -> pd.DataFrame:
    """A row per theme on the map, numbered from 1 in the order of the release."""
    rows = [(number, theme.theme, theme.column, theme.row) for number, theme in enumerate(drawn.themes, start=1)]
    return pd.DataFrame(rows, columns=list(THEME_SPOT_COLUMNS))


def expected_frame(drawn: PublishedSaturation) -> pd.DataFrame:
    """A row per point of the curve, from nought: after so many stories, so many themes, low to high."""
    rows = [(0, 0, 0, 0), *((point.n_stories, point.themes, point.low, point.high) for point in drawn.points)]
    return pd.DataFrame(rows, columns=list(EXPECTED_COLUMNS)).astype("float64")


def wave_frame(report: ImpactReport, domain: Domain) -> pd.DataFrame:
    """Who does well now in one domain: a row per wave and perspective that may be shown (`WAVE_COLUMNS`). Points of different
    waves are never joined: other people told."""
    shown = [row for row in report.then_now if row.domain == domain and _shown(row.now)]
    records: list[dict[str, object]] = [
        {
            "wave": row.wave,
            "wave_label": say("waves.wave", number=row.wave),
            "perspective": row.perspective,
            **_interval(row.now),
            "stretch": -row.wave,
            "unsaid": "",
        }
        for row in shown
    ]
    return _frame(records, WAVE_COLUMNS)


def coverage_frame(rows: Sequence[CoverageRow]) -> pd.DataFrame:
    """A row per perspective and wave, also where nobody was heard; told, released and planned in stories or missing."""
    records: list[dict[str, object]] = [
        {
            "perspective": row.perspective,
            "label": say(f"perspective.{row.perspective}.title"),
            "wave": row.wave,
            "wave_label": say("wave.inline", number=row.wave),
            "note": _coverage_note(row),
            "told": row.told,
            "released": row.released,
            "planned": row.planned,
        }
        for who in PERSPECTIVES
        for row in rows
        if row.perspective == who
    ]
    frame = _frame(records, COVERAGE_COLUMNS)
    return frame.astype({"told": "float64", "released": "float64", "planned": "float64"})


def answer_count_frame(rows: Sequence[ThenNowRow]) -> pd.DataFrame:
    """One wave: a row per perspective and domain with answers that may be shown as counts; `told` are the answers,
    `released` those that say it goes well now. COVERAGE_COLUMNS, nothing planned."""
    records: list[dict[str, object]] = [
        {
            "perspective": row.perspective,
            "label": say(f"perspective.{row.perspective}.title"),
            "wave": row.domain,
            "wave_label": say(f"domain.{row.domain}.label"),
            "note": count_words(row.now),
            "told": row.now.denominator,
            "released": row.now.numerator,
            "planned": None,
        }
        for row in rows
        if row.now is not None and row.now.denominator
    ]
    frame = _frame(records, COVERAGE_COLUMNS)
    return frame.astype({"told": "float64", "released": "float64", "planned": "float64"})


def _coverage_note(row: CoverageRow) -> str:
    if not row.released:
        return say("withheld.no_count")
    return say("coverage.chart_note", number=numbers.whole(row.released))


def _dots(dots: Iterable[Dot]) -> pd.DataFrame:
    records: list[dict[str, object]] = [
        {
            "item": item,
            "label": numbers.sentence_case(label),
            "perspective": who,
            "perspective_label": say(f"perspective.{who}.short"),
            **_interval(figure),
        }
        for item, label, who, figure in dots
        if _shown(figure)
    ]
    return _frame(records, DOT_COLUMNS)


def _shown(figure: Figure | None) -> bool:
    return figure is not None and figure.is_shown


def _interval(figure: Figure | None, *, sign: int = 1) -> dict[str, float | None]:
    if figure is None or figure.percent is None or figure.low is None or figure.high is None:
        return {"percent": None, "low": None, "high": None}
    return {"percent": sign * figure.percent, "low": sign * figure.low, "high": sign * figure.high}


def _frame(records: Sequence[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(list(records), columns=list(columns))
    scale = [c for c in ("percent", "low", "high") if c in columns]
    return frame.astype(dict.fromkeys(scale, "float64"))
