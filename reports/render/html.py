"""The impact report as one self-contained HTML file: one style block, SVG inside, no script, nothing from another host."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import altair as alt
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.records import PERSPECTIVES, Perspective
from reports import charts, frames, numbers, tables, wording
from reports.chart_theme import to_svg
from reports.content import ImpactReport, QuoteRef, checksum
from reports.quotes import Gap, QuoteLedger, Words, resolve
from reports.short import newest_wave, short
from reports.tables import Table
from reports.texts import say, texts

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """text: the whole page. style_hash: what a Content-Security-Policy must allow for its one style block."""

    text: str
    style_hash: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the sentences that say what to see, and its table. svg: empty when nothing in it may be shown."""

    title: str
    sentences: tuple[str, ...]
    svg: Markup
    table: Table


@dataclass(frozen=True, slots=True)
class Voice:
    """A quote as it is shown: its words, or the gap it leaves. gap: the reason in words, '' when the words stand."""

    quote: QuoteRef
    words: str
    gap: str
    source: str


def render_html(report: ImpactReport, ledger: QuoteLedger) -> HtmlReport:
    """Draw the report with the quotes that may be shown now. The same report and ledger give the same bytes."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    voices = {quote.number: _voice(quote, ledger) for quote in report.all_quotes}
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 our own file
            say=say,
            texts=texts(),
            numbers=numbers,
            short=short(report),
            voices=voices,
            has_gaps=any(voice.gap for voice in voices.values()),
            enough=any(row.told for row in report.coverage),
            coverage=_coverage(report),
            then_now=_then_now(report),
            aspects=_per_wave(
                report,
                "aspects",
                frames.aspect_frame,
                charts.contact_chart,
                wording.aspect_sentences,
                tables.aspect_table,
            ),
            theme_pictures=_per_wave(
                report, "themes", frames.theme_frame, charts.theme_chart, wording.theme_sentences, tables.theme_table
            ),
            compare=_per_wave(
                report,
                "compare",
                frames.perspective_frame,
                charts.perspective_chart,
                wording.perspective_sentences,
                tables.perspective_table,
            ),
            lessons=tables.lesson_table(report) if report.lessons else None,
            register=tables.quote_table(report),
            methods=numbers.listing(sorted({f.method for f in _figures(report)}) or ["-"]),
            checksum=checksum(report),
        )
    )
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return HtmlReport(text=text, style_hash=f"sha256-{base64.b64encode(digest).decode('ascii')}")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _voice(quote: QuoteRef, ledger: QuoteLedger) -> Voice:
    found = resolve(quote, ledger)
    source = say(
        "quotes.source", one=say(f"perspective.{quote.perspective}.one"), wave=say("wave.inline", number=quote.wave)
    )
    match found:
        case Words(text):
            return Voice(quote, text, "", source)
        case Gap(_, reason):
            return Voice(quote, "", say(f"gap.{reason}"), source)


def _coverage(report: ImpactReport) -> Picture:
    sentences = wording.coverage_sentences(report.coverage)
    return Picture(
        title=say("coverage.figure"),
        sentences=tuple(sentences),
        svg=_drawn(
            any(row.told for row in report.coverage),
            lambda: charts.coverage_chart(
                frames.coverage_frame(report.coverage), title=say("coverage.figure"), sentence=" ".join(sentences)
            ),
        ),
        table=tables.coverage_table(report.coverage),
    )


def _then_now(report: ImpactReport) -> list[tuple[str, list[Picture]]]:
    """Per wave, newest first: a picture per perspective that said anything."""
    found = []
    for wave in sorted(report.waves, key=lambda w: -w.number):
        pictures = [
            _then_now_picture(report, wave.number, who)
            for who in PERSPECTIVES
            if any(row.wave == wave.number and row.perspective == who for row in report.then_now)
        ]
        if pictures:
            found.append((say("wave.full", number=wave.number, title=wave.title), pictures))
    return found


def _then_now_picture(report: ImpactReport, wave: int, who: Perspective) -> Picture:
    rows = [row for row in report.then_now if row.wave == wave and row.perspective == who]
    title = say("then_now.figure", people=numbers.sentence_case(say(f"perspective.{who}.many")))
    frame = frames.then_now_frame(rows)
    anything = bool(frame["percent"].notna().any())
    sentences = wording.then_now_sentences(rows, who)[0 if anything else 1 :]
    return Picture(
        title=title,
        sentences=tuple(sentences),
        svg=_drawn(
            anything,
            lambda: charts.then_now_chart(frame, perspective=who, title=title, sentence=" ".join(sentences)),
        ),
        table=tables.then_now_table(rows, who),
    )


def _per_wave(
    report: ImpactReport,
    section: str,
    frame: Callable,  # type: ignore[type-arg]
    chart: Callable,  # type: ignore[type-arg]
    sentences: Callable[[ImpactReport, int], list[str]],
    table: Callable[[ImpactReport, int], Table],
) -> list[tuple[str, Picture]]:
    """Per wave, newest first, one picture over all perspectives; waves in which nothing was told are left out."""
    found = []
    newest = newest_wave(report)
    for wave in sorted(report.waves, key=lambda w: -w.number):
        told = any(row.told for row in report.coverage if row.wave == wave.number)
        if not told and wave.number != newest:
            continue
        title, data = say(f"{section}.figure"), frame(report, wave.number)
        said = sentences(report, wave.number) if len(data) else []
        picture = Picture(
            title=title,
            sentences=tuple(said),
            svg=_drawn(len(data) > 0, _later(chart, data, title, " ".join(said))),
            table=table(report, wave.number),
        )
        found.append((say("wave.full", number=wave.number, title=wave.title), picture))
    return found


def _later(chart: Callable, data: object, title: str, sentence: str) -> Callable[[], alt.LayerChart]:  # type: ignore[type-arg]
    return lambda: chart(data, title=title, sentence=sentence)


def _drawn(anything: bool, make: Callable[[], alt.LayerChart]) -> Markup:
    return Markup(to_svg(make())) if anything else Markup("")  # noqa: S704 our own drawing, its texts escaped by vl-convert


def _figures(report: ImpactReport) -> Sequence[object]:
    shares = [part for row in report.then_now for part in (row.then, row.now, row.better, row.worse)]
    shares += [row.figure for row in report.aspects]
    shares += [heard.figure for theme in report.themes for heard in theme.heard]
    return [figure for figure in shares if figure is not None and figure.is_shown]
