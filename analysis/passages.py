"""Which part of a story is quoted when it is too long to quote whole."""

import re

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
