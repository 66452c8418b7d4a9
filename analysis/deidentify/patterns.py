"""The shape of every recogniser: a compiled pattern whose group `hit` (or the whole match) becomes a span."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.records import Span, SpanLabel, Tier

_FLAGS = re.IGNORECASE
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Recogniser:
    """What one kind of identifier looks like.

    pattern: bounded everywhere, so that no text makes it slow. accept: a last look at the hit, e.g. a check digit.
    digit: every hit holds a digit, so that a text without one need not be looked through; sign: every hit holds this character.
    """

    rule: str
    label: SpanLabel
    pattern: re.Pattern[str]
    tier: Tier = "auto"
    confidence: float = 0.99
    accept: Callable[[str], bool] | None = None
    digit: bool = False
    sign: str = ""

    def find(self, text: str, first: int = 0, end: int | None = None) -> Iterator[Span]:
        """Every hit in `text` between `first` and `end`, as a span."""
        if (self.sign and self.sign not in text) or (self.digit and not _DIGIT.search(text)):
            return
        group: str | int = "hit" if "hit" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text, first, len(text) if end is None else end):
            start, end = match.span(group)
            if start < end and (self.accept is None or self.accept(text[start:end])):
                yield Span(start, end, self.label, self.rule, self.confidence, self.tier)


def compiled(pattern: str, *, cased: bool = False) -> re.Pattern[str]:
    """Compile without regard to case, unless `cased`."""
    return re.compile(pattern, 0 if cased else _FLAGS)


def one_of(choices: str) -> str:
    """A pattern for any of `choices`, words separated by white space."""
    return f"(?:{'|'.join(choices.split())})"


def lowered(text: str) -> str:
    """`text` in lower case, character for character: a letter whose small form is longer ("İ") stays as it is.

    Patterns compiled `cased` over lower case run several times faster than those without regard to case.
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
