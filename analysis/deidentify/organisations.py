"""Schools, providers and other organisations: a regional list, and the pattern "kind of organisation + name"."""

from collections.abc import Iterator
from functools import cache

from analysis.deidentify.gazetteer import Gazetteer
from analysis.deidentify.lexicon import is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import phrases, words
from analysis.records import Span, SpanLabel, Tier

# Words that come before a school's or organisation's own name: "cbs de hoeksteen", "stichting Thuis".
_SCHOOL_BEFORE = words("context/school_before")
_ORG_BEFORE = words("context/organisation_before")
# Words that end such a name: "Zernike College", "Martini Ziekenhuis".
_SCHOOL_AFTER = words("context/school_after")
_ORG_AFTER = words("context/organisation_after")
_SCHOOL_ENDS = ("school", "college", "lyceum", "gymnasium")
_ARTICLES = frozenset(["de", "het", "'t", "ons", "onze", "een"])
# A list name of one word that is also a word or a first name counts with a capital only.
_NAME_WORDS = 4
_BEFORE_ORG = frozenset(["bij", "via", "van", "naar", "door", "met", "op", "in", "aan", "voor"])


@cache
def _lists() -> tuple[tuple[Gazetteer, SpanLabel], ...]:
    return (
        (Gazetteer(phrases("region/schools_groningen")), "SCHOOL"),
        (Gazetteer(phrases("region/organisations_groningen")), "ORG"),
    )


def _span(tokens: list[Token], first: int, last: int, label: SpanLabel, rule: str, tier: Tier) -> Span:
    return Span(tokens[first].start, tokens[last].end, label, rule, 0.96 if tier == "auto" else 0.5, tier)


def _capital(token: Token) -> bool:
    return token.case in ("capital", "upper")


def _listed_tier(tokens: list[Token], first: int, last: int) -> Tier | None:
    """How sure a listed name is: written with a capital, or in lower case and no ordinary words."""
    named = [t for t in tokens[first : last + 1] if t.norm not in _ARTICLES]
    before = tokens[first - 1].norm if first and tokens[first].adjacent else ""
    if not named:
        return None
    if any(_capital(t) for t in named):
        plain = len(named) == 1 and is_word(named[0].norm) and tokens[first].opens
        return "review" if plain else "auto"
    if all(is_word(t.norm) for t in named):
        return "auto" if before in _SCHOOL_BEFORE | _ORG_BEFORE else None
    return "auto" if not is_word(named[0].norm) or before in _BEFORE_ORG else "review"


def _listed(tokens: list[Token]) -> Iterator[Span]:
    for gazetteer, label in _lists():
        for at in range(len(tokens)):
            if used := gazetteer.longest(tokens, at):
                tier = _listed_tier(tokens, at, at + used - 1)
                if tier:
                    yield _span(tokens, at, at + used - 1, label, "organisation-list", tier)


def _after_kind(tokens: list[Token], at: int) -> int:
    """The last token of a name that follows the kind of school or organisation at `at`; `at` itself if none does."""
    nxt = at + 1
    if nxt < len(tokens) and tokens[nxt].adjacent and tokens[nxt].norm in _ARTICLES and nxt + 1 < len(tokens):
        nxt += 1
    if nxt >= len(tokens) or not tokens[nxt].adjacent or tokens[nxt].opens:
        return at
    last = nxt
    if _capital(tokens[nxt]) and tokens[nxt].norm not in words("not_identifying"):
        while (
            last + 1 < len(tokens)
            and tokens[last + 1].adjacent
            and _capital(tokens[last + 1])
            and last - at < _NAME_WORDS
        ):
            last += 1
        return last
    abbreviated = len(tokens[at].norm) <= 4 and tokens[at].norm not in ("so", "bso")
    if abbreviated and (nxt == at + 2 or not is_wordlike(tokens[nxt].norm)) and len(tokens[nxt].norm) > 2:
        return last
    return at


def _before_kind(tokens: list[Token], at: int) -> int:
    """The first token of a name that ends in the kind of organisation at `at`; `at` itself if there is none."""
    first = at
    while first and tokens[first].adjacent and at - first < _NAME_WORDS:
        before = tokens[first - 1]
        inside = (
            before.norm in ("van", "de", "der", "den", "en")
            and first < at
            and first > 1
            and _capital(tokens[first - 2])
        )
        named = _capital(before) and before.norm not in _ARTICLES
        if before.norm in words("not_identifying") or not (named or inside):
            break
        if before.opens and is_word(before.norm):
            break
        first -= 1
    return first


def _patterned(tokens: list[Token]) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        label: SpanLabel = "SCHOOL" if token.norm in _SCHOOL_BEFORE | _SCHOOL_AFTER else "ORG"
        if token.norm in _SCHOOL_BEFORE | _ORG_BEFORE:
            last = _after_kind(tokens, at)
            if last > at:
                yield _span(tokens, at, last, label, "kind-then-name", "auto")
        if token.norm in _SCHOOL_AFTER | _ORG_AFTER:
            first = _before_kind(tokens, at)
            if first < at:
                yield _span(tokens, first, at, label, "name-then-kind", "auto")
        elif (token.norm.endswith(_SCHOOL_ENDS) and not is_wordlike(token.norm)) or (
            token.norm.endswith(_SCHOOL_ENDS)
            and token.case == "capital"
            and not token.opens
            and not is_word(token.norm)
        ):
            yield _span(tokens, _before_kind(tokens, at), at, "SCHOOL", "school-ending", "auto")


def organisations(tokens: list[Token]) -> Iterator[Span]:
    """Every school and organisation that the lists or the patterns know."""
    yield from _listed(tokens)
    yield from _patterned(tokens)
