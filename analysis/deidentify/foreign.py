"""Names in stories told in another language than Dutch: capitals where the script has them, lists, context, common words.

Weaker than Dutch by nature, for the most used words of a language are not all its words: only what two signs agree on is
masked without asking, the rest is for the person who releases.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from analysis.deidentify.context import PARTICLES
from analysis.deidentify.lexicon import common_abroad
from analysis.deidentify.organisations import organisations
from analysis.deidentify.places import is_place_abroad, places
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import folder, words
from analysis.records import Span, Tier

_HAMZA = str.maketrans("أإآ", "ااا")
_CAPITALS_SAY_NOTHING = frozenset({"de"})  # German writes every noun with one
_WITH_ARTICLE = ("ال", "عال", "بال", "فال", "هال", "وال", "كال", "لل")
"""Arabic "the", with what is written against it. First names that begin so (الياس for إلياس, هالة) are in the lists."""
_GLUED = ("و", "ب", "ل", "ك", "ف")  # Arabic "and", "with", "for", … are written against the next word
_DUTCH_PARTICLES = frozenset(
    ["دي", "دو", "فان", "دير", "دن", "де", "ван", "дер", "van", "de", "der", "den"]
)  # "السيدة دي فريس"
_SHORTEST = 3
# Endings of cases, and what the name itself may end in: Polish "Agnieszką", Ukrainian "Оленою".
_INFLECTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pl": (("owi", "em", "iem", "ą", "ę", "y", "i", "ie", "u", "a", "o", "ze"), ("", "a", "ia")),
    "uk": (
        ("ові", "еві", "єві", "ою", "ею", "єю", "ом", "ем", "єм", "у", "ю", "і", "ї", "и", "а", "я"),
        ("", "а", "я", "о", "й", "ь"),
    ),
    "ru": (("ою", "ей", "ой", "ом", "ем", "у", "ю", "е", "и", "ы", "а", "я"), ("", "а", "я", "й", "ь")),
}


def _stems(norm: str, language: str) -> Iterator[str]:
    """The forms that a list may have a word under."""
    yield norm
    if norm.startswith(_GLUED):
        yield norm[1:]
    endings, nominatives = _INFLECTED.get(language, ((), ()))
    for ending in endings:
        if norm.endswith(ending) and len(norm) - len(ending) >= _SHORTEST:
            yield from (norm.removesuffix(ending) + nominative for nominative in nominatives)


@cache
def _without_hamza() -> frozenset[str]:
    """First names in Arabic script as people type them, without the sign on the first letter: "احمد" for "أحمد"."""
    return frozenset(name.translate(_HAMZA) for name in folder("first_names") if name[0] in "أإآا")


def _listed(norm: str, language: str) -> bool:
    if len(norm) > _SHORTEST and norm[0] == "ا" and norm in _without_hamza():
        return True
    return any(
        len(f) >= _SHORTEST and f in folder("first_names") and f not in words("words_over_names")
        for f in _stems(norm, language)
    )


def _is_shared(norm: str) -> bool:
    return norm in words("not_identifying") or norm in words("foreign_not_names") or norm in words("foreign_roles")


def _roles() -> frozenset[str]:
    return words("foreign_roles") | words("titles") | words("roles")


def _called(tokens: list[Token], at: int) -> bool:
    """A kin, role or naming word stands right before, or a form of address right after ("fatma hanım")."""
    if at + 1 < len(tokens) and tokens[at + 1].adjacent and tokens[at + 1].norm in words("foreign_roles_after"):
        return True
    while at > 1 and tokens[at].adjacent and tokens[at - 1].norm in _DUTCH_PARTICLES:
        at -= 1
    if not at or not tokens[at].near:
        return False
    before = tokens[at - 1].norm
    return before in _roles() or (before.startswith(_GLUED) and before[1:] in _roles())


def _is_word(norm: str, language: str) -> bool:
    """Whether the common words of the language hold it; Arabic also without its glued first letter and article."""
    forms = {norm, norm.removeprefix("ال")} | (
        {norm[1:], norm[1:].removeprefix("ال")} if norm.startswith(_GLUED) else set()
    )
    return any(form in common_abroad(language) for form in forms)


def _judge(tokens: list[Token], at: int, language: str) -> tuple[Tier, str, float] | None:
    token = tokens[at]
    if len(token.norm) < 2 or _is_shared(token.norm) or token.norm in _DUTCH_PARTICLES:
        return None
    telling = language not in _CAPITALS_SAY_NOTHING
    called = _called(tokens, at)
    surname = called and len(token.norm) > _SHORTEST and token.norm in folder("surnames")
    listed = surname or _listed(token.norm, language)
    if token.norm.startswith(_WITH_ARTICLE) and not listed:
        return ("review", "abroad-list-or-called", 0.3) if called else None
    capital = token.case == "capital"
    unusual = bool(common_abroad(language)) and not _is_word(token.norm, language)
    if listed and (called or (capital and telling and not token.opens)):
        return "auto", "abroad-list-and-sign", 0.85
    if called and ((capital and telling) or (unusual and token.case != "lower")):
        return "auto", "abroad-called-with-sign", 0.8
    if listed and unusual and token.case != "lower":
        return "auto", "abroad-list-no-word", 0.75
    if listed or (called and token.case == "none"):
        return "review", "abroad-list-or-called", 0.5
    return _suspected(token, telling, unusual)


def _suspected(token: Token, telling: bool, unusual: bool) -> tuple[Tier, str, float] | None:
    """A word that no list and no word before it makes a name: by its capital, and by being no common word."""
    if token.case == "capital" and telling and not token.opens and token.norm not in PARTICLES:
        return ("auto", "abroad-capital-no-word", 0.6) if unusual else ("review", "abroad-capital", 0.5)
    if token.case == "upper" and telling and len(token.text) <= 6:
        return "review", "abroad-abbreviation", 0.3
    surname = len(token.norm) > _SHORTEST and token.norm in folder("surnames")
    return ("review", "abroad-surname", 0.3) if surname and token.case != "lower" else None


def _without_endings(tokens: Iterable[Token]) -> list[Token]:
    """Turkish writes case endings after an apostrophe: "Groningen'de", "Elif'in"."""
    bare: list[Token] = []
    for token in tokens:
        head = token.norm.split("'")[0]
        cut = token.case == "capital" and "'" in token.norm and len(head) >= _SHORTEST
        bare.append(
            replace(token, text=token.text[: len(head)], norm=head, end=token.start + len(head)) if cut else token
        )
    return bare


def _is_one_word(span: Span, tokens: list[Token], language: str) -> bool:
    """Whether a Dutch place or organisation is an ordinary word here: English "goes", German "Team"."""
    under = [token.norm for token in tokens if span.start <= token.start < span.end]
    return len(under) == 1 and _is_word(under[0], language)


def names_abroad(tokens: list[Token], language: str) -> Iterator[Span]:
    """Names of persons, places and organisations in a text in `language` (ISO 639-1, not Dutch)."""
    language = language[:2].lower()
    if language == "tr":
        tokens = _without_endings(tokens)
    for span in (*organisations(tokens), *places(tokens)):
        if not _is_one_word(span, tokens, language):
            yield span
    sure_before = False
    for at, token in enumerate(tokens):
        if is_place_abroad(token.norm) and (token.case != "lower") and not _is_word(token.norm, language):
            yield Span(token.start, token.end, "LOCATION", "place-abroad", 0.9, "auto")
            continue
        verdict = _judge(tokens, at, language)
        if verdict and verdict[0] == "review" and sure_before and token.adjacent and token.case != "lower":
            verdict = ("auto", "abroad-after-a-name", 0.7)
        sure_before = verdict is not None and verdict[0] == "auto"
        if verdict:
            yield Span(token.start, token.end, "PERSON", verdict[1], verdict[2], verdict[0])
