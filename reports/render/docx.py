"""The report as a Word file: real headings, lists, tables with repeated heads, captions, alternative texts.

The look comes from a template that an evaluator can replace (any .docx with Word's own styles); the words from the same
blocks as the PDF. The same report, ledger and template give the same bytes.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any, Literal

from reports.chart_theme import to_png
from reports.content import ImpactReport, checksum
from reports.quotes import QuoteLedger
from reports.render.blocks import Block, Bullets, Drawing, Facts, Grid, Heading, Paragraph, Quotes
from reports.render.document import document
from reports.render.docx_look import element, furnish_pages, give_own_look, set_table
from reports.render.packing import packed
from reports.render.voices import Voice
from reports.tables import Row, Table
from reports.texts import say

PIXELS_PER_UNIT = 2.0
"""Charts are drawn twice as fine as on screen, which is about 230 dots an inch at the width below."""
CHART_WIDTH_CM = 10.0


@dataclass(frozen=True, slots=True)
class DocxReport:
    """content: the file. n_gaps: quotes that left a visible gap in it."""

    content: bytes
    n_gaps: int


NEEDED_STYLES = (
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "List Bullet",
    "Caption",
    "Quote",
    "Table Grid",
)
MOST_BYTES_UNPACKED = 20 * 1024 * 1024
"""A small file can hold a very large one (a zip bomb); our own choice, ten times what a house style takes."""

TemplateFault = Literal["no_word_file", "too_large", "loads_from_elsewhere", "style_missing"]


class UnusableTemplate(ValueError):
    """A Word file that cannot give a report its look. fault: why. style: which one is missing."""

    def __init__(self, fault: TemplateFault, style: str = "") -> None:
        super().__init__(f"{fault}: {style}" if style else fault)
        self.fault, self.style = fault, style


def render_docx(report: ImpactReport, ledger: QuoteLedger, *, template: bytes | None = None) -> DocxReport:
    """Write the report as .docx. template: a Word file whose styles, page and headers are used; its text is left out. Raises
    UnusableTemplate."""
    made = document(report, ledger)
    file = _opened(template)
    _set_properties(file, report)
    furnish_pages(file, demo=made.demo)
    file.add_paragraph(made.kicker, style="Subtitle")
    file.add_paragraph(made.title, style="Title")
    file.add_paragraph(made.subtitle)
    file.add_paragraph(made.line)
    if made.demo:
        _paragraph(file, f"{made.demo}. {made.demo_long}", "note")
    for block in made.opening:
        _add(file, block)
    at = len(file.paragraphs)
    for block in made.rest:
        _add(file, block)
    if made.rest:
        # No paragraph of its own: where the first page is full, that would leave an empty one.
        file.paragraphs[at].paragraph_format.page_break_before = True
    file.add_paragraph(say("foot.line"))
    return DocxReport(_same_bytes(file), made.n_gaps)


def check_template(content: bytes) -> None:
    """Raises UnusableTemplate for a file that no report can be made with."""
    _opened(content)


def own_template() -> bytes:
    """The look that Loex gives by itself, as an empty Word file: what an evaluator can begin with. The same bytes each time."""
    return _same_bytes(_opened(None))


def _opened(template: bytes | None) -> Any:
    import docx

    file = docx.Document() if template is None else _read(template)
    if template is None:
        give_own_look(file)
    for part in list(file.element.body):
        if not part.tag.endswith("sectPr"):
            file.element.body.remove(part)
    known = {style.name for style in file.styles}
    if missing := [name for name in NEEDED_STYLES if name not in known]:
        raise UnusableTemplate("style_missing", missing[0])
    return file


def _read(template: bytes) -> Any:
    """The file, when it is a Word document that brings everything along itself."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_BYTES_UNPACKED:
                raise UnusableTemplate("too_large")
        file = docx.Document(io.BytesIO(template))
        _forget_origin(file)
        linked = [link for part in file.part.package.iter_parts() for link in part.rels.values() if link.is_external]
    except UnusableTemplate:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError, SyntaxError, ValueError, KeyError) as error:
        raise UnusableTemplate("no_word_file") from error
    if any(not link.reltype.endswith("/hyperlink") for link in linked):
        raise UnusableTemplate("loads_from_elsewhere")
    return file


def _forget_origin(file: Any) -> None:
    """Word keeps where the template of a file lies, and would look for it there."""
    for link in list(file.part.rels.values()):
        if not link.is_external and link.reltype.endswith("/settings"):
            for key, origin in list(link.target_part.rels.items()):
                if origin.reltype.endswith("/attachedTemplate"):
                    for element in file.settings.element.xpath("w:attachedTemplate"):
                        file.settings.element.remove(element)
                    del link.target_part.rels[key]


def _set_properties(file: Any, report: ImpactReport) -> None:
    from datetime import datetime

    issued = datetime(report.issue.issued_on.year, report.issue.issued_on.month, report.issue.issued_on.day)  # noqa: DTZ001  a day, without a zone
    core = file.core_properties
    core.title = say("head.page_title", pilot=report.pilot.title, number=report.issue.number)
    core.author = core.last_modified_by = "Loex"
    core.language, core.keywords, core.comments = "nl-NL", f"loex-report:{checksum(report)}", ""
    core.created = core.modified = issued
    core.revision = 1
    fonts = file.styles["Normal"].element.get_or_add_rPr()
    fonts.append(element("w:lang", **{"w:val": "nl-NL", "w:bidi": "ar-SA"}))


def _add(file: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            file.add_heading(text, level=level)
        case Paragraph(text, tone):
            _paragraph(file, text, tone)
        case Bullets(lines):
            for line in lines:
                file.add_paragraph(line, style="List Bullet")
        case Drawing(svg, alternative):
            _drawing(file, svg, alternative)
        case Grid(table):
            _table(file, table)
        case Quotes(voices):
            _quotes(file, voices)
        case Facts(pairs):
            _facts(file, pairs)


def _quotes(file: Any, voices: tuple[tuple[str, Voice], ...]) -> None:
    for label, voice in voices:
        _quote(file, label, voice)


def _facts(file: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    for term, meaning in pairs:
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{term}: ").bold = True
        paragraph.add_run(meaning)


def _paragraph(file: Any, text: str, tone: str) -> None:
    from docx.shared import Pt

    paragraph = file.add_paragraph()
    run = paragraph.add_run(text)
    if tone == "lead":
        run.font.size = Pt(12)
    elif tone == "small":
        run.font.size = Pt(9.5)
    elif tone == "note":
        run.bold = True


def _drawing(file: Any, svg: str, alternative: str) -> None:
    """A picture with its alternative text, where screen readers look for it."""
    from docx.shared import Cm

    picture = file.add_picture(io.BytesIO(to_png(svg, scale=PIXELS_PER_UNIT)), width=Cm(CHART_WIDTH_CM))
    picture._inline.docPr.set("descr", alternative)
    picture._inline.docPr.set("title", alternative[:120])


def _table(file: Any, table: Table) -> None:
    """A table under its caption, its head repeated on every page."""
    caption = file.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    width = len(table.head)
    n_rows = 1 + sum(len(group.rows) + bool(group.heading) for group in table.groups)
    made = file.add_table(rows=n_rows, cols=width, style="Table Grid")
    _fill_head(made.rows[0], table.head)
    at, at_groups = 1, set()
    for group in table.groups:
        if group.heading:
            made.cell(at, 0).merge(made.cell(at, width - 1)).paragraphs[0].add_run(group.heading).bold = True
            at_groups.add(at)
            at += 1
        for row in group.rows:
            _fill_row(made, at, row)
            at += 1
    set_table(made, at_groups=frozenset(at_groups))
    file.add_paragraph()


def _fill_row(made: Any, at: int, row: Row) -> None:
    from docx.shared import Pt

    made.cell(at, 0).paragraphs[0].add_run(row.head).bold = True
    column = 1
    for cell in row.cells:
        target = made.cell(at, column)
        if cell.span > 1:
            target = target.merge(made.cell(at, column + cell.span - 1))
        target.paragraphs[0].add_run(cell.main).italic = cell.muted
        for note in cell.notes:
            target.add_paragraph().add_run(note).font.size = Pt(8)
        column += cell.span


def _fill_head(row: Any, heads: tuple[str, ...]) -> None:
    for cell, text in zip(row.cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def _quote(file: Any, label: str, voice: Voice) -> None:
    lead = file.add_paragraph()
    lead.add_run(label).bold = True
    lead.paragraph_format.keep_with_next = True
    if voice.gap:
        file.add_paragraph(voice.gap)
    else:
        rtl = voice.reads_right_to_left
        opened, closed = ("«", "»") if rtl else ("“", "”")
        paragraph = file.add_paragraph(style="Quote")
        run = paragraph.add_run(f"{opened}{voice.words}{closed}")
        run.font.rtl = rtl
        if rtl:
            paragraph._p.get_or_add_pPr().append(element("w:bidi"))
    register = say("quotes.register_link", number=voice.quote.number)
    file.add_paragraph(voice.source + f" · {register}" if not voice.gap else register)


def _same_bytes(file: Any) -> bytes:
    """The package with a fixed time on every part."""
    plain = io.BytesIO()
    file.save(plain)
    with zipfile.ZipFile(plain) as source:
        return packed({name: source.read(name) for name in source.namelist()})
