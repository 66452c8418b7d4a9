"""Towns, villages and neighbourhoods. Countries and languages say too little about one person to be masked."""

from collections.abc import Iterator
from functools import cache

from analysis.deidentify.gazetteer import Gazetteer
from analysis.deidentify.lexicon import is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import folder, phrases, words
from analysis.records import Span, Tier

_WHERE = words("context/where")
_SURELY_WHERE = frozenset(["in", "naar", "uit", "vanuit", "richting", "te"])
_ARTICLES = frozenset(["de", "het", "den", "ter", "ten", "'t"])
# Places whose names are words that follow "in", "uit" or "naar" in any story: they need a capital.
_PLAIN_WORDS = words("context/places_that_are_words")
# What everybody knows, but not which one: "GGD Groningen".
_BODIES_OF_A_PLACE = frozenset(
    [
        "ggd",
        "ggz",
        "azc",
        "coa",
        "cjg",
        "wij",
        "roc",
        "halt",
        "thuiszorg",
        "jeugdbescherming",
        "jeugdzorg",
        "vluchtelingenwerk",
    ]
)
_KINDS_OF_PLACE = frozenset(["station", "treinstation", "busstation", "winkelcentrum", "sporthal", "zwembad", "park"])
_GONE = frozenset(
    [
        "verhuisd",
        "verhuizen",
        "verhuisden",
        "gegaan",
        "gereden",
        "gebracht",
        "gefietst",
        "gevlucht",
        "getrokken",
        "overgeplaatst",
    ]
)
_DISTRICT_ENDS = ("wijk", "buurt", "kwartier", "plantsoen", "haven", "poort")


@cache
def _places() -> Gazetteer:
    return Gazetteer((*phrases("places_nl"), *phrases("districts_nl"), *phrases("region/places_groningen")))


def _listed_tier(tokens: list[Token], first: int, last: int) -> Tier | None:
    """How sure it is that a listed name is a place here; None: it is not."""
    named = [t for t in tokens[first : last + 1] if t.norm not in _ARTICLES] or tokens[last : last + 1]
    before = tokens[first - 1].norm if first and tokens[first].adjacent else ""
    plain = len(named) == 1 and (is_word(named[0].norm) or named[0].norm in _PLAIN_WORDS)
    if len(named) == 1 and named[0].norm in words("not_identifying"):
        return None  # there is a village Nederland
    if all(t.case in ("capital", "upper") for t in named):
        if not plain:
            return "auto"
        return None if named[0].opens else "auto"
    if len(named) > 1:
        sure = not all(is_word(t.norm) for t in named) or before in _WHERE | _ARTICLES or first < last - 1
        return "auto" if sure else "review"
    if plain:
        if before in _ARTICLES and named[0].norm in _squares():
            return "auto"  # "op de vismarkt"
        if before == "van" and last + 1 < len(tokens) and tokens[last + 1].norm in ("naar", "tot"):
            return "auto" if named[0].norm in _of_the_region() else None  # "van haren naar de stad"
        if before not in _SURELY_WHERE:
            return None
        return "auto" if named[0].norm not in _PLAIN_WORDS or _nearby(tokens, last) or _gone_to(tokens, last) else None
    if named[0].norm in folder("first_names"):
        return "auto" if before in _WHERE else None
    return "auto"


def _gone_to(tokens: list[Token], at: int) -> bool:
    """Whether somebody went there: "naar gieten verhuisd"."""
    return tokens[at - 1].norm == "naar" and at + 1 < len(tokens) and tokens[at + 1].norm in _GONE


def _nearby(tokens: list[Token], at: int) -> bool:
    """Whether a place of the region whose name is a word stands where no noun can follow: "naar leek en daarna"."""
    if tokens[at].norm not in _of_the_region():
        return False
    return at + 1 == len(tokens) or tokens[at + 1].opens or tokens[at + 1].norm in words("context/after_number")


@cache
def _squares() -> frozenset[str]:
    return frozenset(
        place for place in _of_the_region() if place.endswith(("markt", "plein", "straat", "singel", "gracht"))
    )


@cache
def _of_the_region() -> frozenset[str]:
    return frozenset(place.lower() for place in phrases("region/places_groningen"))


def _district(token: Token, before: Token | None) -> bool:
    """An unlisted neighbourhood: "de bessemoerwijk"."""
    if before is None or before.norm not in ("de", "het") or not token.norm.endswith(_DISTRICT_ENDS):
        return False
    return not is_wordlike(token.norm) or (token.case == "capital" and not token.opens and not is_word(token.norm))


def places(tokens: list[Token]) -> Iterator[Span]:
    """Every place that the lists or the endings know."""
    for at, token in enumerate(tokens):
        used = _places().longest(tokens, at)
        tier = _listed_tier(tokens, at, at + used - 1) if used else None
        if tier and at and token.adjacent and tokens[at - 1].norm in _BODIES_OF_A_PLACE:
            yield Span(tokens[at - 1].start, tokens[at + used - 1].end, "ORG", "kind-and-place", 0.9, tier)
        elif tier and at and token.adjacent and tokens[at - 1].norm in _KINDS_OF_PLACE:
            yield Span(tokens[at - 1].start, tokens[at + used - 1].end, "LOCATION", "kind-then-place", 0.9, "auto")
        elif tier:
            yield Span(
                token.start, tokens[at + used - 1].end, "LOCATION", "place-list", 0.96 if tier == "auto" else 0.5, tier
            )
        elif _district(token, tokens[at - 1] if at and token.adjacent else None):
            yield Span(token.start, token.end, "LOCATION", "district-ending", 0.96, "auto")


@cache
def places_of_one_word() -> frozenset[str]:
    """Every listed place whose name is one word, in lower case."""
    return frozenset(
        place.lower() for place in (*phrases("places_nl"), *phrases("region/places_groningen")) if " " not in place
    )


def is_place_abroad(norm: str) -> bool:
    """Whether a lower-case word in another language is a place here, in Latin script or as its own script spells it."""
    if norm.isascii():
        return len(norm) > 3 and norm in places_of_one_word()
    stems = words("region/places_other_scripts")
    return any(norm.startswith(stem) or norm[1:].startswith(stem) for stem in stems)
