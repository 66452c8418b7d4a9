"""Is this an ordinary Dutch word?

simplemma's Dutch forms (MIT; data from Wiktionary and others), what OpenTaal's word list adds to them (BSD), and words
of chat and youth care. Dutch glues words together, so two known words in a row count as one: "gezinsplangesprek".
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from analysis.deidentify.wordlists import DATA, words

LONGEST_WORD = 40  # letters; longer strings are no word and no name
_CACHE_SIZE = 50_000
ABROAD = frozenset(path.stem for path in (DATA / "common_words_abroad").glob("*.txt"))
"""Languages whose most used words are known."""


@cache
def _forms() -> Mapping[str, str]:
    return DefaultDictionaryFactory(cache_max_size=1).get_dictionary("nl")


def is_talk(word: str) -> bool:
    """Whether the lower-case `word` is chat, shorthand of youth care or the region's speech."""
    return word in words("chat_words") or word in words("region/words_groningen")


def _simple(word: str) -> bool:
    return word in words("dutch_words") or is_talk(word) or _forms().get(word) is not None


def _compound(word: str) -> bool:
    """Two known parts of at least 3 and 5, or 4 and 4 letters, with or without a linking s."""
    for cut in range(3, len(word) - 3):
        head, tail = word[:cut], word[cut:]
        known_head = _simple(head) or (len(head) > 3 and head.endswith("s") and _simple(head[:-1]))
        if known_head and (cut >= 4 or len(tail) >= 5) and _simple(tail):
            return True
    return False


# "ingereisd", "teruggegeven": a participle of a verb in two parts, with or without the verb in the lists.
_PARTICIPLE = re.compile(
    r"(?:in|uit|aan|af|mee|weg|door|over|toe|bij|los|vast|thuis|terug|voor|samen|klaar|stuk|neer|heen|rond|binnen|op|na|om)"
    r"ge[a-zëéïö]{3,}(?:d|t|en)"
)


def _squeezed(word: str) -> str:
    """Emphasis out: "heeeel" and "neeee" end with two of the letter at most."""
    kept = [c for i, c in enumerate(word) if word[i - 2 : i] != c * 2 or i < 2]
    return "".join(kept)


def _is_of_a_verb(word: str) -> bool:
    lemma = _forms().get(word)
    return lemma is not None and lemma != word and lemma.endswith("en")


def is_verb_form(word: str) -> bool:
    """Whether the lower-case `word` is what somebody does or did, by its lemma: "lacht" and "lachte" of "lachen"."""
    return word.endswith(("t", "te", "de", "ten", "den")) and _is_of_a_verb(word)


def is_plain_form(word: str) -> bool:
    """Whether a lower-case `word` is a known one that ends as infinitives, plurals and small things do ("mailen",
    "kindje"), or a participle in two parts ("ingereisd")."""
    small = word.endswith(("en", "tje", "dje", "kje", "pje", "tjes", "djes", "kjes", "pjes"))
    return (small and is_word(word)) or bool(_PARTICIPLE.fullmatch(word))


def is_finite_verb(word: str) -> bool:
    """Whether the lower-case `word` is any form of a verb in one person: "zwierf" of "zwerven", "vul" of "vullen"."""
    return (len(word) < 4 or not word.endswith("en")) and _is_of_a_verb(word)


@lru_cache(maxsize=_CACHE_SIZE)
def is_word(word: str) -> bool:
    """Whether the lower-case `word` is in the lists."""
    return _simple(word)


def is_everyday(word: str) -> bool:
    """Whether the lower-case `word` is among the 5,000 most used, or is chat; words that are also first names are not."""
    return word in words("common_words/everyday") or is_talk(word)


def is_usual(word: str) -> bool:
    """Whether the lower-case `word` is among the next 15,000."""
    return word in words("common_words/usual")


@cache
def common_abroad(language: str) -> frozenset[str]:
    """The most used words of another language (ISO 639-1) that are no names; empty where there is no list."""
    if language not in ABROAD:
        return frozenset()
    return words(f"common_words_abroad/{language}") | words("foreign_words_over_names")


@lru_cache(maxsize=_CACHE_SIZE)
def is_wordlike(word: str) -> bool:
    """Whether the lower-case `word` is known, a compound, stretched for emphasis, or hyphened from known words."""
    if len(word) > LONGEST_WORD or len(word) < 2 or _simple(word):
        return True
    if "-" in word or "'" in word:
        return all(is_wordlike(part) for part in word.replace("'", "-").split("-") if part)
    squeezed = _squeezed(word)
    return (
        _compound(word)
        or bool(_PARTICIPLE.fullmatch(word))
        or (squeezed != word and (_simple(squeezed) or _simple(squeezed.replace(squeezed[-1] * 2, squeezed[-1]))))
    )


_LETTERS = "abcdefghijklmnopqrstuvwxyzëéèïö"


@lru_cache(maxsize=_CACHE_SIZE)
def is_near_word(word: str) -> bool:
    """Whether one slip of the finger makes a known word of it: a letter too many, too few, wrong, or two swapped."""
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    slips = (
        [a + b[1:] for a, b in halves if b],
        [a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1],
        (a + c + b[1:] for a, b in halves if b for c in _LETTERS),
        (a + c + b for a, b in halves for c in _LETTERS),
    )
    return any(_simple(slip) for kind in slips for slip in kind)
