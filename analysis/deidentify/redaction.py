"""From texts as told to texts with masks: all recognisers, then what they found together."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.deidentify.addresses import addresses
from analysis.deidentify.ages import ages, ages_beside
from analysis.deidentify.dates import dates
from analysis.deidentify.elsewhere import elsewhere, names_in
from analysis.deidentify.foreign import names_abroad
from analysis.deidentify.initials import initials
from analysis.deidentify.names import names
from analysis.deidentify.numbers import near_numbers
from analysis.deidentify.organisations import organisations
from analysis.deidentify.patterns import lowered
from analysis.deidentify.placeholders import Piece, fill, pieces
from analysis.deidentify.places import places
from analysis.deidentify.recognisers import structured
from analysis.deidentify.runs import whole_names
from analysis.deidentify.spans import resolve
from analysis.deidentify.tokens import Token, tokenise
from analysis.deidentify.whitelist import blanked
from analysis.records import RedactedText, Span

_ROUNDS = 6  # at most; in practice the second finds nothing


def _found(visible: str, tokens: list[Token], language: str) -> list[Span]:
    """Everything the recognisers see in one text, overlapping and unsorted."""
    spans = [*structured(visible), *addresses(visible, tokens), *initials(visible)]
    low = lowered(visible)
    for first, end in near_numbers(low):
        spans += [*dates(low, first, end), *ages(low, first, end)]
    if language == "nl":
        spans += [*organisations(tokens), *places(tokens), *names(tokens)]
        spans += whole_names(tokens, spans)
    else:
        spans += names_abroad(tokens, language)
    return [*spans, *ages_beside(visible, spans)]


def _detect(texts: Sequence[str], language: str) -> list[tuple[Span, ...]]:
    """Spans of each text; a name found in one is looked for in all."""
    visible = [blanked(text) for text in texts]
    tokens = [tokenise(text) for text in visible]
    found = [_found(text, words, language) for text, words in zip(visible, tokens, strict=True)]
    known = frozenset[str]().union(*map(names_in, tokens, found))
    return [
        resolve(text, [*spans, *elsewhere(words, known)])
        for text, words, spans in zip(texts, tokens, found, strict=True)
    ]


def _sure(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.tier == "auto"]


def _originals(spans: Sequence[Span], replaced: Sequence[Piece]) -> list[Span]:
    """Spans of the masked text, sorted, with their offsets in the text as given."""
    found: list[Span] = []
    shift = at = 0
    for span in spans:
        while at < len(replaced) and span.start >= replaced[at].start - shift + len(replaced[at].placeholder):
            shift += (replaced[at].end - replaced[at].start) - len(replaced[at].placeholder)
            at += 1
        found.append(replace(span, start=span.start + shift, end=span.end + shift))
    return found


def redact_together(texts: Sequence[str], *, language: str = "nl") -> tuple[RedactedText, ...]:
    """Redact all that one teller wrote: a name found in one text is masked in every one, by the same placeholder.

    language: ISO 639-1 code of the texts. Outside Dutch names rest on capitals, lists and context alone, and mostly go
    to the review tier. Masked texts are read again until nothing sure is left, so that redacting twice equals once.
    """
    spans = _detect(texts, language)
    for _ in range(_ROUNDS):
        replaced = pieces(texts, [_sure(found) for found in spans])
        masked = [fill(text, parts) for text, parts in zip(texts, replaced, strict=True)]
        left = [_sure(found) for found in _detect(masked, language)] if any(replaced) else []
        if not any(left):
            break
        spans = [
            resolve(text, [*found, *_originals(more, parts)])
            for text, found, more, parts in zip(texts, spans, left, replaced, strict=True)
        ]
    return tuple(RedactedText(text, found) for text, found in zip(masked, spans, strict=True))


def redact(text: str, *, language: str = "nl") -> RedactedText:
    """Redact one text. `spans` are sorted and do not overlap; `.text` has those of the auto tier masked.

    language: ISO 639-1 code, see `redact_together`.
    """
    return redact_together([text], language=language)[0]
