"""The poster: the code is that of its address, the page is one page, and it can be read aloud."""

from __future__ import annotations

import dataclasses
import re
import zlib
from typing import Any

import pytest
import segno
from lxml import etree

from reports.render import poster

ADDRESS = "https://loex.voorbeeld.example/vertel/k7mpq2xn4d"

WORDS = poster.Poster(
    lang="nl",
    direction="ltr",
    title="Wat is je bijgebleven?",
    lead="We willen graag je verhaal horen. Het duurt ongeveer vijf minuten.",
    scan="Scan de code met de camera van je telefoon",
    type_over="Geen camera? Typ dit adres in je browser:",
    address=ADDRESS,
    code_alt="Code die het adres hieronder opent",
    points=("Je hebt geen naam of account nodig.", "Jij bepaalt wat er mag.", "Je kunt je verhaal later terughalen."),
    last_day="Je kunt je verhaal vertellen tot en met 31 mei 2026.",
    help_title="Heb je nu hulp nodig?",
    help_lead="Hier leest niemand dag en nacht mee. Je kunt bellen:",
    help_lines=(
        ("112", "gevaar nu"),
        ("0800-0432", "Kindertelefoon"),
        ("0800-2000", "Veilig Thuis"),
        ("0800-0113", "113"),
    ),
    mark="Verzonnen voorbeeld",
    logo=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2"/></svg>',
)


def drawn(svg: bytes) -> tuple[int, set[tuple[int, int]]]:
    """The width in modules, and the dark modules (column, row) of a code that segno drew as horizontal strokes."""
    picture = etree.fromstring(svg)
    strokes = next(path for path in picture.iter("{*}path") if path.get("stroke"))
    x, y, dark = 0.0, 0.0, set()
    for command, first, second in re.findall(r"([MmHh])\s*(-?[\d.]+)(?:[ ,](-?[\d.]+))?", strokes.get("d")):
        if command in "Mm":
            x, y = (float(first), float(second)) if command == "M" else (x + float(first), y + float(second))
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
    return int(float(picture.get("width"))), dark


def pages(pdf: bytes) -> int:
    text = pdf + b"".join(_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S))
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", text))


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""


def test_the_code_is_the_one_of_the_address_with_a_quiet_zone() -> None:
    width, dark = drawn(poster.code_svg(ADDRESS))
    own = segno.make(ADDRESS, error="m", micro=False)
    expected = {
        (column + 4, row + 4) for row, line in enumerate(own.matrix) for column, module in enumerate(line) if module
    }
    assert dark == expected
    assert width == own.symbol_size(border=0)[0] + 2 * 4


def test_another_address_is_another_code() -> None:
    assert drawn(poster.code_svg(ADDRESS))[1] != drawn(poster.code_svg(ADDRESS + "x"))[1]


@pytest.mark.parametrize("length", [10, 60, 200])
def test_damage_of_a_seventh_of_the_code_can_be_mended(length: int) -> None:
    assert poster.code("https://h.example/" + "a" * length).error in ("M", "Q", "H")


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_poster_is_one_tagged_page_in_its_language(paper: Any, direction: Any) -> None:
    words = dataclasses.replace(WORDS, direction=direction, lang="ar" if direction == "rtl" else "nl")
    pdf = poster.render(words, paper=paper, file_type="pdf")
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    everything = pdf + b"".join(_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S))
    assert b"pdfuaid" in everything
    assert f"({words.lang})".encode() in everything


def test_long_words_and_a_long_address_still_fit_on_one_page() -> None:
    words = dataclasses.replace(
        WORDS,
        lead="Wij zouden heel graag jouw verhaal willen horen, in je eigen woorden. " * 2,
        points=tuple(f"{point} En dat blijft zo, ook als je later van gedachten verandert." for point in WORDS.points),
        address="https://verhalen.van-een-gemeente-met-een-lange-naam.voorbeeld.example/vertel/k7mpq2xn4d",
    )
    assert pages(poster.render(words, paper="a5", file_type="pdf")) == 1


@pytest.mark.parametrize(("paper", "millimetres"), [("a4", 210), ("a5", 148)])
def test_the_picture_has_the_size_of_the_paper(paper: Any, millimetres: int) -> None:
    picture = etree.fromstring(poster.render(WORDS, paper=paper, file_type="svg"))
    assert float(picture.get("width").removesuffix("pt")) / 72 * 25.4 == pytest.approx(millimetres, abs=0.5)


def test_the_same_words_make_the_same_file() -> None:
    assert poster.render(WORDS, paper="a5", file_type="pdf") == poster.render(WORDS, paper="a5", file_type="pdf")
