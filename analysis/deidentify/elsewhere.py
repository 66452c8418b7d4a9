"""Once found, a name is masked wherever the same teller writes it: in lower case, with 's, in another answer."""

from collections.abc import Iterable, Iterator

from analysis.deidentify.context import PARTICLES, before
from analysis.deidentify.kinds import kind_of
from analysis.deidentify.lexicon import is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words
from analysis.records import Span

_SHORTEST = 3  # letters
_TELLING_TAG = 0.8  # the tagger's probability from which a word of the lexicon is looked for elsewhere too


def _is_telling(norm: str) -> bool:
    """Whether a word of a name points at its person: no particle, no title, no role."""
    common = norm in PARTICLES or norm in words("titles") or norm in words("roles")
    return len(norm) >= _SHORTEST and not common and kind_of(norm) != "known_proper"


def names_in(tokens: list[Token], spans: Iterable[Span]) -> frozenset[str]:
    """The words that are certainly names, in lower case: the tokens under PERSON spans of the auto tier."""
    by_start = {token.start: at for at, token in enumerate(tokens)}
    found: set[str] = set()
    for span in spans:
        at = by_start.get(span.start, len(tokens))
        if span.label == "PERSON" and span.tier == "auto":
            while at < len(tokens) and tokens[at].end <= span.end:
                if span.rule != "tagger" or span.confidence >= _TELLING_TAG or not is_wordlike(tokens[at].norm):
                    found.add(tokens[at].norm)
                at += 1
    return frozenset(filter(_is_telling, found))


def _name(token: Token, names: frozenset[str]) -> str | None:
    for form in (token.norm, token.norm.removesuffix("s")):
        if form in names:
            return form
    return None


def _stands_as_name(tokens: list[Token], at: int) -> bool:
    """Whether a word that is also a first name has no article: "mark was er altijd", not "een schot in de roos"."""
    return kind_of(tokens[at].norm) == "first_or_word" and before(tokens, at)[0] != "determiner"


def elsewhere(tokens: list[Token], names: frozenset[str]) -> Iterator[Span]:
    """Every further token that is one of `names`. An ordinary word in lower case is only suspected."""
    for at, token in enumerate(tokens if names else ()):
        if _name(token, names) is None:
            continue
        plain = is_wordlike(token.norm) and kind_of(token.norm) != "first"
        if plain and token.norm in words("words_over_names"):
            continue
        if plain and token.case != "capital" and not _stands_as_name(tokens, at):
            yield Span(token.start, token.end, "PERSON", "named-elsewhere", 0.3, "review")
        else:
            yield Span(token.start, token.end, "PERSON", "named-elsewhere", 0.5, "auto")
