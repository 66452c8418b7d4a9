"""How a Word report looks when nobody chose a template, and what every page of it carries.

A template brings its own letters, colours, page and headers, and keeps them: only the mark of an invented example is added to
its header, and page numbers where its footer is empty.
"""

from typing import Any

from reports.texts import say

LETTERS = "Arial"
"""On every computer with Word or LibreOffice, with Latin, Cyrillic and Arabic."""
DEEP, INK, SOFT = "14505C", "1F2A30", "4D5960"
HEAD_FILL, GROUP_FILL, EDGE = "F1EADF", "E2EEEF", "8A9499"
"""The colours of the PDF (templates/parts.typ); the lines of tables darker, because Word draws them thin."""

TABLE_POINTS, ROWS_TOGETHER = 9, 14
"""Size of type in tables; and of how many rows a table is never cut in two (half a page)."""

STYLES = {
    "Normal": (10.5, False, INK, 0, 4),
    "Title": (22, True, DEEP, 0, 6),
    "Subtitle": (10.5, False, SOFT, 0, 0),
    "Heading 1": (17, True, DEEP, 18, 6),
    "Heading 2": (12.5, True, INK, 11, 4),
    "Heading 3": (10.5, True, INK, 8, 3),
    "List Bullet": (10.5, False, INK, 0, 2),
    "Caption": (9, False, SOFT, 6, 4),
    "Quote": (10.5, False, INK, 0, 4),
}
"""Size in points, bold, colour, space above and below in points."""


def give_own_look(file: Any) -> None:
    """Loex' own letters, colours and page (A4) in a plain Word file."""
    from docx.shared import Cm

    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    for name, (size, bold, colour, above, below) in STYLES.items():
        _style(file.styles[name], size, bold=bold, colour=colour, above=above, below=below)
    borders = file.styles["Table Grid"].element.xpath("w:tblPr/w:tblBorders/*")
    for line in borders:
        line.set(_named("w:color"), EDGE)
        if line.tag in {_named("w:left"), _named("w:right"), _named("w:insideV")}:
            line.set(_named("w:val"), "nil")


def _style(style: Any, size: float, *, bold: bool, colour: str, above: int, below: int) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LETTERS, Pt(size)
    style.font.bold, style.font.italic = bold, style.name == "Quote"
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    fonts = style.element.rPr.rFonts
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(_named("w:cs"), LETTERS)
    for line in style.element.xpath("w:pPr/w:pBdr"):
        line.getparent().remove(line)


def furnish_pages(file: Any, *, demo: str) -> None:
    """On every page: that the example is invented, where it is; and which page of how many this is."""
    for section in file.sections:
        if demo:
            marked = section.header.paragraphs[0] if _is_empty(section.header) else section.header.add_paragraph()
            marked.add_run(demo).bold = True
        if _is_empty(section.footer):
            _number_pages(section.footer.paragraphs[0])


def _is_empty(part: Any) -> bool:
    return not any(paragraph.runs or paragraph.text for paragraph in part.paragraphs) and not part.tables


def _number_pages(paragraph: Any) -> None:
    before, between, after = say("foot.page", number="\n", total="\n").split("\n")
    for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        if words:
            paragraph.add_run(words)
        if field:
            run = paragraph.add_run()
            for kind in ("begin", "", "end"):
                run._r.append(element("w:fldChar", **{"w:fldCharType": kind}) if kind else _instruction(field))


def _instruction(field: str) -> Any:
    made = element("w:instrText")
    made.text = field
    return made


def set_table(table: Any, *, at_groups: frozenset[int]) -> None:
    """Small type, shaded heads, and no lonely rows: a table of at most `ROWS_TOGETHER` rows stays on one page, a longer one
    begins with its head and two rows at least, and ends with two. at_groups: numbers of rows that head a group."""
    from docx.shared import Pt

    n_rows = len(table.rows)
    for at, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        stays = at < n_rows - 1 if n_rows <= ROWS_TOGETHER else at < 3 or at in at_groups or at == n_rows - 2
        for paragraph in (p for cell in row._tr.tc_lst for p in _paragraphs(cell, table)):
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = stays
            for run in paragraph.runs:
                run.font.size = run.font.size or Pt(TABLE_POINTS)
        fill = HEAD_FILL if at == 0 else GROUP_FILL if at in at_groups else ""
        for cell in row._tr.tc_lst if fill else ():
            cell.get_or_add_tcPr().append(element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": fill}))


def _paragraphs(cell: Any, table: Any) -> list[Any]:
    from docx.table import _Cell

    return list(_Cell(cell, table).paragraphs)


def element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(_named(key), value)
    return made


def _named(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
