"""The words of a story that may stand for a topic: no stop words, no figures, nothing inside square brackets."""

import re
import unicodedata
from functools import lru_cache

PROJECT_LANGUAGES = ("nl", "en")
"""Their stop words never count, whatever language a story is said to be in: tellers mix them in."""

_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SHORTEST = 2
_LONGEST = 40
"""Characters. Longer strings are no words, and a keyword has to fit on a card."""


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Stop words of a language (ISO 639-1, a region is ignored) and of the project's own, months and weekdays too."""
    import stopwordsiso

    wanted = {*PROJECT_LANGUAGES, language.lower().partition("-")[0].partition("_")[0]}
    known = [code for code in wanted if stopwordsiso.has_lang(code)]
    dated = set[str]().union(*map(_calendar, wanted))
    return frozenset(word.lower() for word in stopwordsiso.stopwords(known) | dated)


def _calendar(language: str) -> set[str]:
    """Names of months and weekdays: when something happened is not what it was about."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return set()
    widths = [*locale.months["format"].values(), *locale.days["format"].values()]
    return {str(name).strip(".") for names in widths for name in names.values()}


def words_of(text: str, language: str) -> list[str]:
    """Words of a story in order, lower-cased: those that may become a keyword."""
    stops = stop_words(language)
    plain = unicodedata.normalize("NFKC", _IN_BRACKETS.sub(" ", text)).lower()
    return [
        word
        for word in _WORD.findall(plain)
        if _SHORTEST <= len(word) <= _LONGEST and word not in stops and not stops.issuperset(re.split("['’-]", word))
    ]
