"""Schools, providers and other organisations: a regional list, and the pattern "kind of organisation + name"."""

from collections.abc import Iterator
from functools import cache

from analysis.deidentify.context import is_function_word
from analysis.deidentify.gazetteer import Gazetteer
from analysis.deidentify.lexicon import is_everyday, is_usual, is_verb_form, is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import phrases, words
from analysis.records import Span, SpanLabel, Tier

# Words that come before a school's or organisation's own name: "cbs de hoeksteen", "stichting Thuis".
_SCHOOL_BEFORE = words("context/school_before")
_ORG_BEFORE = words("context/organisation_before")
# Words that end such a name: "Zernike College", "Martini Ziekenhuis".
_SCHOOL_AFTER = words("context/school_after")
_ORG_AFTER = words("context/organisation_after")
# Kinds that need no article, so that what follows in lower case is no name ("op school de hele dag").
_LOOSE_KINDS = words("context/kinds_without_article")
_GENERIC_SCHOOLS = words("context/generic_schools")
_CALLED = frozenset(["heet", "heette", "genaamd", "genoemd", "heten"])
_ADJECTIVES = words("context/name_adjectives")
_FIRM_ENDS = (
    "praktijk",
    "centrum",
    "groep",
    "team",
    "club",
    "vereniging",
    "opvang",
    "instelling",
    "kliniek",
    "boerderij",
    "stichting",
)
_SCHOOL_ENDS = ("school", "college", "lyceum", "gymnasium")
_ARTICLES = frozenset(["de", "het", "'t", "t", "ons", "onze", "een"])
# A list name of one word that is also a word or a first name counts with a capital only.
_NAME_WORDS = 4
_NAMELESS = frozenset(
    [
        "is",
        "was",
        "uit",
        "of",
        "en",
        "tegen",
        "over",
        "langs",
        "vanuit",
        "binnen",
        "openbare",
        "speciale",
        "christelijke",
    ]
)
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
    return _in_lower_case(tokens, at, nxt)


def _in_lower_case(tokens: list[Token], at: int, nxt: int) -> int:
    """The last token of a name in lower case from `nxt` on: "cbs de ark", "bij gezinshuis het anker"; `at` if none is.

    In Dutch a kind without an article before it ("op basisschool …") has its name after it.
    """
    kind, word = tokens[at].norm, tokens[nxt].norm
    if kind in _LOOSE_KINDS:
        article = nxt == at + 2 and tokens[at + 1].norm in ("de", "het", "t")
        return nxt if kind == "bso" and article and not _plain(word) else at
    if len(kind) > 4 and not _bare(tokens, at):
        return at
    article = nxt == at + 2
    if len(word) < 3 or is_function_word(word) or word in words("roles") or (not article and _plain(word)):
        return at
    further = nxt + 1 < len(tokens) and tokens[nxt + 1].adjacent and word in _ADJECTIVES
    return nxt + 1 if further else nxt


def _plain(word: str) -> bool:
    return is_everyday(word) or is_usual(word) or is_verb_form(word)


def _bare(tokens: list[Token], at: int) -> bool:
    """No article, possessive or adjective before the kind: a preposition, or the beginning of a sentence."""
    return tokens[at].opens or (tokens[at].adjacent and tokens[at - 1].norm in _BEFORE_ORG | _NAMELESS)


def _named_after(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """First and last token of a name that a verb links to its kind: "mijn school heet de Toermalijn"."""
    if at + 2 >= len(tokens) or tokens[at + 1].norm not in _CALLED or not tokens[at + 2].adjacent:
        return None
    first = last = at + 2
    if tokens[first].norm in _ARTICLES and first + 1 < len(tokens) and tokens[first + 1].adjacent:
        last += 1
    while (
        last + 1 < len(tokens)
        and tokens[last + 1].adjacent
        and (_capital(tokens[last + 1]) or tokens[last].norm in _ADJECTIVES)
    ):
        last += 1
    return first, last


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
        named = (_capital(before) and before.norm not in _ARTICLES) or _unknown_before(tokens, first, at)
        if before.norm in words("not_identifying") or not (named or inside):
            break
        if before.opens and is_word(before.norm):
            break
        first -= 1
    return first


def _unknown_before(tokens: list[Token], first: int, at: int) -> bool:
    """In lower case a word that no list has belongs to the name: "op het vechtdal college", "roelof buma lyceum"."""
    before = tokens[first - 1]
    sure = tokens[at].norm in ("college", "lyceum", "gymnasium", "scholengemeenschap", "ziekenhuis")
    return sure and len(before.norm) > 2 and not is_wordlike(before.norm)


def _with_article(tokens: list[Token], at: int) -> int:
    """The last token of a name that begins with an article in capitals inside a sentence: "bij De Kleine Beer"."""
    last = at
    if tokens[at].norm not in ("de", "het", "den") or tokens[at].case != "capital" or tokens[at].opens:
        return at
    while (
        last + 1 < len(tokens) and tokens[last + 1].adjacent and _capital(tokens[last + 1]) and last - at < _NAME_WORDS
    ):
        if tokens[last + 1].norm in words("not_identifying") | words("roles"):
            break
        last += 1
    return last


def _school_by_its_end(token: Token) -> bool:
    """A word such as "hanzelyceum" or "regenboogschool", that no word list has."""
    if not token.norm.endswith(_SCHOOL_ENDS) or is_word(token.norm):
        return False
    end = next(end for end in _SCHOOL_ENDS if token.norm.endswith(end))
    head = token.norm.removesuffix(end).rstrip("-s")
    return len(head) > 2 and head not in _GENERIC_SCHOOLS


def _patterned(tokens: list[Token]) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        label: SpanLabel = "SCHOOL" if token.norm in _SCHOOL_BEFORE | _SCHOOL_AFTER else "ORG"
        if token.norm in _SCHOOL_BEFORE | _ORG_BEFORE:
            last = _after_kind(tokens, at)
            if last > at:
                yield _span(tokens, at, last, label, "kind-then-name", "auto")
            elif named := _named_after(tokens, at):
                yield _span(tokens, *named, label, "kind-called", "auto")
        elif token.norm.endswith(_FIRM_ENDS) and (last := _after_kind(tokens, at)) > at and _capital(tokens[last]):
            yield _span(tokens, at + 1, last, "ORG", "kind-then-name", "auto")
        if (last := _with_article(tokens, at)) > at:
            yield _span(tokens, at, last, "ORG", "article-with-capital", "auto")
        if token.norm in _SCHOOL_AFTER | _ORG_AFTER:
            first = _before_kind(tokens, at)
            if first < at:
                yield _span(tokens, first, at, label, "name-then-kind", "auto")
        elif _school_by_its_end(token):
            yield _span(tokens, _before_kind(tokens, at), at, "SCHOOL", "school-ending", "auto")


def organisations(tokens: list[Token]) -> Iterator[Span]:
    """Every school and organisation that the lists or the patterns know."""
    yield from _listed(tokens)
    yield from _patterned(tokens)
