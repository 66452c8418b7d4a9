"""The report as a tagged PDF (PDF/UA-1) by typst, with the bundled fonts. The same report and ledger give the same bytes."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from reports.chart_theme import in_document_font
from reports.content import ImpactReport, checksum
from reports.quotes import QuoteLedger
from reports.render.blocks import Block, Bullets, Drawing, Facts, Grid, Heading, Paragraph, Quotes
from reports.render.document import Document, document, handout, letter, poster
from reports.render.typesetting import typeset
from reports.render.voices import Voice
from reports.tables import Table
from reports.texts import say

SMALL = 3
"""Level of the headings over the panels of a picture."""
MOST_ROWS, MOST_LETTERS = 18, 1_600
"""Of a table that stays whole: in small type three quarters of an A4 at most."""


@dataclass(frozen=True, slots=True)
class PdfReport:
    """content: the file. n_gaps: quotes that left a visible gap in it."""

    content: bytes
    n_gaps: int


def render_pdf(report: ImpactReport, ledger: QuoteLedger) -> PdfReport:
    """Draw the report with the quotes that may be shown now."""
    return _set("report.typ", report, document(report, ledger))


def render_letter(report: ImpactReport, ledger: QuoteLedger) -> PdfReport:
    """The letter to college and council: two pages."""
    return _set("letter.typ", report, letter(report, ledger))


def render_handout(report: ImpactReport, ledger: QuoteLedger) -> PdfReport:
    """The panel's themes in large type."""
    return _set("handout.typ", report, handout(report, ledger))


def render_findings_poster(report: ImpactReport, ledger: QuoteLedger) -> PdfReport:
    """One page for the wall of the neighbourhood team."""
    return _set("findings.typ", report, poster(report, ledger))


def _set(template: str, report: ImpactReport, made: Document) -> PdfReport:
    files: dict[str, bytes] = {}
    data = _data(made, files) | {
        "document_title": say("head.page_title", pilot=report.pilot.title, number=report.issue.number),
        "keywords": [f"loex-report:{checksum(report)}"],
        "footer": say("foot.line"),
        "contents": say("head.contents"),
    }
    return PdfReport(typeset(template, data, files), made.n_gaps)


def _data(made: Document, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "title": made.title,
        "kicker": made.kicker,
        "subtitle": made.subtitle,
        "line": made.line,
        "demo": made.demo,
        "demo_long": made.demo_long,
        "opening": blocks_data(made.opening, files),
        "rest": blocks_data(made.rest, files),
    }


def blocks_data(blocks: Iterable[Block], files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Blocks as plain data for a template; drawings go into `files` by name. Two drawings that follow each other under small
    headings of their own, such as those of two waves, stand beside each other."""
    made: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] | None = None
    for part in _parts(blocks):
        data = [_block(block, files) for block in part]
        if not any(isinstance(block, Drawing) for block in part) or not isinstance(part[0], Heading):
            made += [*(waiting or ()), *data]
            waiting = None
        elif waiting is None:
            waiting = data
        else:
            made.append({"kind": "beside", "parts": [waiting, data]})
            waiting = None
    return [*made, *(waiting or ())]


def _parts(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    """Each small heading with the drawing and the words below it; every other block by itself."""
    part: list[Block] = []
    for block in blocks:
        small = isinstance(block, Heading) and block.level == SMALL
        if part and (small or not isinstance(block, Drawing | Paragraph | Bullets)):
            yield part
            part = []
        if small or part:
            part.append(block)
        else:
            yield [block]
    if part:
        yield part


def _block(block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text, tone):
            return {"kind": "paragraph", "tone": tone, "text": text}
        case Bullets(lines):
            return {"kind": "bullets", "lines": lines}
        case Drawing(svg, alternative):
            name = f"drawing-{len(files)}.svg"
            files[name] = in_document_font(svg).encode("utf-8")
            return {"kind": "drawing", "file": name, "alternative": alternative}
        case Grid(table):
            return {
                "kind": "grid",
                "table": asdict(table) | {"wide": len(table.head) <= 3, "whole": _fits_a_page(table)},
            }
        case Quotes(voices):
            shown = [_voice(label, voice) for label, voice in voices]
            return {"kind": "quotes", "voices": shown, "beside": len(shown) <= 4}
        case Facts(pairs):
            return {"kind": "facts", "pairs": pairs}


def _fits_a_page(table: Table) -> bool:
    """Whether the table is so short that it stays on one page: no head stands alone at the foot of one."""
    rows = [row for group in table.groups for row in group.rows]
    letters = sum(len(text) for row in rows for cell in row.cells for text in (cell.main, *cell.notes))
    return len(rows) + len(table.groups) <= MOST_ROWS and letters <= MOST_LETTERS


def _voice(label: str, voice: Voice) -> dict[str, Any]:
    return {
        "label": label,
        "words": voice.words,
        "gap": voice.gap,
        "source": f"{voice.source} · {say('quotes.register_link', number=voice.quote.number)}",
        "contrary": voice.quote.contrary,
        "language": voice.quote.language if len(voice.quote.language) == 2 else "nl",
        "rtl": voice.reads_right_to_left,
    }
