"""Every number that leaves, read back out of the files in which it leaves, and laid beside the release it must come from."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import openpyxl
from lxml import etree, html

from analysis.published import PublishedIndicator, PublishedPictures, PublishedResults
from reports import desk_charts
from reports.chart_theme import ACCENT, COLOURS, PALE
from reports.charts import BAR_END, BAR_GUTTER, EDGE, GUTTER, PERCENT_TICKS, RIGHT

Number = int | float | None
Figure = tuple[Any, ...]
"""Wave, perspective, n, numerator, denominator, percent, low, high, not mentioned, not applicable."""
COLUMNS = (
    "wave", "perspective", "n", "numerator", "denominator", "percent", "low", "high", "n_not_mentioned", "n_not_applicable",
)  # fmt: skip
_NEAR = 0.06
"""Percent points: releases round to a tenth."""


def released_figures(results: PublishedResults) -> set[Figure]:
    """What a release holds, and what a report makes of it: counts of stories stand as a number, themes as a total."""
    found = {_figure({name: getattr(row, name) for name in COLUMNS}) for row in results.indicators}
    for row in results.indicators:
        if row.kind == "count":
            plain = dict.fromkeys(COLUMNS) | {"wave": row.wave, "perspective": row.perspective}
            found.add(_figure(plain | {"n": row.numerator, "numerator": row.numerator}))
    return found


def _figure(row: Mapping[str, Any]) -> Figure:
    wave, perspective, *numbers = (row.get(name) for name in COLUMNS)
    return (int(str(wave)), perspective, *(None if n in (None, "") else float(str(n)) for n in numbers))


def of_csv(package: bytes) -> set[Figure]:
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        rows = csv.DictReader(io.StringIO(files.read("figures.csv").decode("utf-8")))
        return {_figure(row) for row in rows}


def of_xlsx(workbook: bytes) -> set[Figure]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(values_only=True)
    return {_figure(dict(zip(map(str, head), row, strict=True))) for row in rows}


def of_interface(answer: bytes) -> set[Figure]:
    """Of the data interface."""
    return {_figure(item) for item in json.loads(answer)["items"]}


def of_json(report: bytes) -> set[Figure]:
    """Every figure anywhere in the frozen report, with the wave and perspective it stands under."""
    return {_figure(figure) for figure in _figures(json.loads(report), {})}


def _figures(part: Any, under: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, list):
        for each in part:
            yield from _figures(each, under)
    if isinstance(part, dict):
        here = {**under, **{name: part[name] for name in ("wave", "perspective") if name in part}}
        if "denominator" in part:
            yield {**here, **part}
        for each in part.values():
            yield from _figures(each, here)


class Drawings:
    """The charts of a report in HTML, as a reader's computer has them: every mark is a number."""

    def __init__(self, page: bytes) -> None:
        self.charts = html.fromstring(page).xpath("//*[local-name()='svg']")

    def attributes(self) -> set[str]:
        return {str(name) for chart in self.charts for element in chart.iter(etree.Element) for name in element.attrib}

    def intervals(self) -> Iterator[tuple[float, float, tuple[float, float]]]:
        """Low and high of every drawn interval in percent, read on either of the two scales a chart may have."""
        for chart in self.charts:
            for line in chart.xpath(".//*[local-name()='line']"):
                if line.get("stroke") not in COLOURS.values() or line.get("stroke-dasharray"):
                    continue
                if float(line.get("y2", 0)):
                    yield (*_upright(line), _upright(line))
                else:
                    start, length = _x(line), float(line.get("x2", 0))
                    wide, narrow = (_percents((start, start + length), left) for left in (EDGE, GUTTER))
                    yield (*wide, narrow)

    def bars(self) -> Iterator[float]:
        """The number of stories of every bar."""
        for chart in self.charts:
            texts = ["".join(text.itertext()) for text in chart.xpath(".//*[local-name()='text']")]
            most = max((int(text) for text in texts if text.isdigit()), default=0)
            for bar in chart.xpath(".//*[local-name()='path']"):
                drawn = re.fullmatch(rf"M{BAR_GUTTER},[-\d.e]+h([\d.]+)v.*", bar.get("d", ""))
                if bar.get("fill") in (PALE, ACCENT) and drawn:
                    yield float(drawn[1]) * most / (BAR_END - BAR_GUTTER)

    def zones(self) -> Iterator[list[int]]:
        """The numbers in each triangle."""
        for chart in self.charts:
            if chart.xpath(".//*[local-name()='path'][@stroke-linejoin='round' or @fill-opacity]"):
                texts = ["".join(text.itertext()) for text in chart.xpath(".//*[local-name()='text']")]
                yield sorted(int(text) for text in texts if text.isdigit())

    def circles(self) -> Iterator[float]:
        """The size of every circle of the map, as a part of the largest."""
        for chart in self.charts:
            drawn = (path.get("d", "") for path in chart.xpath(f".//*[local-name()='path'][@fill='{PALE}']"))
            sizes = [float(arc[1]) ** 2 for d in drawn if (arc := re.search(r"A([\d.]+),", d))]
            yield from (size / max(sizes) for size in sizes)

    def words(self) -> Iterator[float]:
        """Every number that is written in a chart, but for names (meetmoment 1)."""
        for text in (t for chart in self.charts for t in chart.xpath(".//*[local-name()='text']")):
            written = re.sub(r"meetmoment \d+", "", "".join(text.itertext()))
            for number in re.findall(r"\d+(?:,\d+)?", written):
                yield float(number.replace(",", "."))


def _x(element: Any) -> float:
    found = re.match(r"translate\(([-\d.e]+)", element.get("transform", "translate(0"))
    return float(found[1]) if found else 0.0


def _upright(line: Any) -> tuple[float, float]:
    """Low and high in percent of an interval over the waves, which stands upright."""
    start = float(re.findall(r"[-\d.]+(?:e[-\d]+)?", line.get("transform", "translate(0,0)"))[1])
    scale = desk_charts.BOTTOM - desk_charts.TOP
    low, high = sorted(100 * (desk_charts.BOTTOM - y) / scale for y in (start, start + float(line.get("y2"))))
    return low, high


def _percents(ends: tuple[float, float], left: int) -> tuple[float, float]:
    low, high = (100 * (end - left) / (RIGHT - left) for end in ends)
    return low, high


def strange_intervals(drawings: Drawings, rows: Sequence[PublishedIndicator]) -> list[Any]:
    """Drawn intervals that are no row's."""
    known = [(row.low, row.high) for row in rows if row.low is not None and row.high is not None]

    def is_known(low: float, high: float) -> bool:
        return any(math.dist((low, high), each) < 2 * _NEAR for each in known)

    return [drawn for *wide, drawn in drawings.intervals() if not is_known(*wide) and not is_known(*drawn)]


def same_pictures(drawings: Drawings, pictures: PublishedPictures) -> bool:
    """Whether the triangles and the map hold the published zones and squares, and nothing else."""
    zones = sorted(sorted(zone.n for zone in triad.zones) for triad in pictures.triads)
    spots = [spot.n for spot in pictures.theme_map.spots] if pictures.theme_map else []
    sizes = sorted(n / max(spots) for n in spots)
    drawn = sorted(drawings.circles())
    close = len(drawn) == len(sizes) and all(
        math.isclose(a, b, abs_tol=0.01) for a, b in zip(drawn, sizes, strict=True)
    )
    return sorted(drawings.zones()) == zones and close


def strange_words(drawings: Drawings, results: PublishedResults, planned: Iterable[int]) -> set[float]:
    """Written numbers that are no number of the release, rounded to whole percents or not, nor of the plan or a scale. Themes
    are numbered on the map and counted beside the curve."""
    rows = results.indicators
    counts = [getattr(row, name) for row in rows for name in ("n", "numerator", "denominator", "n_not_mentioned")]
    percents = [row.percent for row in rows if row.percent is not None]
    known: set[float] = {
        *(c for c in counts if c is not None),
        *percents,
        *map(round, percents),
        *planned,
        *PERCENT_TICKS,
        *range(len(results.themes) + 1),
    }
    return {number for number in drawings.words() if number not in known and number % 5}
