"""Passwords that are long and would still be guessed among the first: words that everybody takes, rows of the keyboard, years,
and the same thing over and over.

No list of leaked passwords is shipped: those that exist may not be passed on or have no known origin. What is looked at is
what is left of a password without the parts that a guesser tries first (as in Wheeler, "zxcvbn", USENIX Security 2016, with
a count of characters for its count of guesses).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).parents[1] / "data" / "obvious_words.txt"
FEWEST_LEFT = 8
"""Letters and digits that have to be left: the least that ASVS 5.0, 6.2.1 asks of a whole password."""
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
)
FEWEST_OF_A_ROW, FEWEST_DIGITS_OF_A_ROW = 4, 3
YEAR = re.compile(r"(?:19|20)\d\d")
AGAIN = re.compile(r"(.{3,20}?)\1+|(.{1,2}?)\2{2,}", re.DOTALL)
"""The same three or more signs twice, or one or two of them three times."""
IN_DISGUISE = str.maketrans("@40$5137!", "aaosslets")
"""Signs that stand for a letter."""


def is_obvious(password: str) -> bool:
    """Would this be guessed among the first? Says nothing of how short it is."""
    plain = password.lower()
    return any(_n_left(form) < FEWEST_LEFT for form in (plain, plain.translate(IN_DISGUISE)))


def _n_left(plain: str) -> int:
    once = AGAIN.sub(lambda found: found[1] or found[2], plain)
    left = _known().sub(" ", YEAR.sub(" ", once))
    return sum(sign.isalnum() for sign in left)


@cache
def _known() -> re.Pattern[str]:
    """Every word of the list and every piece of a row, the longest first."""
    words = set(LIST.read_text("utf-8").split())
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        fewest = FEWEST_DIGITS_OF_A_ROW if row.isdigit() else FEWEST_OF_A_ROW
        words |= {row[a:b] for a in range(len(row)) for b in range(a + fewest, len(row) + 1)}
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))
