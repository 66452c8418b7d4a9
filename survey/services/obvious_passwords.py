"""Passwords that are long and would still be guessed among the first: words that everybody takes, rows of the keyboard, years,
the same thing over and over, and what was on lists of stolen passwords.

Of rules, what is looked at is what is left of a password without the parts that a guesser tries first (as in Wheeler,
"zxcvbn", USENIX Security 2016, with a count of characters for its count of guesses). Of stolen ones, a fingerprint of each
that is long enough to be taken here is shipped, not the password: many hold somebody's name (survey/data/README.md).
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
LIST = DATA / "obvious_words.txt"
STOLEN = DATA / "leaked_passwords.bin"
FINGERPRINT_BYTES = 5
"""Of SHA-256. That a password of one's own is taken for one of some ten thousand has a chance of one in 10^8."""
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


def is_leaked(password: str) -> bool:
    """Is this on the list of stolen passwords, whatever its capitals?"""
    return fingerprint(password) in _stolen()


def fingerprint(password: str) -> bytes:
    return hashlib.sha256(password.lower().encode("utf-8", "surrogatepass")).digest()[:FINGERPRINT_BYTES]


@cache
def _stolen() -> frozenset[bytes]:
    found = STOLEN.read_bytes()
    return frozenset(found[at : at + FINGERPRINT_BYTES] for at in range(0, len(found), FINGERPRINT_BYTES))


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
