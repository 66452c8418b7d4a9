"""The report as a tagged PDF (PDF/UA-1) by typst, with the bundled fonts. The same report and ledger give the same bytes."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from reports.chart_theme import in_document_font
from reports.content import ImpactReport, checksum
from reports.quotes import QuoteLedger
from reports.render.blocks import Block, Bullets, Drawing, Facts, Grid, Heading, Paragraph, Quotes
from reports.render.document import Document, document
from reports.render.short_forms import handout, letter, poster
from reports.render.typesetting import typeset
from reports.render.voices import Voice
from reports.tables import Table
from reports.texts import say

LONGEST_VOICES_MEASURED = 2_000
"""Characters of the two voices of the first page together; `report.typ` leaves them out where that page is full."""
SMALL = 3
"""Level of the headings over the panels of a picture."""
A_CODE = 30
"""Letters of a word: no Dutch word in a table is as long, every reference and checksum is."""
SHORTEST_COLUMN = 10
MOST_ROWS, MOST_LETTERS = 18, 1_600
"""Of a table that stays whole: in small type three quarters of an A4 at most."""


@dataclass(frozen=True, slots=True)
class PdfReport:
    """content: the file. n_gaps: quotes that left a visible gap in it."""

    content: bytes
    n_gaps: int


def render_pdf(report: ImpactReport, ledger: QuoteLedger) -> PdfReport:
    """Draw the report with the quotes that may be shown now."""
    return _set("report.typ", report, document(report, ledger, longest_voices=LONGEST_VOICES_MEASURED))


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
    headings of their own, such as those of two waves, stand beside each other; the words about a drawing that stands alone
    stand beside it."""
    made: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] | None = None
    for part in _parts(blocks):
        data = [_block(block, files) for block in part]
        if not any(isinstance(block, Drawing) for block in part):
            made += [*_alone(waiting), *data]
            waiting = None
        elif not isinstance(part[0], Heading):
            made += [*_alone(waiting), *_alone(data)]
            waiting = None
        elif waiting is None:
            waiting = data
        else:
            made.append({"kind": "beside", "parts": [waiting, data]})
            waiting = None
    return _kept_together([*made, *_alone(waiting)])


def _alone(part: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """A drawing with the words below it as one block; the heading above it stays where it is."""
    if not part:
        return []
    at = next(place for place, block in enumerate(part) if block["kind"] == "drawing")
    said = part[at + 1 :]
    return [*part[:at], {"kind": "aside", "drawing": part[at], "said": said}] if said else part


def _kept_together(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What explains a heading in small type stays with what follows it, as the heading does."""
    for before, block in pairwise(blocks):
        if before["kind"] == "heading" and before["level"] > 1 and block.get("tone") == "small":
            block["kept"] = True
    return blocks


def _parts(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    """Each drawing with the words below it, and the small heading above it where there is one; every other block by itself."""
    part: list[Block] = []
    for block in blocks:
        small = isinstance(block, Heading) and block.level == SMALL
        if part and (small or not isinstance(block, Drawing | Paragraph | Bullets)):
            yield part
            part = []
        if small or isinstance(block, Drawing) or part:
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
                "table": asdict(table)
                | {"wide": len(table.head) <= 3, "whole": _fits_a_page(table), "columns": _columns(table)},
            }
        case Quotes(voices):
            shown = [_voice(label, voice) for label, voice in voices]
            return {"kind": "quotes", "voices": shown, "beside": len(shown) <= 4}
        case Facts(pairs):
            return {"kind": "facts", "pairs": pairs}


def _columns(table: Table) -> list[float]:
    """How wide each column is beside the others: the first wider, but where codes stand in a row (references, checksums) each as
    wide as its longest word."""
    rows = [row for group in table.groups for row in group.rows]
    longest = [max((len(word) for row in rows for word in row.head.split()), default=0)]
    for place in range(len(table.head) - 1):
        cells = [row.cells[place].main for row in rows if len(row.cells) > place]
        longest.append(max((len(word) for cell in cells for word in cell.split()), default=0))
    if max(longest) < A_CODE:
        return [1.5] + [1.0] * (len(table.head) - 1)
    return [float(max(SHORTEST_COLUMN, length)) for length in longest]


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
        "contrary": voice.contrary,
        "language": voice.quote.language if len(voice.quote.language) == 2 else "nl",
        "rtl": voice.reads_right_to_left,
    }
