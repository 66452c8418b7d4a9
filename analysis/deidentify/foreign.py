"""Names in stories told in another language than Dutch: capitals where the script has them, lists and context.

Weaker than Dutch by nature, for no lexicon says which words are ordinary: only what two signs agree on is masked
without asking, the rest is for the person who releases.
"""

from collections.abc import Iterator

from analysis.deidentify.context import PARTICLES
from analysis.deidentify.organisations import organisations
from analysis.deidentify.places import places
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import folder, words
from analysis.records import Span, Tier

_CAPITALS_SAY_NOTHING = frozenset({"de"})  # German writes every noun with one
_GLUED = ("و", "ب", "ل", "ك", "ف")  # Arabic "and", "with", "for", … are written against the next word
_SHORTEST = 3


def _listed(norm: str) -> bool:
    forms = [norm, norm[1:]] if norm.startswith(_GLUED) else [norm]
    return any(len(f) >= _SHORTEST and f in folder("first_names") and f not in words("words_over_names") for f in forms)


def _is_shared(norm: str) -> bool:
    return norm in words("not_identifying") or norm in words("foreign_not_names") or norm in words("foreign_roles")


def _called(tokens: list[Token], at: int) -> bool:
    """A kin, role or naming word stands right before."""
    if not at or not tokens[at].near:
        return False
    before = tokens[at - 1].norm
    roles = words("foreign_roles") | words("titles") | words("roles")
    return before in roles or (before.startswith(_GLUED) and before[1:] in roles)


def _judge(tokens: list[Token], at: int, telling: bool) -> tuple[Tier, str, float] | None:
    token = tokens[at]
    if len(token.norm) < 2 or _is_shared(token.norm):
        return None
    listed, called = _listed(token.norm), _called(tokens, at)
    capital = token.case == "capital" and telling
    if listed and (called or (capital and not token.opens)):
        return "auto", "abroad-list-and-sign", 0.85
    if called and capital:
        return "auto", "abroad-called-with-capital", 0.8
    if listed or (called and token.case == "none"):
        return "review", "abroad-list-or-called", 0.5
    surname = len(token.norm) > _SHORTEST and token.norm in folder("surnames")
    if capital and not token.opens and token.norm not in PARTICLES:
        return "review", "abroad-capital", 0.5
    if token.case == "upper" and telling and len(token.text) <= 6:
        return "review", "abroad-abbreviation", 0.3
    return ("review", "abroad-surname", 0.3) if surname and token.case != "lower" else None


def names_abroad(tokens: list[Token], language: str) -> Iterator[Span]:
    """Names of persons, places and organisations in a text in `language` (ISO 639-1, not Dutch)."""
    yield from organisations(tokens)
    yield from places(tokens)
    telling = language[:2] not in _CAPITALS_SAY_NOTHING
    sure_before = False
    for at, token in enumerate(tokens):
        verdict = _judge(tokens, at, telling)
        if verdict and verdict[1] == "abroad-capital" and sure_before and token.adjacent:
            verdict = ("auto", "abroad-after-a-name", 0.7)
        sure_before = verdict is not None and verdict[0] == "auto"
        if verdict:
            yield Span(token.start, token.name_end, "PERSON", verdict[1], verdict[2], verdict[0])
