"""Capitals in a row are one name: "MEE Groningen", "Jumbo Hamminga", though the first word alone says nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words
from analysis.records import Span

_LABELS = frozenset(["PERSON", "LOCATION", "ORG", "SCHOOL"])
_MOST_WORDS = 3  # that are taken in before a name
_SHORTEST = 2  # letters of an abbreviation


def _belongs(token: Token) -> bool:
    """Whether a word right before a name is part of it by its capitals."""
    if token.norm in words("roles") or token.norm in words("titles"):
        return False
    kind = token.norm in words("context/organisation_before") or token.norm in words("context/school_before")
    if token.opens:
        return (token.case == "upper" and len(token.text) >= _SHORTEST) or (token.case == "capital" and kind)
    return token.case in ("upper", "capital")


def whole_names(tokens: list[Token], found: Iterable[Span]) -> Iterator[Span]:
    """Each span that is surely a name, with the words in capitals right before it; only those that become longer."""
    by_start = {token.start: at for at, token in enumerate(tokens)}
    for span in found:
        first = at = by_start.get(span.start, 0)
        if span.tier != "auto" or span.label not in _LABELS or tokens[at].case not in ("capital", "upper"):
            continue
        while first and at - first < _MOST_WORDS and tokens[first].adjacent and _belongs(tokens[first - 1]):
            first -= 1
        if first < at:
            label = "ORG" if span.label in ("PERSON", "LOCATION") else span.label
            yield replace(span, start=tokens[first].start, label=label, rule="capitals-in-a-row")
