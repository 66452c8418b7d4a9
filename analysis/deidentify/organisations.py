"""Schools, providers and other organisations: a regional list, and the pattern "kind of organisation + name"."""

from collections.abc import Iterator
from functools import cache

from analysis.deidentify.capitals import (
    BEFORE_ORG,
    NAME_WORDS,
    article_of_a_kind,
    capitals_from,
    is_capital,
    linked,
    with_article,
)
from analysis.deidentify.context import is_function_word
from analysis.deidentify.gazetteer import Gazetteer
from analysis.deidentify.kind_first import ADJECTIVES, ARTICLES, after_kind, is_bare
from analysis.deidentify.lexicon import is_everyday, is_finite_verb, is_usual, is_word, is_wordlike
from analysis.deidentify.places import places_of_one_word
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import phrases, words
from analysis.records import Span, SpanLabel, Tier

# Words that come before a school's or organisation's own name: "cbs de hoeksteen", "stichting Thuis".
_SCHOOL_BEFORE = words("context/school_before")
_ORG_BEFORE = words("context/organisation_before")
# Words that end such a name: "Zernike College", "Martini Ziekenhuis".
_SCHOOL_AFTER = words("context/school_after")
_ORG_AFTER = words("context/organisation_after")
_BEFORE, _AFTER = _SCHOOL_BEFORE | _ORG_BEFORE, _SCHOOL_AFTER | _ORG_AFTER
_GENERIC_SCHOOLS = words("context/generic_schools")
_CALLED = frozenset(["heet", "heette", "genaamd", "genoemd", "heten"])
_FIRM_ENDS = tuple(sorted(words("context/firm_endings")))
_SCHOOL_ENDS = ("school", "college", "lyceum", "gymnasium")
_HONOURS = words("context/honours")
_SURE_FROM_WORDS = 2
_SHORTEST_FIRM = 6  # letters of a kind that is told by its ending
_SORTS = words("context/sorts_of_kind")


@cache
def _lists() -> tuple[tuple[Gazetteer, SpanLabel], ...]:
    return (
        (Gazetteer(phrases("region/schools_groningen")), "SCHOOL"),
        (Gazetteer((*phrases("region/organisations_groningen"), *phrases("organisations_nl"))), "ORG"),
    )


@cache
def _short_names() -> frozenset[str]:
    """Listed schools without their kind: "alfa" of "Alfa-college", "borgman" of "Borgmanschool"."""
    named = [phrase.lower().replace("-", " ").split() for phrase in phrases("region/schools_groningen")]
    apart = {parts[0] for parts in named if len(parts) == 2 and parts[1] in _SCHOOL_AFTER}
    glued = {parts[0].removesuffix("school") for parts in named if len(parts) == 1 and parts[0].endswith("school")}
    rare = {head for head in glued if len(head) > 4 and not (is_everyday(head) or is_usual(head))}
    return frozenset(apart | rare)


def _span(tokens: list[Token], first: int, last: int, label: SpanLabel, rule: str, tier: Tier) -> Span:
    return Span(tokens[first].start, tokens[last].end, label, rule, 0.96 if tier == "auto" else 0.5, tier)


def _listed_tier(tokens: list[Token], first: int, last: int) -> Tier | None:
    """How sure a listed name is: written with a capital, or in lower case and no ordinary words."""
    named = [t for t in tokens[first : last + 1] if t.norm not in ARTICLES]
    before = tokens[first - 1].norm if first and tokens[first].adjacent else ""
    if not named:
        return None
    if any(is_capital(t) for t in named):
        plain = len(named) == 1 and is_word(named[0].norm) and tokens[first].opens
        return "review" if plain else "auto"
    if len(named) > _SURE_FROM_WORDS:
        return "auto"  # "leger des heils": so many words in this order are no chance
    if first == last and before in BEFORE_ORG and not (is_everyday(named[0].norm) or is_usual(named[0].norm)):
        return "auto"  # "van humanitas", but not "met de steiger"
    if all(is_word(t.norm) for t in named):
        if first < last and tokens[first].norm in ARTICLES and before in ("bij", "via"):
            return "auto"  # "bij het poortje"
        if before in _BEFORE or (before in ("bij", "via") and _nothing_described(tokens, last)):
            return "auto"
        return "review" if first < last and before == "op" else None  # "ik zat op de steiger"
    return "auto" if not is_word(named[0].norm) or before in BEFORE_ORG else "review"


def _class_of(tokens: list[Token], at: int) -> bool:
    """Whether a class and "van de" stand before a word that few people use: "groep 8 van de borgstee"."""
    if at < 3 or not tokens[at].adjacent or tokens[at - 1].norm not in ("de", "het") or tokens[at - 2].norm != "van":
        return False
    classes = any(token.norm in ("groep", "klas", "brugklas") for token in tokens[max(0, at - 5) : at - 2])
    word = tokens[at].norm
    plain = is_everyday(word) or is_usual(word) or word in _BEFORE | _AFTER
    return classes and not plain and not word.endswith(_SCHOOL_ENDS) and tokens[at - 1].adjacent


def _nothing_described(tokens: list[Token], last: int) -> bool:
    """Whether no noun follows, so that a listed word stands by itself: "bij fier in", but not "bij sterke kinderen"."""
    nxt = last + 1
    if nxt >= len(tokens) or not tokens[nxt].adjacent or tokens[nxt].opens:
        return True
    word = tokens[nxt].norm
    return is_function_word(word) or is_finite_verb(word) or (word.startswith("ge") and word.endswith(("en", "d", "t")))


def _on_no_thing(tokens: list[Token], at: int) -> bool:
    """Whether "op" stands before a word without an article, as before no thing that can be counted: "op terra"."""
    return at > 0 and tokens[at].adjacent and tokens[at - 1].norm == "op" and not is_everyday(tokens[at].norm)


def _listed(tokens: list[Token]) -> Iterator[Span]:
    for gazetteer, label in _lists():
        for at in range(len(tokens)):
            if used := gazetteer.longest(tokens, at):
                tier = _listed_tier(tokens, at, at + used - 1)
                if label == "SCHOOL" and used == 1 and _on_no_thing(tokens, at):
                    tier = "auto"
                if tier:
                    yield _span(tokens, at, at + used - 1, label, "organisation-list", tier)


def _named_after(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """First and last token of a name that a verb links to its kind: "mijn school heet de Toermalijn"."""
    if at + 2 >= len(tokens) or tokens[at + 1].norm not in _CALLED or not tokens[at + 2].adjacent:
        return None
    first = last = at + 2
    if tokens[first].norm in ARTICLES and first + 1 < len(tokens) and tokens[first + 1].adjacent:
        last += 1
    while (
        last + 1 < len(tokens)
        and tokens[last + 1].adjacent
        and (is_capital(tokens[last + 1]) or tokens[last].norm in ADJECTIVES)
    ):
        last += 1
    return first, last


def _before_kind(tokens: list[Token], at: int) -> int:
    """The first token of a name that ends in the kind of organisation at `at`; `at` itself if there is none."""
    first = at
    while first and tokens[first].adjacent and at - first < NAME_WORDS:
        before = tokens[first - 1]
        inside = (
            before.norm in ("van", "de", "der", "den", "en")
            and first < at
            and first > 1
            and is_capital(tokens[first - 2])
        )
        named = (is_capital(before) and before.norm not in ARTICLES) or _unknown_before(tokens, first, at)
        if before.norm in words("not_identifying") or not (named or inside):
            break
        if before.opens and is_word(before.norm):
            break
        first -= 1
    return first


def _unknown_before(tokens: list[Token], first: int, at: int) -> bool:
    """In lower case a word that no list has belongs to the name: "op het vechtdal college", "roelof buma lyceum"."""
    before = tokens[first - 1]
    if tokens[at].norm.endswith(_SCHOOL_ENDS) and before.norm in _HONOURS:
        return True  # "de prinses beatrixschool"
    sure = tokens[at].norm in ("college", "lyceum", "gymnasium", "scholengemeenschap", "ziekenhuis")
    place = before.norm in places_of_one_word() and not is_everyday(before.norm)
    return sure and len(before.norm) > 2 and (place or not is_wordlike(before.norm))


def _called_short(tokens: list[Token], at: int) -> bool:
    """A listed school by the first word of its name, as its pupils say: "op het alfa"."""
    said = (
        at > 1 and tokens[at].adjacent and tokens[at - 1].adjacent and tokens[at - 1].norm in ("het", "t", "'t", "de")
    )
    return said and tokens[at - 2].norm in BEFORE_ORG and tokens[at].norm in _short_names()


def _school_by_its_end(token: Token) -> bool:
    """A word such as "hanzelyceum" or "regenboogschool", that no word list has."""
    if not token.norm.endswith(_SCHOOL_ENDS) or is_word(token.norm):
        return False
    end = next(end for end in _SCHOOL_ENDS if token.norm.endswith(end))
    head = token.norm.removesuffix(end).rstrip("-s")
    return len(head) > 2 and head not in _GENERIC_SCHOOLS


def _kind_first(tokens: list[Token], at: int) -> Iterator[Span]:
    """A name after its kind: "cbs De Ark", "mijn school heet De Ark", "adviesgroep Noord"."""
    norm = tokens[at].norm
    if norm in _BEFORE:
        label: SpanLabel = "SCHOOL" if norm in _SCHOOL_BEFORE else "ORG"
        last = after_kind(tokens, at)
        if last > at:
            first = (
                at - 1
                if at and tokens[at].adjacent and (tokens[at - 1].norm in _SORTS or tokens[at - 1].case == "upper")
                else at
            )
            yield _span(tokens, first, last, label, "kind-then-name", "auto")
        elif named := _named_after(tokens, at):
            yield _span(tokens, *named, label, "kind-called", "auto")
    elif norm.endswith(_FIRM_ENDS) and len(norm) > _SHORTEST_FIRM:
        last = after_kind(tokens, at)
        if last > at and (is_capital(tokens[last]) or tokens[at + 1].norm in ARTICLES):
            yield _span(tokens, at if is_bare(tokens, at) else at + 1, last, "ORG", "kind-then-name", "auto")


def _kind_last(tokens: list[Token], at: int) -> Iterator[Span]:
    """A name before its kind: "Zernike College", "regenboogschool"."""
    norm = tokens[at].norm
    if norm in _AFTER:
        first = _before_kind(tokens, at)
        if first < at:
            yield _span(tokens, first, at, "SCHOOL" if norm in _SCHOOL_AFTER else "ORG", "name-then-kind", "auto")
    elif _school_by_its_end(tokens[at]):
        yield _span(tokens, _before_kind(tokens, at), at, "SCHOOL", "school-ending", "auto")


def _patterned(tokens: list[Token]) -> Iterator[Span]:
    for at in range(len(tokens)):
        yield from _kind_first(tokens, at)
        yield from _kind_last(tokens, at)
        if (last := with_article(tokens, at)) > at:
            yield _span(tokens, at, last, "ORG", "article-with-capital", "auto")
        if article_of_a_kind(tokens, at):
            yield _span(tokens, at - 1, capitals_from(tokens, at + 1), "ORG", "bare-kind-then-name", "auto")
        if (last := linked(tokens, at)) > at:
            yield _span(tokens, at, last, "ORG", "capitals-linked", "auto")
        if _called_short(tokens, at) or _class_of(tokens, at):
            yield _span(tokens, at, at, "SCHOOL", "called-short", "auto")


def organisations(tokens: list[Token]) -> Iterator[Span]:
    """Every school and organisation that the lists or the patterns know."""
    yield from _listed(tokens)
    yield from _patterned(tokens)
