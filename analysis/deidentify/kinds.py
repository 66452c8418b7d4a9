"""What the lists say about a word: a name, a word, both or neither."""

from functools import lru_cache
from typing import Literal

from analysis.deidentify.lexicon import is_everyday, is_usual, is_word, is_wordlike
from analysis.deidentify.wordlists import folder, words

Kind = Literal["first", "first_or_word", "surname", "surname_or_word", "unknown", "word", "known_proper"]

_PEOPLES = (
    "aans",
    "aanse",
    "isch",
    "ische",
    "talig",
    "talige",
    "taligen",
)  # "Colombiaanse", "Macedonische", "Franstalig"
_SHORTEST_PEOPLE = 8
_SMALL_ENDINGS = ("je", "tje", "etje", "pje", "kje", "ke", "chien", "tien", "ie")
SHORTEST_LISTED = 3  # letters; shorter names only from names_over_words


def _little(norm: str) -> bool:
    """Whether a word is a first name made small: "jantje", "fleurtje", "annechien"."""
    if is_everyday(norm) or is_usual(norm):
        return False  # "steentje", "veertien"
    for ending in _SMALL_ENDINGS:
        head = norm.removesuffix(ending)
        if head != norm and len(head) >= SHORTEST_LISTED and head in folder("first_names") and not is_everyday(head):
            return True
    return False


@lru_cache(maxsize=50_000)
def kind_of(norm: str) -> Kind:
    """What the lists say about a lower-case word."""
    if norm in words("not_identifying") or (len(norm) >= _SHORTEST_PEOPLE and norm.endswith(_PEOPLES)):
        return "known_proper"
    parts = [part for part in norm.split("-") if part]
    if len(parts) > 1 and any(kind_of(p) == "first" for p in parts) and not is_word(norm):
        return "first"
    if norm in words("names_over_words"):
        return "first"
    plain = is_word(norm) or norm in words("words_over_names") or norm in words("roles") or norm in words("titles")
    if norm in folder("first_names") and len(norm) >= SHORTEST_LISTED:
        return "first_or_word" if plain else "first"
    if _little(norm):
        return "first_or_word" if plain or is_wordlike(norm) else "first"
    if norm in folder("surnames") and len(norm) >= SHORTEST_LISTED:
        return "surname_or_word" if plain or is_wordlike(norm) else "surname"
    return "word" if plain or is_wordlike(norm) else "unknown"
