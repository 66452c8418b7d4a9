"""The list of the word code, and which of its words somebody meant who typed nearly that word.

No two words of the list are one letter apart or sound alike (`survey/data/README.md`), so a small slip is forgiven
wherever only one word can be meant.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).parents[1] / "data" / "code_words.txt"
LONGEST_LETTERS = 9


@cache
def words() -> tuple[str, ...]:
    """The list, in alphabetical order."""
    lines = LIST.read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def meant(typed: str) -> str | None:
    """The word of the list that is typed here, sounds like this, or is one letter away; None when that is not one word."""
    if typed in _by_word() or len(typed) > LONGEST_LETTERS + 1:
        return typed if typed in _by_word() else None
    if heard := _by_sound().get(sound(typed)):
        return heard
    near = one_edit_away(typed) & _by_word()
    return near.pop() if len(near) == 1 else None


def one_edit_away(word: str) -> set[str]:
    """Every string one letter more, less, other or swapped from this one, and the word itself."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    more = {a + letter + b for a, b in cuts for letter in letters}
    return {word} | less | swapped | other | more


def sound(word: str) -> str:
    """The same for words that sound the same."""
    for written, heard in (("ij", "ei"), ("ouw", "au"), ("auw", "au"), ("ou", "au"), ("sch", "sx"), ("ch", "g")):
        word = word.replace(written, heard)
    return re.sub("b$", "p", re.sub("d$", "t", word))


@cache
def _by_word() -> frozenset[str]:
    return frozenset(words())


@cache
def _by_sound() -> dict[str, str]:
    return {sound(word): word for word in words()}
