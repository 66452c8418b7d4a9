"""Names of one or more words, looked up in a row of tokens; the longest wins."""

import re
from collections.abc import Iterable

from analysis.deidentify.tokens import Token

_PART = re.compile(r"[^\W\d_]+")


class Gazetteer:
    """A list of names. Matching looks at words only: case, points and hyphens do not count."""

    def __init__(self, names: Iterable[str]) -> None:
        """Keep `names` as rows of words, and how many words the longest has by its first word."""
        self._names = {tuple(_PART.findall(name.lower())) for name in names} - {()}
        self._longest: dict[str, int] = {}
        for parts in self._names:
            self._longest[parts[0]] = max(len(parts), self._longest.get(parts[0], 0))

    def longest(self, tokens: list[Token], at: int) -> int:
        """How many tokens from `at` on form a listed name; 0 if none do."""
        parts = _PART.findall(tokens[at].norm)
        most = self._longest.get(parts[0], 0) if parts else 0
        found = 1 if tuple(parts) in self._names else 0
        used = 1
        while len(parts) < most and at + used < len(tokens) and tokens[at + used].near:
            parts += _PART.findall(tokens[at + used].norm)
            used += 1
            if tuple(parts) in self._names:
                found = used
        return found
