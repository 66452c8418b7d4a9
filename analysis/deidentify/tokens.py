"""Words of a text, with what the writing tells about each: its case, and whether a sentence opens with it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from analysis.deidentify.wordlists import words

Case = Literal["lower", "capital", "upper", "none"]

# A letter with the marks that belong to it (Latin combining accents, Hebrew and Arabic vowels, Indic vowel signs).
_LETTER = r"[^\W\d_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e]*+"
_WORD = re.compile(rf"(?<![\w@#])(?:{_LETTER})++(?:['’ʼ‘`-](?:{_LETTER})++)*+(?![\w@])")
_SENTENCE_END = re.compile(r"[.!?…:\n\r\t*•\"“”„«»]|[\u2013\u2014\u2600-\u27bf\U0001f000-\U0001faff]| -+ ")
_APOSTROPHE, _CLIPPED = ("'", "’", "ʼ", "‘", "`"), ("t", "n")  # "obs 't Diepje": one article, no break
_APOSTROPHES = str.maketrans("’ʼ‘`", "''''")
# After these a full stop ends no sentence.
_ABBREVIATIONS = words("context/abbreviations")
# Above this share of capital letters a text says nothing by its capitals; below this length it is too short to tell.
_SHOUTING_SHARE, _SHOUTING_LETTERS = 0.6, 30
_TITLED_SHARE, _TITLED_WORDS = 0.75, 8


@dataclass(frozen=True, slots=True)
class Token:
    """A word. norm: lower case, NFC, straight apostrophes, without possessive 's. opens: a sentence may begin here.

    adjacent: only blanks stand between this word and the one before; near: blanks and one comma.
    """

    start: int
    end: int
    text: str
    norm: str
    case: Case
    opens: bool
    adjacent: bool
    near: bool


def _norm(text: str) -> str:
    norm = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()
    return norm[:-2] if norm.endswith("'s") and len(norm) > 3 else norm


def _case(text: str) -> Case:
    if not (text[0].isupper() or text[0].istitle()):
        return "lower" if text.lower() != text.upper() else "none"
    return "upper" if len(text) > 1 and text.isupper() else "capital"


def _opens(gap: str, before: str) -> bool:
    match = _SENTENCE_END.search(gap)
    if match is None:
        return False
    only_stop = match.group() == "." and gap.strip() == "."
    return (
        not (only_stop and (len(before) == 1 or before.lower() in _ABBREVIATIONS or not gap.strip("."))) or "\n" in gap
    )


def capitals_tell(text: str, found: list["re.Match[str]"]) -> bool:
    """Whether capitals mean something here: not in a text typed in capitals, nor where Every Word Has One."""
    letters = [c for c in text[:4000] if c.isalpha()]
    if len(letters) >= _SHOUTING_LETTERS and sum(map(str.isupper, letters)) > _SHOUTING_SHARE * len(letters):
        return False
    titled = sum(match.group()[0].isupper() for match in found[:400])
    return not (len(found) >= _TITLED_WORDS and titled > _TITLED_SHARE * min(len(found), 400))


def tokenise(text: str) -> list[Token]:
    """Words of `text` in order. A word glued to digits, an underscore, @ or # is none: recognisers see to those."""
    found = list(_WORD.finditer(text))
    telling = capitals_tell(text, found)
    tokens: list[Token] = []
    last, before = 0, ""
    for match in found:
        gap, word = text[last : match.start()], match.group()
        blank = gap.strip(" \t\u00a0") if last else gap
        if word in _CLIPPED and blank in _APOSTROPHE:
            blank = ""
        case = _case(word)
        tokens.append(
            Token(
                start=match.start(),
                end=match.end(),
                text=word,
                norm=_norm(word),
                case=case if telling or case == "none" else "lower",
                opens=not tokens or _opens(gap, before),
                adjacent=bool(tokens) and blank in ("", ".") and len(gap) < 4,
                near=bool(tokens) and blank in ("", ",", ".") and len(gap) < 4,
            )
        )
        last, before = match.end(), word
    return tokens
