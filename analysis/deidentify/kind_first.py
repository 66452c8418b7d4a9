"""How far a name goes after its kind: "cbs De Ark", "bij gezinshuis het anker", "vv groen geel"."""

from analysis.deidentify.capitals import BEFORE_ORG, NAME_WORDS, is_capital
from analysis.deidentify.context import is_function_word, speaks_next
from analysis.deidentify.lexicon import is_everyday, is_usual, is_verb_form, is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words

# Kinds that need no article, so that what follows in lower case is no name ("op school de hele dag").
_LOOSE_KINDS = words("context/kinds_without_article")
ADJECTIVES = words("context/name_adjectives")
ARTICLES = frozenset(["de", "het", "'t", "t", "ons", "onze", "een"])
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
_CLUBS = frozenset(["scouting", "club", "vereniging", "kerk", "moskee", "bso", "kinderopvang", "fysiotherapie", "kdv"])
_ABBREVIATED = words("context/abbreviated_kinds")


def after_kind(tokens: list[Token], at: int) -> int:
    """The last token of a name that follows the kind of school or organisation at `at`; `at` itself if none does."""
    nxt = at + 1
    if nxt < len(tokens) and tokens[nxt].adjacent and tokens[nxt].norm in ARTICLES and nxt + 1 < len(tokens):
        nxt += 1
    if nxt >= len(tokens) or not tokens[nxt].adjacent or tokens[nxt].opens:
        return at
    last = nxt = _past_particles(tokens, nxt)
    if is_capital(tokens[nxt]) and (tokens[nxt].norm not in words("not_identifying") or _more_capitals(tokens, nxt)):
        while (
            last + 1 < len(tokens)
            and tokens[last + 1].adjacent
            and is_capital(tokens[last + 1])
            and last - at < NAME_WORDS
        ):
            last += 1
        return last
    return _in_lower_case(tokens, at, nxt)


def _more_capitals(tokens: list[Token], at: int) -> bool:
    """Whether a word that says nothing by itself opens a name: "ROC Friese Poort"."""
    nxt = at + 1
    follows = nxt < len(tokens) and tokens[nxt].adjacent and not tokens[nxt].opens
    return follows and tokens[nxt].case == "capital" and tokens[nxt].norm not in words("not_identifying")


def _past_particles(tokens: list[Token], at: int) -> int:
    """The capital after small words of a surname from `at` on: "bakkerij van der Molen"; `at` if none follows."""
    last = at
    while last + 1 < len(tokens) and last - at < 3 and tokens[last].norm in ("van", "de", "der", "den", "ter", "ten"):
        last += 1
        if not tokens[last].adjacent:
            return at
    return last if is_capital(tokens[last]) else at


def _in_lower_case(tokens: list[Token], at: int, nxt: int) -> int:
    """The last token of a name in lower case from `nxt` on: "cbs de ark", "bij gezinshuis het anker"; `at` if none is.

    In Dutch a kind without an article before it ("op basisschool …") has its name after it.
    """
    kind, word = tokens[at].norm, tokens[nxt].norm
    if kind in _LOOSE_KINDS:
        article = nxt == at + 2 and tokens[at + 1].norm in ("de", "het", "t")
        named = (kind == "bso" and article and not _plain(word)) or (kind in _CLUBS and _unheard(word))
        return nxt if named else at
    if kind in _ABBREVIATED and not is_function_word(word):
        return _short_name(tokens, nxt)
    if len(kind) > 4 and not is_bare(tokens, at):
        return at
    article = nxt == at + 2
    if (
        len(word) < 3
        or (is_function_word(word) and word not in ADJECTIVES)
        or word in words("roles")
        or (not article and _plain(word) and word not in ADJECTIVES)
    ):
        return at
    further = nxt + 1 < len(tokens) and tokens[nxt + 1].adjacent and _describes(tokens, nxt, article=article)
    return nxt + 1 if further else nxt


def _describes(tokens: list[Token], at: int, *, article: bool) -> bool:
    """Whether a word of a name tells about the next: "de kleine beer", "de tamme kastanje"."""
    word, thing = tokens[at].norm, tokens[at + 1].norm
    if word in ADJECTIVES:
        return True
    a_thing = is_wordlike(thing) and not (is_function_word(thing) or is_everyday(thing) or is_verb_form(thing))
    return article and word.endswith("e") and is_word(word) and a_thing


def _short_name(tokens: list[Token], at: int) -> int:
    """The last token of a name in lower case after an abbreviation: "vv groen geel", "obs de linde"."""
    nxt = at + 1
    if nxt >= len(tokens) or not tokens[nxt].adjacent or tokens[nxt].opens:
        return at
    word = tokens[nxt].norm
    ends = is_function_word(word) or is_verb_form(word) or speaks_next(tokens, at) or len(word) < 3
    return at if ends or word in words("context/after_number") or not is_word(tokens[at].norm) else nxt


def _unheard(word: str) -> bool:
    return len(word) > 3 and not is_wordlike(word)


def _plain(word: str) -> bool:
    return is_everyday(word) or is_usual(word) or is_verb_form(word)


def is_bare(tokens: list[Token], at: int) -> bool:
    """No article, possessive or adjective before the kind: a preposition, or the beginning of a sentence."""
    return tokens[at].opens or (tokens[at].adjacent and tokens[at - 1].norm in BEFORE_ORG | _NAMELESS)
