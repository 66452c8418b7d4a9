"""The words of a story that may stand for a topic: no stop words, no figures, nothing inside square brackets."""

import re
import unicodedata
from functools import lru_cache

PROJECT_LANGUAGES = ("nl", "en")
"""Their stop words never count, whatever language a story is said to be in: tellers mix them in."""

_OFTEN_SAID = """
kom komt kwam kwamen komen gekomen ga gaat ging gingen gaan gegaan sta staat stond stonden staan gestaan zit zat zaten
zitten gezeten lig ligt lag lagen liggen gelegen krijg krijgt kreeg kregen krijgen gekregen zeg zegt zei zeiden zeggen
gezegd weet wist wisten weten geweten doe doet deed deden doen gedaan maak maakt maakte maakten maken gemaakt vind vindt
vond vonden vinden gevonden denk denkt dacht dachten denken gedacht kijk kijkt keek keken kijken gekeken laat liet lieten
laten gelaten geef geeft gaf gaven geven gegeven neem neemt nam namen nemen genomen begin begint begon begonnen beginnen
probeer probeert probeerde probeerden proberen geprobeerd zie ziet zag zagen zien heet heette hoef hoeft hoefde lijkt leek
ding dingen dingetje keer keren week weken dag dagen maand maanden jaar jaren tijd tijden moment momenten uur uren minuut
minuten begin eind einde beetje manier manieren mevrouw meneer echt soms vaak helemaal uiteindelijk ineens opeens eigenlijk
gewoon meteen best ofzo enzo iedere elke eerste tweede laatste beide hele paar
got get gets said say says went came come comes told know knew thing things time times week weeks day days month months
year years really just always never lot bit way
"""
_SAY_LITTLE = frozenset(_OFTEN_SAID.split())
"""Words that a list of stop words lacks and that tell nothing of what a story is about: forms of verbs that any story has, and
what only says when, how much or who in general. Dutch and English, chosen by hand."""
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SHORTEST = 2
_LONGEST = 40
"""Characters. Longer strings are no words, and a keyword has to fit on a card."""


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Stop words of a language (ISO 639-1, a region is ignored) and of the project's own; months, weekdays and words that say
    little too."""
    import stopwordsiso

    wanted = {*PROJECT_LANGUAGES, language.lower().partition("-")[0].partition("_")[0]}
    known = [code for code in wanted if stopwordsiso.has_lang(code)]
    dated = set[str]().union(*map(_calendar, wanted))
    return frozenset(word.lower() for word in stopwordsiso.stopwords(known) | dated) | _SAY_LITTLE


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
