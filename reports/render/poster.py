"""A poster with a QR code, for a wall or for handing over: made from its words, without a request.

Neutral on purpose: a letter or poster about help can cause tension or danger at home (research among municipalities on the
client survey, 2017), so it names no kind of help and no sender that gives it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal, cast

from reports.render.typesetting import FOLDER, FONTS, STANDARD

Paper = Literal["a4", "a5"]
FileType = Literal["pdf", "svg"]

TEMPLATE = FOLDER / "templates" / "poster.typ"

QUIET_ZONE_MODULES = 4
"""The least that ISO/IEC 18004 asks around a code."""

ERROR_LEVEL = "m"
"""At least 15 % of the code may be damaged (ISO/IEC 18004); segno takes a higher level when it costs no space."""


@dataclass(frozen=True)
class Poster:
    """Everything that stands on it. address: what the code opens, as it is also printed. mark: a line above all, or ''.

    lang: BCP 47; direction: ltr or rtl. help_lines: number and whom one reaches, an even number of them. logo: SVG.
    """

    lang: str
    direction: Literal["ltr", "rtl"]
    title: str
    lead: str
    scan: str
    type_over: str
    address: str
    code_alt: str
    points: tuple[str, ...]
    last_day: str
    help_title: str
    help_lead: str
    help_lines: tuple[tuple[str, str], ...]
    mark: str
    logo: bytes


def code(address: str) -> Any:
    """The QR code of an address (a segno.QRCode)."""
    import segno

    return segno.make(address, error=ERROR_LEVEL, micro=False)


def code_svg(address: str) -> bytes:
    """The QR code as a picture of its own, dark on white with its quiet zone, one unit a module."""
    written = BytesIO()
    code(address).save(
        written, kind="svg", border=QUIET_ZONE_MODULES, light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return written.getvalue()


def render(poster: Poster, *, paper: Paper, file_type: FileType) -> bytes:
    """One page: a tagged PDF (PDF/UA-1), or SVG whose letters are shapes."""
    import typst

    files = {
        "main.typ": TEMPLATE.read_bytes(),
        "code.svg": code_svg(poster.address),
        "logo.svg": poster.logo,
    }
    words = {name: value for name, value in vars(poster).items() if isinstance(value, str)}
    lists = {
        "points": "\n".join(poster.points),
        "help_lines": "\n".join(f"{number}|{name}" for number, name in poster.help_lines),
    }
    made = typst.compile(  # type: ignore[call-overload]  # its stub does not know the form with several files
        files,
        format=file_type,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=words | lists | {"paper": paper},
        pdf_standards=[STANDARD] if file_type == "pdf" else [],
        timestamp=0,
    )
    return cast(bytes, made)
