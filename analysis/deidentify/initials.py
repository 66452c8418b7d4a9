"""Names shortened to initials: "J. van Dalen", "mijn begeleider M."."""

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.deidentify.lexicon import is_everyday
from analysis.deidentify.patterns import Recogniser, compiled
from analysis.deidentify.wordlists import folder, words
from analysis.records import Span

_PARTICLE = r"(?:van|de|der|den|ten|ter|het|'t|el|al|von|da|dos)"
_WORD_BEFORE = re.compile(r"(?<![\w-])([^\W\d_]{2,30}),? $")
_LONGEST_BEFORE = 32  # characters: a role word with its comma


def _ends_in_surname(text: str) -> bool:
    surname = text.split()[-1].rpartition(".")[2]
    return surname in folder("surnames") and not is_everyday(surname)


RECOGNISERS = (
    Recogniser(
        "initials-surname",
        "PERSON",
        compiled(
            rf"(?<![\w.])(?:(?:[Dd]rs?|[Ii]r|[Ii]ng|[Mm]r|[Pp]rof|[Dd]s)\. ){{0,2}}"
            rf"(?:[A-ZÀ-Þ]\.[ -]?){{1,5}}(?:{_PARTICLE} ){{0,3}}"
            r"[A-ZÀ-Þ][\w'’-]{1,30}(?: ?- ?[A-ZÀ-Þ][\w'’]{1,30})?",
            cased=True,
        ),
        confidence=0.9,
    ),
    Recogniser(
        "initials-lower",
        "PERSON",
        compiled(rf"(?<![\w.])(?:[a-z]\. ?){{1,4}}(?:{_PARTICLE} ){{0,3}}[a-z][\w'’-]{{2,30}}(?![\w.])", cased=True),
        accept=_ends_in_surname,
        confidence=0.8,
    ),
    Recogniser(
        "initials-row",
        "PERSON",
        compiled(
            rf"(?<![\w.])(?:(?:[A-ZÀ-Þ]\.){{2,5}}|[A-ZÀ-Þ]\. (?:{_PARTICLE} ){{1,3}}[A-ZÀ-Þ]\.)(?![\w.])", cased=True
        ),
        confidence=0.6,
    ),
    Recogniser(
        "initial-alone",
        "PERSON",
        compiled(r"(?<![\w.])[A-Z]\.(?![\w.]|\s+[A-Z])", cased=True),
        tier="review",
        confidence=0.4,
    ),
)


def _called(text: str, span: Span) -> Span:
    """Masked without asking where a role word or title stands before: "begeleider M."."""
    match = _WORD_BEFORE.search(text, max(0, span.start - _LONGEST_BEFORE), span.start)
    called = match is not None and (
        match.group(1).lower() in words("roles") or match.group(1).lower() in words("titles")
    )
    return replace(span, tier="auto", rule="initial-called", confidence=0.8) if called else span


def initials(text: str) -> Iterator[Span]:
    """Every name written with initials."""
    for recogniser in RECOGNISERS:
        for span in recogniser.find(text):
            yield _called(text, span) if recogniser.rule == "initial-alone" else span
