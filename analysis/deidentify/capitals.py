"""Names of organisations and houses that capitals inside a sentence tell: "bij De Kleine Beer", "Huis van Kansen"."""

from analysis.deidentify.context import is_function_word
from analysis.deidentify.lexicon import is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words

NAME_WORDS = 4  # at most, after the first
_LINKS = frozenset(["van", "voor", "in", "en", "de", "het", "der", "aan", "met", "op"])
BEFORE_ORG = frozenset(["bij", "via", "van", "naar", "door", "met", "op", "in", "aan", "voor"])
"""Prepositions that organisations stand after."""


def is_capital(token: Token) -> bool:
    """Whether a word is written with a capital that tells something."""
    return token.case in ("capital", "upper")


def with_article(tokens: list[Token], at: int) -> int:
    """The last token of a name that begins with an article in capitals inside a sentence: "bij De Kleine Beer"."""
    last = at
    if tokens[at].norm not in ("de", "het", "den", "ter", "ten") or tokens[at].case != "capital" or tokens[at].opens:
        return at
    while (
        last + 1 < len(tokens) and tokens[last + 1].adjacent and is_capital(tokens[last + 1]) and last - at < NAME_WORDS
    ):
        if tokens[last + 1].norm in words("not_identifying") | words("roles"):
            break
        last += 1
    return last


def article_of_a_kind(tokens: list[Token], at: int) -> bool:
    """Any noun without an article of its own, an article, a capital inside a sentence: "bij stal de Linde"."""
    if at < 2 or at + 1 >= len(tokens) or tokens[at].norm not in ("de", "het", "'t", "t"):
        return False
    kind, name = tokens[at - 1], tokens[at + 1]
    together = kind.adjacent and tokens[at].adjacent and name.adjacent
    thing = kind.case == "lower" and is_wordlike(kind.norm) and not is_function_word(kind.norm) and len(kind.norm) > 3
    if not (together and thing and is_capital(name)) or kind.norm in words("roles") | words("context/where"):
        return False
    return tokens[at - 2].norm in BEFORE_ORG and name.norm not in words("not_identifying") | words("often_capitalised")


def capitals_from(tokens: list[Token], at: int) -> int:
    """The last token of the capitals in a row that begin at `at`."""
    last = at
    while (
        last + 1 < len(tokens) and tokens[last + 1].adjacent and is_capital(tokens[last + 1]) and last - at < NAME_WORDS
    ):
        last += 1
    return last


def linked(tokens: list[Token], at: int) -> int:
    """The last token of a name of capitals with a small word between them, inside a sentence: "Huis van Kansen"."""
    if (
        not is_capital(tokens[at])
        or tokens[at].opens
        or len(tokens[at].text) < 3
        or tokens[at].norm in words("not_identifying")
    ):
        return at
    link = at + 1
    while link < len(tokens) and link - at < 3 and tokens[link].adjacent and tokens[link].norm in _LINKS:
        link += 1
    if link == at + 1 or link >= len(tokens) or not tokens[link].adjacent or not is_capital(tokens[link]):
        return at
    return at if tokens[link].norm in words("not_identifying") or not is_word(tokens[at].norm) else link
