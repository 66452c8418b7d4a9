"""Words counted by family: luisterde and geluisterd are one, and a schoolplein is about school as well.

In short stories five tellers seldom use the same form of a word, so that single forms leave most topics without any
keyword. A family is a dictionary form (simplemma, MIT; languages it does not know keep their forms) and, in Dutch and
German, each part of a compound that other tellers use as a word by itself. What is shown is the form used most.
"""

from collections.abc import Sequence
from functools import lru_cache

from analysis.topics.words import stop_words

_COMPOUNDING = ("nl", "de")
_SHORTEST_PART = 4
"""Letters. Shorter parts are as often chance ("ver" in vertrouwen) as meaning."""
_LINKS = ("", "s", "en", "e")
"""What may stand between the parts of a compound."""
_VERB = "en"
"""How verbs end. "Vergeten" is no kind of eating: of verbs no parts are taken."""
_OWN_HEAD = {"nl": {"ouder", "jongere"}}
"""Words that a dictionary takes for another in these stories: an ouder is a parent, not somebody older."""


Families = dict[tuple[str, str], tuple[str, ...]]
"""By word and language: the word's own family, then those of its parts."""


def families_of(words: Sequence[Sequence[str]], languages: Sequence[str]) -> Families:
    """The families of every word in the stories. words: per story, lower case.

    A part of a compound counts when some story holds it as a word, so the stories themselves say what a part is.
    """
    spoken = {(word, language) for story, language in zip(words, languages, strict=True) for word in story}
    heads = {(word, language): head_of(word, language) for word, language in spoken}
    used: dict[str, set[str]] = {}
    for (_, language), head in heads.items():
        used.setdefault(language, set()).add(head)
    return {
        (word, language): tuple(dict.fromkeys((head, *_parts(head, language, used[language]))))
        for (word, language), head in heads.items()
    }


@lru_cache(maxsize=200_000)
def head_of(word: str, language: str) -> str:
    """Dictionary form of a word, or the word itself: never a stop word, nor two words.

    Where the dictionary takes two forms for each other's (wacht, wachten), the longer is the family.
    """
    code = _code(language)
    if word in _OWN_HEAD.get(code, ()):
        return word
    head = _lemma(word, code)
    if _lemma(head, code) == word:
        head = max(word, head, key=len)
    usable = len(head) >= _SHORTEST_PART and head.isalpha() and head not in stop_words(language)
    return head if usable else word


def _lemma(word: str, code: str) -> str:
    import simplemma

    try:
        return str(simplemma.lemmatize(word, lang=code)).lower()
    except ValueError:
        return word


def _parts(head: str, language: str, used: set[str]) -> tuple[str, ...]:
    """Families of the two parts of a compound, those of them that are used as words; () when it is none."""
    code = _code(language)
    if code not in _COMPOUNDING or len(head) < 2 * _SHORTEST_PART or head.endswith(_VERB):
        return ()
    for cut in range(_SHORTEST_PART, len(head) - _SHORTEST_PART + 1):
        last = head_of(head[cut:], language)
        if last in used or _known(head[cut:], code):
            first = _first_part(head[:cut], code)
            if first:
                parts = (head_of(first, language), last)
                return tuple(part for part in parts if part in used and part != head)
    return ()


def _first_part(beginning: str, code: str) -> str:
    """The word with which a compound begins, less what links it to the next; "" when it is no word."""
    for link in _LINKS:
        word = beginning.removesuffix(link) if link else beginning
        if len(word) >= _SHORTEST_PART and _known(word, code):
            return word
    return ""


@lru_cache(maxsize=200_000)
def _known(word: str, code: str) -> bool:
    import simplemma

    return word not in stop_words(code) and bool(simplemma.is_known(word, lang=code))


def _code(language: str) -> str:
    """Language without region; the project's own when none is said."""
    return language.lower().partition("-")[0].partition("_")[0] or "nl"
