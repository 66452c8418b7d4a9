"""What happens to a text before it is counted in tokens: the same for every engine, and part of the model's identity.

NFKC, then the clean-up that the sentence model was trained with (control characters away, invisible spaces and line
ends to a space), then single spaces, then the cap. Change anything here and `NORMALISATION` must change with it:
cached vectors are found by it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

NORMALISATION = "nfkc-1"
MAX_CHARACTERS = 10_000
"""Longer texts are cut here. A story is two to eight sentences; ten thousand characters are five full pages."""

_REMOVED = (*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F)
_SPACES = (0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD)
_CLEANED = dict.fromkeys(_REMOVED) | dict.fromkeys(_SPACES, " ")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？؟۔।။።፧])\s+")


class BlankText(ValueError):
    """Some texts hold nothing that can be read. `rows` are their row numbers."""

    def __init__(self, rows: Sequence[int]) -> None:
        self.rows = tuple(rows)
        shown = ", ".join(map(str, self.rows[:10])) + (", …" if len(self.rows) > 10 else "")
        super().__init__(f"nothing to read in row {shown}: leave blank texts out before encoding")


def normalise(text: str | None) -> str:
    """The text as the model gets it; "" when there is nothing to read. Never longer than `MAX_CHARACTERS`."""
    if not text:
        return ""
    whole = _LONE_SURROGATE.sub(" ", text[:MAX_CHARACTERS])
    cleaned = unicodedata.normalize("NFKC", whole).translate(_CLEANED)
    return " ".join(cleaned.split())[:MAX_CHARACTERS].rstrip()


def normalise_all(texts: Sequence[str | None]) -> list[str]:
    """Normalised texts, in order. Raises `BlankText` with the rows that hold nothing."""
    normalised = [normalise(text) for text in texts]
    if blank := [row for row, text in enumerate(normalised) if not text]:
        raise BlankText(blank)
    return normalised


def sentences(text: str) -> list[str]:
    """Sentences of a normalised text, by their closing mark; a text without marks is one sentence."""
    return [part for part in _SENTENCE_END.split(text) if part]


def content_hash(text: str, model_id: str) -> str:
    """Key under which the vector of a text is cached: sha256 over the model's identity and the normalised text."""
    return hashlib.sha256(f"{model_id}\n{normalise(text)}".encode()).hexdigest()
