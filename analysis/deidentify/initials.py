"""Names shortened to initials: "J. van Dalen", "mijn begeleider M."."""

from collections.abc import Iterator

from analysis.deidentify.patterns import Recogniser, compiled
from analysis.records import Span

_PARTICLE = r"(?:van|de|der|den|ten|ter|het|'t|el|al|von|da|dos)"

RECOGNISERS = (
    Recogniser(
        "initials-surname",
        "PERSON",
        compiled(
            rf"(?<![\w.])(?:[A-ZÀ-Þ]\.[ -]?){{1,5}}(?:{_PARTICLE} ){{0,3}}"
            r"[A-ZÀ-Þ][\w'’-]{1,30}(?: ?- ?[A-ZÀ-Þ][\w'’]{1,30})?",
            cased=True,
        ),
        confidence=0.9,
    ),
    Recogniser(
        "initial-alone",
        "PERSON",
        compiled(r"(?<![\w.])[A-Z]\.(?![\w.]|\s+[A-Z])", cased=True),
        tier="review",
        confidence=0.4,
    ),
)


def initials(text: str) -> Iterator[Span]:
    """Every name written with initials."""
    for recogniser in RECOGNISERS:
        yield from recogniser.find(text)
