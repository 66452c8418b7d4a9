"""Typed text as it is kept: one form for what looks the same, and nothing that can't be seen."""

from __future__ import annotations

import unicodedata

INVISIBLE = dict.fromkeys(
    [
        *range(0x20),
        0x7F,
        *range(0x80, 0xA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)
for kept in (0x09, 0x0A, 0x200C, 0x200D):  # tab, new line, and the joiners that Persian and emoji need
    del INVISIBLE[kept]


def clean(text: str) -> str:
    """Normalised (NFC), line ends unified, invisible and direction-changing characters out, outer blanks off.

    Lone surrogates, which no database keeps, become the replacement character.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text.translate(INVISIBLE)).strip()
