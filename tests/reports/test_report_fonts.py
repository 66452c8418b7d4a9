"""The letters of a report come along with it: the same ones on screen, in a PDF and in the pictures of both."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader

from reports import chart_theme
from reports.render.html import FACES, FAMILY
from reports.render.pdf import render_pdf
from reports.render.typesetting import FONTS
from tests.reports import factory, reading


def fonts_of(read: PdfReader) -> dict[str, Any]:
    """Every font of a PDF by name, those inside its pictures included."""
    found: dict[str, Any] = {}
    waiting = [page["/Resources"].get_object() for page in read.pages]
    while waiting:
        resources = waiting.pop()
        found |= {font["/BaseFont"]: font for f in resources.get("/Font", {}).values() if (font := f.get_object())}
        inside = [drawing.get_object() for drawing in resources.get("/XObject", {}).values()]
        waiting += [form["/Resources"].get_object() for form in inside if "/Resources" in form]
    return found


def test_every_letter_of_a_pdf_is_drawn_by_a_bundled_font_that_is_inside_the_file() -> None:
    fonts = fonts_of(PdfReader(io.BytesIO(render_pdf(factory.full_report(), factory.ledger()).content)))
    bundled = {path.stem for path in FONTS.glob("*.ttf")}
    assert fonts
    for name, font in fonts.items():
        assert name.removeprefix("/").partition("+")[2] in bundled, name
        [within] = [each.get_object() for each in font["/DescendantFonts"]]
        assert {"/FontFile2", "/FontFile3"} & set(within["/FontDescriptor"].get_object()), name


def test_every_picture_on_the_page_asks_for_the_letters_that_the_page_brings() -> None:
    page = reading.full().text
    asked = {family for drawing in reading.svgs(page) for family in re.findall(r'font-family="([^",]*)', drawing)}
    assert asked == {FAMILY}
    assert page.count(f'@font-face{{font-family:"{FAMILY}"') == len(FACES)


def test_pictures_in_word_are_drawn_with_the_letters_of_the_pdf() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15" font-family="{}">{}</text></svg>'
    )
    drawn, named, empty = (
        chart_theme.to_png(drawing.format(family, words), scale=1)
        for family, words in ((chart_theme.FONT, "Gehoord"), (chart_theme.DOCUMENT_FONT, "Gehoord"), ("Arial", ""))
    )
    assert drawn == named != empty
