"""Parts of a story: what is quoted when it is too long to quote whole, and what is read by itself when themes are sought."""

import re
from itertools import pairwise

from analysis.embed.text import normalise, sentences

MOST_CHARACTERS = 420
"""About five sentences: the length of the example stories in the council letters that reports stand beside."""

_END_OF_SENTENCE = re.compile(r"[.!?…؟]+[\"'”’)]*(?=\s)|\n+")


def passage(text: str, *, most: int = MOST_CHARACTERS) -> tuple[int, int]:
    """Where the quoted passage stands, (start, end) in code points: the whole text, or as many whole sentences from its
    beginning as fit; a first sentence that is too long by itself is cut at a space.

    Raises ValueError for a blank text.
    """
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start >= end:
        raise ValueError("a blank text has no passage")
    if end - start <= most:
        return start, end
    ends = [match.end() for match in _END_OF_SENTENCE.finditer(text, start, end) if match.end() - start <= most]
    if ends:
        return start, start + len(text[start : ends[-1]].rstrip())
    cut = text.rfind(" ", start, start + most)
    return start, cut if cut > start else start + most


# --- windows: parts that are read by themselves -----------------------------------------------------------------------

WINDOWS_VERSION = "windows-1"
"""Part of the key under which vectors of windows are kept. Change how windows are cut, and it must change."""
SENTENCES_PER_WINDOW = 2
"""Two sentences: what happened and what it meant. One is often too short to place ("Nee, dus.")."""
LONGEST_WITHOUT_WINDOWS = 3
"""Sentences. A story of two or three is one thing told; its windows would be the story again."""


def windows(text: str) -> list[str]:
    """Windows of whole sentences that together make the story; none at all for a short one.

    Two sentences a window; the last of an odd number joins those before it. Texts without closing marks have no
    windows.
    """
    parts = sentences(normalise(text))
    if len(parts) <= LONGEST_WITHOUT_WINDOWS:
        return []
    starts = [*range(0, len(parts) - 1, SENTENCES_PER_WINDOW), len(parts)]
    return [" ".join(parts[start:end]) for start, end in pairwise(starts)]
