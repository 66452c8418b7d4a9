"""The impact report as one self-contained HTML file: one style block, SVG inside, no script, nothing from another host."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import numbers, picture_wording, tables, wording
from reports.composition import ANCHORS
from reports.content import ImpactReport, checksum
from reports.quotes import Gap, QuoteLedger, resolve
from reports.render import pictures, planes
from reports.render.typesetting import FONTS
from reports.render.voices import voices_of
from reports.short import anything_told, short
from reports.texts import say, texts

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FAMILY = "Loex Sans"
FACES = (
    ("LoexSans-Regular", 400, ""),
    ("LoexSans-Bold", 700, ""),
    ("LoexSansArabic-Regular", 400, "U+600-6FF,U+200C-200F"),
)
"""File in `reports/fonts`, weight, and which code points it is for."""


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """text: the whole page. style_hash: what a Content-Security-Policy must allow for its one style block. gaps: see `Gap`."""

    text: str
    style_hash: str
    gaps: tuple[Gap, ...]


def render_html(report: ImpactReport, ledger: QuoteLedger, *, draft: bool = False) -> HtmlReport:
    """Draw the report with the quotes that may be shown now. The same report and ledger give the same bytes. draft: it has
    not been issued, and says so."""
    style = f"{_faces()}\n{(TEMPLATES / 'report.css').read_text(encoding='utf-8')}"
    style_hash = _source_hash(style)
    gaps = tuple(each for quote in report.all_quotes if isinstance(each := resolve(quote, ledger), Gap))
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=style_hash,
            voices=voices_of(report, ledger),
            has_gaps=bool(gaps),
            corrections=ledger.corrections,
            draft=draft,
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
        "then_now_few": pictures.then_now_few(report),
        "movement": pictures.movement(report),
        "answer_counts": pictures.answer_counts(report),
        "aspects": pictures.aspects(report),
        "themes": pictures.themes(report),
        "compare": pictures.compare(report),
        "waves": planes.waves(report),
        "triads": planes.triads(report),
        "theme_map": planes.theme_map(report),
        "saturation": planes.saturation(report),
        "met": picture_wording.panel_sentences(report.panel),
        "lessons": tables.lesson_table(report) if report.lessons else None,
        "register": tables.quote_table(report) if report.all_quotes else None,
        "methods": pictures.methods(report),
        "checksum": checksum(report),
        "anchors": ANCHORS,
        "contents": [name for name in report.sections if name != "quotes" or report.quotes or not report.all_quotes],
        "next_sections": [name for name in report.sections if name in _next(report)],
        "only_chosen": only_chosen(report),
        "signals": wording.signal_sentences(report),
        "risks": tables.risk_table(report) if report.risks else None,
    }


def _next(report: ImpactReport) -> set[str]:
    """Sections that say what is done with the stories, where there is something in them."""
    return {name for name, parts in (("reflection", report.reflections), ("lessons", report.lessons)) if parts}


def only_chosen(report: ImpactReport) -> set[int]:
    """Numbers of quotes that stand nowhere but with the stories that the panel chose."""
    elsewhere = {quote.number for theme in report.themes for quote in theme.quotes}
    elsewhere |= {quote.number for quote in report.quotes}
    return {quote.number for quote in report.all_quotes} - elsewhere


@cache
def _faces() -> str:
    """The letters, inside the file: Latin, Cyrillic and Arabic. Another script is drawn by the reader's own fonts."""
    rules = []
    for name, weight, only in FACES:
        letters = base64.b64encode((FONTS / f"{name}.woff2").read_bytes()).decode("ascii")
        covers = f";unicode-range:{only}" if only else ""
        source = f'url("data:font/woff2;base64,{letters}") format("woff2")'
        rules.append(f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:{source}{covers}}}')
    return "\n".join(rules)


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
