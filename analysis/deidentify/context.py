"""What stands around a word and tells whether a name is due here."""

from typing import Literal

from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words

Before = Literal["title", "role", "naming", "preposition", "place", "determiner", "none"]

PARTICLES = words("context/particles")
_DETERMINERS = words("context/determiners")
# No name follows these; "die" and "dat" may also open a clause, and a name follows a possessive ("onze mark").
_ARTICLES = frozenset(["de", "het", "'t", "t", "een", "'n", "n", "geen", "deze", "dit", "elk", "elke"])
_NAMING = words("context/naming")
_PREPOSITIONS = words("context/prepositions")
_PLACE = frozenset(["in", "uit", "naar", "te", "vanuit", "richting", "rond"])
_PRONOUNS = frozenset(["ik", "hij", "zij", "ze", "je", "jij"])
_SPEAKS = words("context/speaking_verbs")
_IS = words("context/common_verbs")
_FUNCTION_WORDS = _DETERMINERS | _PRONOUNS | _PREPOSITIONS | _PLACE | PARTICLES | _IS


def is_particle(tokens: list[Token], at: int) -> bool:
    """Whether a word is a small one inside names: "van", "der", and "'t" after such a one ("Van 't Hof")."""
    norm = tokens[at].norm
    return norm in PARTICLES or (
        norm == "t" and at > 0 and tokens[at].adjacent and tokens[at - 1].norm in ("van", "in", "op", "aan", "over")
    )


def _looking_back(tokens: list[Token], at: int) -> int:
    """The index of the word before a name that may begin with particles after a title: "meneer van der Veen"."""
    back = at - 1
    while back > 0 and at - back < 4 and is_particle(tokens, back) and tokens[back].adjacent:
        back -= 1
    return back if tokens[back].norm in words("titles") else at - 1


def before(tokens: list[Token], at: int) -> tuple[Before, int]:
    """The strongest sign before token `at`, and the index of the word that gives it (-1: none)."""
    if not at or not tokens[at].near:
        return "none", -1
    back = _looking_back(tokens, at) if tokens[at].adjacent else at - 1
    norm = tokens[back].norm
    if norm in words("titles") and tokens[at].adjacent:
        return "title", back
    if norm in words("roles"):
        return "role", back
    if _is_naming(tokens, back):
        return "naming", back
    if not tokens[at].adjacent:
        return "none", -1
    if norm in _PLACE:
        return "place", back
    if norm in _PREPOSITIONS:
        return "preposition", back
    return ("determiner", back) if norm in _DETERMINERS else ("none", -1)


def _is_naming(tokens: list[Token], at: int) -> bool:
    """ "heet X", "heet ze X", "ik ben X", "mijn naam is X", "noemen ze mij X"."""
    norms = [token.norm for token in tokens[max(0, at - 3) : at + 1]]
    last, earlier = norms[-1], norms[:-1]
    if last in _NAMING:
        return True
    if last in ("is", "was") and "naam" in earlier:
        return True
    if last in ("mij", "me", "hem", "haar") and any(word in _NAMING for word in earlier):
        return True
    return bool(earlier) and ((last in _PRONOUNS and earlier[-1] in _NAMING) or (last == "ben" and earlier[-1] == "ik"))


def after_article(tokens: list[Token], at: int) -> bool:
    """Whether an article stands right before: "de roos"."""
    return at > 0 and tokens[at].adjacent and tokens[at - 1].norm in _ARTICLES


def is_function_word(norm: str) -> bool:
    """Articles, pronouns, prepositions and the like: never a name at the start of a sentence."""
    return norm in _FUNCTION_WORDS


def speaks_next(tokens: list[Token], at: int) -> bool:
    """A verb follows of what people say or do: "X zei"."""
    return at + 1 < len(tokens) and tokens[at + 1].adjacent and tokens[at + 1].norm in _SPEAKS


def verb_next(tokens: list[Token], at: int) -> bool:
    """Any finite verb follows, as after the subject of a sentence."""
    return speaks_next(tokens, at) or (at + 1 < len(tokens) and tokens[at + 1].adjacent and tokens[at + 1].norm in _IS)


_OURS = frozenset(["mijn", "m'n", "mn", "me", "onze", "ons", "de", "zijn", "haar", "hun"])
_LIVED = frozenset(
    ["geboren", "jarig", "overleden", "zwanger", "weggelopen", "geadopteerd", "getrouwd", "uithuisgeplaatst"]
)
_NAMES = frozenset(["naam", "achternaam", "voornaam", "roepnaam", "meisjesnaam"])
_FIRST_OF_ALL = frozenset(["enige", "eerste", "laatste", "enigste", "liefste"])


def is_called_a_name(tokens: list[Token], at: int) -> bool:
    """Whether the sentence itself says that this is a name: "Kok is onze achternaam"."""
    after = [t.norm for t in tokens[at + 1 : at + 5]]
    ours = len(after) > 1 and after[0] in ("is", "was") and after[1] in _OURS
    return ours and not is_function_word(tokens[at].norm) and not _NAMES.isdisjoint(after[2:])


def is_somebody(tokens: list[Token], at: int) -> bool:
    """What follows says that this is a person: "X en ik", "X is mijn beste vriend", "X, mijn zus"."""
    after = [t.norm for t in tokens[at + 1 : at + 9]]
    if after[:1] == ["en"] and at + 2 < len(tokens) and tokens[at + 2].case == "capital" and tokens[at + 2].adjacent:
        return tokens[at].case == "capital"  # "Bloem en Valk"
    if after[:1] in (["is"], ["was"], ["werd"]) and after[1:2] and after[1] in _LIVED:
        return True
    if after[:2] in (["is", "van"], ["was", "van"]) and at + 3 < len(tokens) and not tokens[at + 3].adjacent:
        return True  # a number follows: "Lente is van 3-2-2014"
    if after[:2] in (["en", "ik"], ["en", "mij"], ["en", "mijn"]):
        return True
    if after[:1] in (["is"], ["was"]) and after[1:2] and after[1] in _OURS:
        if after[1] == "de" and after[2:3] and after[2] in _FIRST_OF_ALL:
            return "die" in after[3:]  # "Wil was de enige die luisterde"
        return any(word in words("roles") or word in _NAMES for word in after[2:5])
    return (
        bool(after)
        and after[0] in ("mijn", "onze")
        and not tokens[at + 1].adjacent
        and any(w in words("roles") for w in after[1:3])
    )
