"""Dutch number words, as patterns for ages, dates and telephone numbers spelled out."""

import bisect
import re

from analysis.deidentify.wordlists import words

_UNIT = r"(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_TENS = r"(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig"
_TEENS = r"(?:der|veer|vijf|zes|zeven|acht|negen)tien"
# As Groningen and Friesland say them; the small ones are words of other meaning as well ("vaar", "seis").
_TEENS_OF_THE_NORTH = (
    r"(?:twaalm|dattien|vattien|vaatien|vieftien|zestain|zeuventien|zeumtien|negentain|"
    r"tolve|trettjin|fjirtjin|fyftjin|sechstjin|santjin|achttjin|njoggentjin)"
)

CARDINAL = (
    rf"(?:{_UNIT}[eë]n{_TENS}|{_TENS}|{_TEENS}|{_TEENS_OF_THE_NORTH}|"
    r"tien|elf|twaalf|twee|drie|vier|vijf|zes|zeven|acht|negen)"
)
"""Two to ninety-nine ("een" is left out: it is also the article)."""

ORDINAL = rf"(?:(?:{_UNIT}[eë]n)?{_TENS}ste|{_TEENS}de|(?:tien|elf|twaalf|vier|vijf|zes|zeven|negen)de|derde|achtste)"

HALVES = r"(?:anderhalf|(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien)[eë]nhalf)"
"""One and a half to ten and a half, in one word."""

DIGIT_WORD = r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|dubbel)"

SPOKEN_NUMBER = rf"(?:{CARDINAL}|{DIGIT_WORD})"
"""A number as people say their telephone number: "nul zes twaalf vierendertig"."""

SPOKEN_YEAR = rf"(?:tweeduizend|negentienhonderd|twintighonderd)(?: ?(?:en ?)?(?:{CARDINAL}|een))?"

_AFTER = "|".join(sorted(words("context/after_number")))
NOTHING_COUNTED = rf"(?=\s(?:{_AFTER})(?!\w)|\s?[.,;:!?)\ufffc…]|\s*$|\s*\n|\s?[-–—]\s(?!\d))"
"""After a number that counts nothing: the end, a mark, or a word that can be no noun. Anything else is what it counts."""

_ANY_NUMBER = re.compile(
    rf"\d|{CARDINAL}|{ORDINAL}|{HALVES}|één|eerste|tweede|laatste|jaar (?:in|begin|eind) |tweeduizend|negentienhonderd|"
    r"eleven|twelve|two|three|ten|four|five|six|seven|eight|nine"
)
_BEFORE, _AFTER_IT = 120, 25  # characters around a number that a date or an age may take up
# Where a sentence ends for certain: not after "okt." or "geb.".
_ENDS = re.compile(r"[^\W\d_]{5}[.!?](?=\s)|\n")


def near_numbers(low: str) -> list[tuple[int, int]]:
    """The stretches of a text in lower case that may hold a date or an age: the sentences with a number."""
    found: list[tuple[int, int]] = []
    ends = [match.end() for match in _ENDS.finditer(low)]
    for match in _ANY_NUMBER.finditer(low):
        if found and match.end() + _AFTER_IT <= found[-1][1]:
            continue
        before = bisect.bisect_right(ends, match.start())
        first = max(ends[before - 1] if before else 0, match.start() - _BEFORE)
        after = bisect.bisect_left(ends, match.end() + _AFTER_IT)
        end = ends[after] if after < len(ends) else len(low)
        if found and first <= found[-1][1]:
            first = found.pop()[0]
        found.append((first, end))
    return found
