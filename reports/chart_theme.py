"""One look for every chart, and the step from chart to SVG.

Charts are laid out in pixels, without a single measured text (autosize "none"), so that the same chart gives the same bytes
whatever fonts a machine has. Colours differ in lightness as well as in hue, and every perspective has its own shape: nothing
is lost in grey or to a colour-blind reader. Contrast with white: ink 14:1, grey 7:1, every mark and
interval at least 3:1. The values are those of static/css/tokens.css where it has them.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert as vlc

INK: Final = "#1f2a30"
GREY: Final = "#4d5960"
LINE: Final = "#d8d3ca"
PALE: Final = "#7d94a4"
ACCENT: Final = "#14505c"

COLOURS: Final = {"young_person": "#12355b", "parent": "#c2541a", "professional": "#3a8a7f"}
SHAPES: Final = {"young_person": "circle", "parent": "square", "professional": "triangle-up"}

FONT: Final = "Loex Sans, Noto Sans, Arial, Helvetica, sans-serif"
"""The letters that an HTML report brings along, and the same ones as PDF and Word files know them: so a word is as wide in the
one as in the other."""

FONTS: Final = Path(__file__).resolve().parent / "fonts"
FONT_SIZE: Final = 13
WIDTH: Final = 344
"""Pixels: what a phone shows nearly at full size, and what fits twice beside each other on a laptop."""

AXIS_FOOT: Final = 24
NO_AXIS_FOOT: Final = 4

DRAWINGS_KEPT: Final = 256
"""Of some twenty kilobytes each."""

LOCALE_NL: Final = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€\u00a0", ""]}

DOCUMENT_FONT: Final = "Noto Sans"
_FONT_FAMILY = re.compile(r'font-family="[^"]*"')
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = re.compile(r"^(aria-.*|role|class|pointer-events|stroke-miterlimit)$")


def themed(chart: alt.LayerChart, *, title: str, sentence: str, height: int, foot: int = AXIS_FOOT) -> alt.LayerChart:
    """The house look, with the title and the sentence that say what the picture shows. foot: pixels below the drawing, for the
    words of an axis."""
    return (
        chart.properties(
            width=WIDTH,
            height=height,
            padding={"left": 2, "right": 14, "top": 2, "bottom": foot},
            autosize=alt.AutoSizeParams(type="none"),
            background="transparent",
            description=sentence,
            usermeta={"title": title},
        )
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=FONT_SIZE, color=INK, baseline="middle")
        .configure_axis(
            labelFont=FONT,
            labelFontSize=FONT_SIZE,
            labelColor=GREY,
            gridColor=LINE,
            gridWidth=1,
            domain=False,
            ticks=False,
            labelPadding=6,
            labelOverlap=False,
            labelFlush=False,
            labelBound=False,
            title=None,
        )
    )


def size(height: float, *, width: int = WIDTH, foot: int = AXIS_FOOT) -> tuple[int, int]:
    """Width and height in pixels of the drawing of a chart that is this high, known before it is drawn: so a page can keep its
    place. As `themed` lays it out."""
    return width + 16, round(height) + 2 + foot


def to_svg(chart: alt.LayerChart) -> str:
    """The chart as one SVG element: role image, title, description and label from the chart, no style, no script, no class."""
    spec = chart.to_dict()
    drawn = _drawn(json.dumps(spec))
    return _accessible(drawn, title=str(spec["usermeta"]["title"]), sentence=str(spec["description"]))


@lru_cache(maxsize=DRAWINGS_KEPT)
def _drawn(spec: str) -> str:
    """Drawing takes longest: the same chart, data included, is drawn once."""
    register_fonts()
    return str(vlc.vegalite_to_svg(spec, format_locale=LOCALE_NL, allowed_base_urls=[]))


@cache
def register_fonts() -> None:
    """Let vl-convert draw and measure with the fonts of `reports/fonts`, whatever fonts the machine has."""
    vlc.register_font_directory(str(FONTS))


def to_png(svg: str, *, scale: float) -> bytes:
    """A drawing in pixels, scale times as fine as on screen, with the letters of the PDF."""
    register_fonts()
    return bytes(vlc.svg_to_png(in_document_font(svg), scale=scale))


def in_document_font(svg: str) -> str:
    """The drawing with its letters under the name that documents know them by."""
    return _FONT_FAMILY.sub(f'font-family="{DOCUMENT_FONT}"', svg)


def _accessible(drawn: str, *, title: str, sentence: str) -> str:
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314 - vl-convert's own output
    _clean(root)
    root.set("role", "img")
    root.set("aria-label", sentence)
    root.set("focusable", "false")
    for place, (tag, text) in enumerate((("title", title), ("desc", sentence))):
        element = ET.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode")


def _clean(element: Any) -> None:
    """Take out what a reader has no use for: English names of marks, classes, empty paths and groups."""
    for name in [n for n in element.attrib if _DROPPED.match(n)]:
        del element.attrib[name]
    for child in list(element):
        _clean(child)
        if _is_empty(child):
            element.remove(child)


def _is_empty(element: Any) -> bool:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag == "g":
        return len(element) == 0
    nothing_drawn = element.get("display") == "none" or element.get("d") in ("", "M0,0h0v0h0Z")
    return tag == "path" and (nothing_drawn or (element.get("fill") is None and element.get("stroke") is None))
