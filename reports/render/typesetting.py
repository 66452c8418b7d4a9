"""Typst, as Loex uses it: bundled fonts only, no network, tagged PDF (PDF/UA-1), the same input the same bytes."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
FONTS = FOLDER / "fonts"
STANDARD = "ua-1"
NO_GLYPH = "\u25fb"
"""An empty box, for a character that none of the fonts can draw."""


def typeset(template: str, data: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    """A template of `reports/templates` with its data.json and its pictures (by name) as a tagged PDF.

    Characters that the fonts lack become an empty box: PDF/UA refuses a text that cannot be displayed.
    """
    import typst

    sources = {
        "main.typ": (FOLDER / "templates" / template).read_bytes(),
        "parts.typ": (FOLDER / "templates" / "parts.typ").read_bytes(),
        "data.json": json.dumps(_drawable(data), ensure_ascii=False).encode("utf-8"),
        **(files or {}),
    }
    made = typst.compile(  # type: ignore[call-overload]  # its stub does not know the form with several files
        sources, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards=[STANDARD], timestamp=0
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _drawable(value: Any) -> Any:
    match value:
        case str():
            return drawable(value)
        case dict():
            return {key: _drawable(part) for key, part in value.items()}
        case list() | tuple():
            return [_drawable(part) for part in value]
        case _:
            return value


def drawable(text: str) -> str:
    """The text with an empty box for what no font here can draw; line ends and tabs stay."""
    return "".join(letter if ord(letter) in _covered() or letter in "\n\t" else NO_GLYPH for letter in text)


@cache
def _covered() -> frozenset[int]:
    lines = (FONTS / "covered.txt").read_text(encoding="ascii").splitlines()
    ranges = (line.split("-") for line in lines if not line.startswith("#"))
    return frozenset(code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1))
