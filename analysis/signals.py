"""The phrase screen: does a told text touch what a person must see soon? High recall; a person decides what it means.

It looks for words and word families near each other (`data/signals_nl.toml`) and knows no grammar on purpose: "he does
not hit me any more" is found as well as "he hits me", because both are for a person to read. It reads Dutch; a text in
another language is found only where it uses the same words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PHRASES = Path(__file__).parent / "data" / "signals_nl.toml"

WORDS_WITHIN = {"&": 9, "~": 5}
"""Parts of a phrase stand within so many words, the outer two included."""

FAR = float("inf")

_WORD = re.compile(r"[^\W_]++(?:['’][^\W_]++)*+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}+")


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A stretch of the text (offsets in code points, end excluded) and why it was found: a code of the phrase file."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Term:
    """One place in a phrase: any of these words, beginnings, ends or stretches of a word."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]
    stretches: tuple[str, ...]

    def fits_pattern(self, word: str) -> bool:
        """Whether the word fits one of the patterns with a star."""
        return (
            word.startswith(self.beginnings)
            or word.endswith(self.ends)
            or any(stretch in word for stretch in self.stretches)
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    """parts: runs of terms that follow each other; all must stand within so many words, in any order."""

    reason: str
    within: float
    parts: tuple[tuple[_Term, ...], ...]


def hits(text: str) -> tuple[Hit, ...]:
    """Everything that was found, in the order of the text; hits of one reason never overlap."""
    found = list(_WORD.finditer(text))
    words = [_plain(match.group()) for match in found]
    finder = _Finder(words)
    spared = {at for phrase in _idioms() for first, last in finder.places(phrase) for at in range(first, last + 1)}
    spans = {
        (phrase.reason, first, last)
        for phrase in _phrases()
        for first, last in finder.places(phrase)
        if not spared.intersection(range(first, last + 1))
    }
    return tuple(sorted(Hit(found[first].start(), found[last].end(), reason) for reason, first, last in _merged(spans)))


@cache
def reasons() -> dict[str, str]:
    """Every reason, and what in the field's own list of duties it stands for (a code of the phrase file)."""
    return {reason["code"]: reason["stands_for"] for reason in _data()["reasons"]}


class _Finder:
    """Where terms and phrases stand in one text, each looked up once."""

    def __init__(self, words: Sequence[str]) -> None:
        self._at: dict[str, list[int]] = {}
        for position, word in enumerate(words):
            self._at.setdefault(word, []).append(position)
        self._known: dict[_Term, frozenset[int]] = {}

    def places(self, phrase: _Phrase) -> Iterator[tuple[int, int]]:
        """(first, last) position of every place where all parts stand near each other."""
        parts = [self._runs(part) for part in phrase.parts]
        if not all(parts):
            return
        for first in sorted({start for runs in parts for start, _ in runs}):
            last = max(_end_of_next(runs, first) for runs in parts)
            if last - first < phrase.within:
                yield first, int(last)

    def _runs(self, part: tuple[_Term, ...]) -> list[tuple[int, int]]:
        starts = self._positions(part[0])
        for offset, term in enumerate(part[1:], start=1):
            if not starts:
                return []
            follows = self._positions(term)
            starts = frozenset(start for start in starts if start + offset in follows)
        return sorted((start, start + len(part) - 1) for start in starts)

    def _positions(self, term: _Term) -> frozenset[int]:
        if term not in self._known:
            fitting = {word for word in term.words if word in self._at}
            if term.beginnings or term.ends or term.stretches:
                fitting |= {word for word in self._at if term.fits_pattern(word)}
            self._known[term] = frozenset(position for word in fitting for position in self._at[word])
        return self._known[term]


def _end_of_next(runs: list[tuple[int, int]], first: int) -> float:
    """Where the first run that begins at or after `first` ends; FAR when there is none."""
    at = bisect_left(runs, (first, -1))
    return runs[at][1] if at < len(runs) else FAR


def _merged(spans: set[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Overlapping stretches of one reason become one."""
    merged: list[tuple[str, int, int]] = []
    for reason, first, last in sorted(spans):
        if merged and merged[-1][0] == reason and first <= merged[-1][2]:
            merged[-1] = (reason, merged[-1][1], max(last, merged[-1][2]))
        else:
            merged.append((reason, first, last))
    return merged


def _plain(word: str) -> str:
    """Lower case, without accents, drawn-out letters shortened: "Niéééts" is "nieets" at most, "hèlp" is "help"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    return _DRAWN_OUT.sub(r"\1\1", bare).replace("’", "'")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(PHRASES.read_text(encoding="utf-8"))


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(_read(reason["code"], line) for reason in _data()["reasons"] for line in reason["phrases"])


@cache
def _idioms() -> tuple[_Phrase, ...]:
    """Fixed expressions in which the same words mean something else."""
    return tuple(_read("", line) for line in _data()["idioms"])


def _read(reason: str, line: str) -> _Phrase:
    families, joint = _data()["families"], "~" if " ~ " in line else "&"
    parts = tuple(tuple(_term(word, families) for word in part.split()) for part in line.split(f" {joint} "))
    return _Phrase(reason, WORDS_WITHIN[joint] if len(parts) > 1 else FAR, parts)


def _term(written: str, families: dict[str, str]) -> _Term:
    """Words separated by bars; a star stands for any letters; @name for the words of a family."""
    words = [word for item in written.split("|") for word in (families[item[1:]].split() if item[0] == "@" else [item])]
    return _Term(
        words=frozenset(word for word in words if "*" not in word),
        beginnings=tuple(word[:-1] for word in words if word[-1] == "*" and word[0] != "*"),
        ends=tuple(word[1:] for word in words if word[0] == "*" and word[-1] != "*"),
        stretches=tuple(word[1:-1] for word in words if word[0] == "*" and word[-1] == "*"),
    )
