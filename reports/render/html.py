"""The impact report as one self-contained HTML file: one style block, SVG inside, no script, nothing from another host."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import numbers, tables, wording
from reports.content import Figure, ImpactReport, QuoteRef, checksum
from reports.quotes import Gap, QuoteLedger, Words, resolve
from reports.render import pictures
from reports.short import anything_told, short
from reports.texts import say, texts

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
HOME_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """text: the whole page. style_hash: what a Content-Security-Policy must allow for its one style block. gaps: see `Gap`."""

    text: str
    style_hash: str
    gaps: tuple[Gap, ...]


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
    style_hash = _source_hash(style)
    found = {quote.number: resolve(quote, ledger) for quote in report.all_quotes}
    gaps = tuple(each for each in found.values() if isinstance(each, Gap))
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=style_hash,
            voices={quote.number: _voice(quote, found[quote.number]) for quote in report.all_quotes},
            has_gaps=bool(gaps),
            **_parts(report),
        )
    )
    return HtmlReport(text=text, style_hash=style_hash, gaps=gaps)


def _parts(report: ImpactReport) -> dict[str, Any]:
    """Everything the template shows, ready to be shown."""
    return {
        "short": short(report),
        "enough": anything_told(report),
        "wave_name": tables.wave_name,
        "phase_name": tables.phase_name,
        "phases_now": [phase for phase in report.phases if any(wave.phase == phase.number for wave in report.waves)],
        "coverage": pictures.coverage(report),
        "sources": tuple(dict.fromkeys(row.source for row in report.coverage if row.source)),
        "held_over": wording.held_over_sentence(report),
        "has_plan": any(row.planned is not None for row in report.coverage),
        "then_now": pictures.then_now(report),
        "answer_counts": pictures.answer_counts(report),
        "aspects": pictures.aspects(report),
        "themes": pictures.themes(report),
        "compare": pictures.compare(report),
        "lessons": tables.lesson_table(report) if report.lessons else None,
        "register": tables.quote_table(report) if report.all_quotes else None,
        "methods": sorted({figure.method for figure in _shown_figures(report)}),
        "checksum": checksum(report),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=say, texts=texts(), numbers=numbers)
    return environment


def _source_hash(style: str) -> str:
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _voice(quote: QuoteRef, found: Words | Gap) -> Voice:
    match found:
        case Words(text):
            return Voice(quote, text, "", _source(quote))
        case Gap(_, reason):
            return Voice(quote, "", say(f"gap.{reason}"), _source(quote))


def _source(quote: QuoteRef) -> str:
    """Who speaks, at which wave, and in which language when it is not Dutch."""
    source = say(
        "quotes.source", one=say(f"perspective.{quote.perspective}.one"), wave=say("wave.inline", number=quote.wave)
    )
    language = texts()["language"].get(quote.language)
    if language is None or quote.language == HOME_LANGUAGE:
        return source
    return say("quotes.source_language", source=source, language=language)


def _shown_figures(report: ImpactReport) -> Iterator[Figure]:
    shares = [part for row in report.then_now for part in (row.then, row.now, row.better, row.worse)]
    shares += [row.figure for row in report.aspects]
    shares += [heard.figure for theme in report.themes for heard in theme.heard]
    return (figure for figure in shares if figure is not None and figure.is_shown)
