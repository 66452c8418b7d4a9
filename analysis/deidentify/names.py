"""Is this word somebody's name? Evidence from lists, from how it is written and from what stands around it.

In Dutch a capital inside a sentence marks a proper noun, and a word that no word list has is suspect: together these
find names of any origin, which lists never do (research: docs/methods/deidentification.md). Where neither tells, as in
lower case, the name tagger weighs the whole sentence (docs/methods/name-tagger.md).
"""

from collections.abc import Iterator

from analysis.deidentify import context
from analysis.deidentify.extents import end_of_name, start_of_name, with_initial
from analysis.deidentify.kinds import SHORTEST_LISTED, Kind, kind_of
from analysis.deidentify.lexicon import (
    LONGEST_WORD,
    is_everyday,
    is_finite_verb,
    is_plain_form,
    is_usual,
    is_verb_form,
    is_word,
    is_wordlike,
)
from analysis.deidentify.tagger import chances
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import folder, words
from analysis.records import Span, SpanLabel, Tier

Verdict = tuple[Tier, str, float] | None
"""Tier, rule and confidence (0-1); None: no name."""

_SEASONS = frozenset(["lente", "zomer", "herfst", "winter"])  # children are called so, and the seasons need no capital
_SAID_OF_CHILDREN = frozenset(["lief", "blij", "vrolijk", "trouw", "dapper", "happy", "bright", "lucky"])
_KINDS = words("context/school_before") | words("context/organisation_before")
_SHORTEST_UNKNOWN = 3
# The tagger's probability (0-1) from which a word is masked, and from which it is asked about. Chosen on held-out
# treebank sentences; lower where no word list knows the word, for then it is a name more often than in the treebank.
_SURE, _SUSPECT = 0.7, 0.25
_SURE_OF_RARE, _SUSPECT_RARE = 0.35, 0.12  # a rare word, or one that is also a surname
_SURE_OF_NAME_OR_WORD, _SUSPECT_NAME_OR_WORD = 0.2, 0.02  # held-out sentences hold next to none of these words
_SURE_OF_UNKNOWN, _SUSPECT_UNKNOWN = 0.06, 0.02
_SURELY_NO_VERB = 0.9
_HALF = 0.5  # of the tagger: below, what an article stands before is a thing
_UNLIKELY = 0.03  # below this, a listed name that is also a word is only asked about


def _word_said_to_be_a_name(tokens: list[Token], at: int, kind: Kind, sign: context.Before) -> Verdict:
    """A word that children are called as well: "bloem is me beste vriendin", "ze noemen me beer"."""
    if tokens[at].opens and context.is_somebody(tokens, at):
        return "auto", "name-as-somebody", 0.6
    named = sign == "naming" and kind in ("word", "surname_or_word") and tokens[at].norm not in _SAID_OF_CHILDREN
    return ("auto", "naming-then-name", 0.6) if named else None


def _lower(tokens: list[Token], at: int, kind: Kind, sign: context.Before) -> Verdict:
    """A word without a capital, as typed on a phone."""
    called = sign in ("title", "role", "naming")
    if tokens[at].norm in words("words_as_names") and (said := _word_said_to_be_a_name(tokens, at, kind, sign)):
        return said
    if kind == "first":
        return ("review", "list-after-article", 0.5) if sign == "determiner" else ("auto", "first-name-list", 0.9)
    if kind == "first_or_word":
        function_word = tokens[at].norm in words("words_over_names")
        if sign in ("title", "role") and not function_word:
            return "auto", f"{sign}-then-name", 0.8
        return ("review", "naming-then-word", 0.5) if sign == "naming" and not function_word else None
    if kind == "surname_or_word":
        return ("auto", "title-then-surname", 0.8) if sign == "title" else None
    if kind not in ("unknown", "surname") or len(tokens[at].norm) < _SHORTEST_UNKNOWN:
        return None
    if called:
        return "auto", f"{sign}-then-unknown", 0.85
    if sign == "determiner":
        return None if kind == "unknown" else ("review", "surname-after-article", 0.4)
    if (
        kind == "surname"
        or sign in ("preposition", "place")
        or context.verb_next(tokens, at)
        or context.is_somebody(tokens, at)
    ):
        return "auto", "unknown-in-a-names-place", 0.7
    return "review", "unknown-word", 0.4


def _word_as_subject(tokens: list[Token], at: int) -> Verdict:
    """A word that children are called as well, at the start of a sentence and without an article: "Storm zei niets"."""
    if tokens[at].norm not in words("words_as_names"):
        return None
    if context.is_somebody(tokens, at):
        return "auto", "name-as-somebody", 0.6
    return ("review", "word-as-subject", 0.3) if context.verb_next(tokens, at) else None


def _opening(tokens: list[Token], at: int, kind: Kind, sign: context.Before) -> Verdict:
    """A word with the capital that any first word of a sentence has."""
    if kind in ("first", "surname"):
        return "auto", f"{kind}-name-list", 0.9
    if kind in ("first_or_word", "surname_or_word") and context.is_called_a_name(tokens, at):
        return "auto", "said-to-be-a-name", 0.9
    if kind == "first_or_word":
        if not is_word(tokens[at].norm):
            return "auto", "first-name-list", 0.8
        if context.is_somebody(tokens, at) and not context.is_function_word(tokens[at].norm):
            return "auto", "name-as-somebody", 0.75
        if tokens[at].norm in words("words_over_names"):
            return _word_as_subject(tokens, at)
        sure = context.verb_next(tokens, at) or sign in ("title", "role", "naming")
        return ("auto", "name-as-subject", 0.75) if sure else ("review", "name-or-word", 0.4)
    if kind == "unknown":
        return "auto", "unknown-opening", 0.75
    if kind in ("word", "surname_or_word") and tokens[at].norm in words("words_as_names"):
        return _word_as_subject(tokens, at)
    if (
        kind in ("word", "surname_or_word")
        and context.is_somebody(tokens, at)
        and tokens[at].norm not in words("roles")
        and (kind == "surname_or_word" or not is_everyday(tokens[at].norm))  # "Dit is mijn zus"
    ):
        return "review", "word-as-person", 0.4
    return None


def _inside(tokens: list[Token], at: int, kind: Kind, sign: context.Before) -> Verdict:
    """A capital inside a sentence: a proper noun, unless people wrote "de Juf"."""
    if kind in ("first", "surname", "unknown"):
        return "auto", f"capital-{kind}", 0.95
    if _beside_a_name(tokens, at) and (tokens[at].norm in words("words_as_names") or kind == "first_or_word"):
        return "auto", "capital-beside-a-name", 0.8
    called = sign in ("title", "role", "naming")
    if kind in ("first_or_word", "surname_or_word"):
        if called or sign != "determiner" or _house_called(tokens, at):
            return "auto", f"capital-{kind.replace('_', '-')}", 0.85
        return "review", "capital-after-article", 0.4
    if tokens[at].norm in words("roles") or tokens[at].norm in words("titles") or tokens[at].norm in context.PARTICLES:
        return None
    if called:
        return "auto", f"{sign}-then-capital", 0.85
    if not is_word(tokens[at].norm):  # a compound no list has: "op de Wilgenborg"
        return (
            ("review" if sign == "determiner" and tokens[at - 1].norm not in ("de", "het") else "auto"),
            "capital-compound",
            0.5,
        )
    if _house_called(tokens, at):
        return "auto", "article-then-capital", 0.6  # "op de Wiekslag"
    if sign in ("place", "preposition") and tokens[at].norm not in words("often_capitalised"):
        return "auto", f"{sign}-then-capital", 0.6  # many providers are called by a word: "bij Karakter"
    return "review", "capital-word", 0.3


def _house_called(tokens: list[Token], at: int) -> bool:
    """Whether a preposition and an article stand before a capital: "op de Wiekslag", but not "bij de Gemeente"."""
    return (
        at > 1
        and tokens[at].adjacent
        and tokens[at - 1].adjacent
        and tokens[at - 1].norm in ("de", "het", "'t", "t")
        and tokens[at - 2].norm in ("op", "bij", "van", "naar", "via", "door")
        and tokens[at].norm not in words("often_capitalised")
    )


def _beside_a_name(tokens: list[Token], at: int) -> bool:
    """Whether a listed name and "en" stand before a capital: "Sietse en Wil"."""
    together = at > 1 and tokens[at].adjacent and tokens[at - 1].adjacent and tokens[at - 1].norm == "en"
    return together and tokens[at - 2].case == "capital" and kind_of(tokens[at - 2].norm) == "first"


def _known_proper(tokens: list[Token], at: int, sign: context.Before) -> Verdict:
    """A proper noun from the white-list is a name only where nothing else can stand: "mijn dochter Mei"."""
    if sign in ("title", "role", "naming") and tokens[at].norm in folder("first_names"):
        return (
            ("auto", f"{sign}-then-name", 0.8) if tokens[at].case == "capital" else ("review", f"{sign}-then-name", 0.4)
        )
    if tokens[at].opens and tokens[at].norm in words("words_as_names") and context.is_somebody(tokens, at):
        return "auto", "name-as-somebody", 0.6  # "Lente is onze dochter"
    if tokens[at].case == "capital" and not tokens[at].opens and tokens[at].norm in _SEASONS:
        if sign == "preposition" and context.speaks_next(tokens, at):
            return "auto", "preposition-then-capital", 0.6  # "toen ik aan Lente vertelde"
        return ("review", "capital-season", 0.4) if sign in ("none", "preposition") else None  # "mochten Lente zien"
    return None


def _upper(kind: Kind, sign: context.Before) -> Verdict:
    """All in capitals: a shout or an abbreviation."""
    if kind in ("first", "surname") or (sign in ("title", "role", "naming") and kind == "unknown"):
        return "auto", "name-in-capitals", 0.85
    if kind == "unknown":
        return "review", "abbreviation", 0.4
    return None


def _thresholds(norm: str, kind: Kind) -> tuple[float, float]:
    """From which probability a word is masked, and from which it is asked about."""
    if kind in ("unknown", "first", "surname"):
        return _SURE_OF_UNKNOWN, _SUSPECT_UNKNOWN
    if kind == "first_or_word" or norm in words("words_as_names"):
        return _SURE_OF_NAME_OR_WORD, _SUSPECT_NAME_OR_WORD
    rare = is_word(norm) and not is_everyday(norm) and not is_usual(norm)
    return (_SURE_OF_RARE, _SUSPECT_RARE) if kind != "word" or rare else (_SURE, _SUSPECT)


def _is_kind(norm: str) -> bool:
    """A kind of school, organisation or number names nobody: "peuterspeelzaal", "cliëntnr"."""
    return norm in _KINDS or norm.endswith(("nr", "nummer"))


def _names_children(norm: str, kind: Kind) -> bool:
    """Whether a word is a first name as well, by the lists."""
    return kind == "first_or_word" or norm in words("words_as_names")


def _rare_verb(tokens: list[Token], at: int, chance: float) -> bool:
    """Whether a form of a verb that few people use is surely a name: "lubbert", without a role word before it."""
    norm = tokens[at].norm
    used = is_everyday(norm) or is_usual(norm)
    return not used and chance >= _SURELY_NO_VERB and context.before(tokens, at)[0] not in ("role", "title")


def _acts(norm: str) -> bool:
    """Whether a word is what somebody does or did, or a form that no child's name has: "lacht", "zwierf", "mailen"."""
    return is_verb_form(norm) or is_plain_form(norm) or (is_finite_verb(norm) and norm not in words("words_as_names"))


def _said_of_oneself(tokens: list[Token], at: int) -> bool:
    """Whether "ik" stands beside a verb that is a name as well: "ik ken haar", "daar ken ik"."""
    if tokens[at].case == "capital" or not is_finite_verb(tokens[at].norm):
        return False
    before = at > 0 and tokens[at].adjacent and tokens[at - 1].norm in ("ik", "k", "'k")
    return before or (at + 1 < len(tokens) and tokens[at + 1].adjacent and tokens[at + 1].norm in ("ik", "k", "'k"))


def _is_object(tokens: list[Token], at: int) -> bool:
    """Whether a verb and its subject follow, so that this word is not who acts: "Dapper vond ik mezelf niet"."""
    follows = at + 2 < len(tokens) and tokens[at + 1].adjacent and tokens[at + 2].adjacent
    return follows and is_finite_verb(tokens[at + 1].norm) and tokens[at + 2].norm in ("ik", "we", "wij", "je", "jij")


def _tagged(tokens: list[Token], at: int, kind: Kind, chance: float) -> Verdict:
    """What the tagger's probability says of a word that may be a name at all."""
    token = tokens[at]
    small = context.is_function_word(token.norm) or token.norm in words("roles") or token.norm in words("titles")
    if kind == "word" and (small or len(token.norm) < SHORTEST_LISTED):
        return None
    sure, suspect = _thresholds(token.norm, kind)
    if chance < suspect:
        return None
    said = token.case == "lower" or token.opens
    if said and is_everyday(token.norm) and kind != "first" and not _names_children(token.norm, kind):
        # what everybody says is nearly always just said: asked about at most
        return ("review", "tagger", round(chance, 2)) if chance >= _SURE else None
    if kind == "word" and said and _acts(token.norm) and not _rare_verb(tokens, at, chance):
        # "mijn zoon lacht": after a role word the tagger takes a verb for a name: asked about at most
        return ("review", "tagger", round(chance, 2)) if chance >= _SURE else None
    if token.opens and is_word(token.norm) and _is_object(tokens, at):
        return "review", "tagger", round(chance, 2)  # "Dapper vond ik mezelf niet"
    a_thing = token.case == "lower" and is_wordlike(token.norm) and context.after_article(tokens, at)
    if a_thing and chance < _HALF:
        return None  # "een mees op het balkon"
    return ("auto" if chance >= sure and not a_thing else "review"), "tagger", round(chance, 2)


def judge(tokens: list[Token], at: int, chance: float) -> Verdict:
    """Whether token `at` is a name, by all the evidence there is. chance: the tagger's probability (0-1)."""
    token = tokens[at]
    if len(token.norm) < 2 or len(token.norm) > LONGEST_WORD or (token.case == "lower" and _is_kind(token.norm)):
        return None
    kind = kind_of(token.norm)
    if kind in ("word", "first_or_word") and _said_of_oneself(tokens, at):
        return None
    ruled = _by_rules(tokens, at, kind)
    if ruled and ruled[1] == "first-name-list" and chance < _UNLIKELY and is_word(token.norm):
        return "review", "list-but-unlikely", 0.4
    if kind == "known_proper" or (ruled and ruled[0] == "auto"):
        return ruled
    tagged = _tagged(tokens, at, kind, chance)
    return tagged if tagged and (ruled is None or tagged[0] == "auto") else ruled


def _by_rules(tokens: list[Token], at: int, kind: Kind) -> Verdict:
    token = tokens[at]
    sign, _ = context.before(tokens, at)
    if kind == "known_proper":
        return _known_proper(tokens, at, sign)
    if token.case == "upper":
        return _upper(kind, sign)
    if token.case == "capital":
        return (_opening if token.opens else _inside)(tokens, at, kind, sign)
    return _lower(tokens, at, kind, sign)


def _label(tokens: list[Token], at: int, rule: str) -> SpanLabel:
    if rule == "abbreviation":
        return "ORG"
    sign, _ = context.before(tokens, at)
    return "LOCATION" if sign == "place" and kind_of(tokens[at].norm) == "unknown" else "PERSON"


def names(tokens: list[Token]) -> Iterator[Span]:
    """Every name, sure or suspected; first name and surname in one span."""
    at = 0
    likely = chances(tokens)
    while at < len(tokens):
        verdict = judge(tokens, at, likely[at])
        if verdict is None:
            at += 1
            continue
        tier, rule, confidence = verdict
        last = with_initial(tokens, end_of_name(tokens, at)) if tier == "auto" else at
        first = start_of_name(tokens, at)
        yield Span(tokens[first].start, tokens[last].end, _label(tokens, at, rule), rule, confidence, tier)
        at = last + 1
