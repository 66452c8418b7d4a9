"""What is never masked: placeholders that stand there already, help lines, and names that everybody shares."""

import re
import unicodedata
from functools import cache

from analysis.deidentify.placeholders import placeholders_in
from analysis.deidentify.recognisers import HELP_LINES
from analysis.deidentify.wordlists import phrases

_BLANK = "\ufffc"  # object replacement character: no letter, no digit, no blank


@cache
def _shared_names() -> re.Pattern[str]:
    listed = sorted(phrases("not_identifying_phrases"), key=len, reverse=True)
    longer = phrases("organisations_nl")
    each = [re.escape(name) + _unless(name, longer) for name in listed]
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)


def _unless(name: str, longer: tuple[str, ...]) -> str:
    """A pattern that refuses what follows in a longer listed name: "Veilig Thuis" stays, "Veilig Thuis Drenthe" not."""
    rests = [re.escape(one[len(name) :]) for one in longer if one.startswith(f"{name} ")]
    return rf"(?!(?:{'|'.join(rests)})(?!\w))" if rests else ""


def blanked(text: str) -> str:
    """`text` at the same length, with everything that must stay made invisible to the recognisers."""
    hidden = [m.span() for m in placeholders_in(text)]
    for pattern in (HELP_LINES, _shared_names()):
        hidden += [m.span() for m in pattern.finditer(text)]
    out, last = [], 0
    for start, end in sorted(hidden):
        if start >= last:
            out += [text[last:start], _BLANK * (end - start)]
            last = end
    return _ascii_digits("".join([*out, text[last:]]))


def _ascii_digits(text: str) -> str:
    """Arabic, Persian and other digits as 0-9, character for character."""
    if text.isascii() or not any(c.isdecimal() and not c.isascii() for c in text):
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
