"""How `code_words.txt` was made; run it again only to make another list (old codes then stop working).

    python -m survey.data.make_code_words        (needs wordfreq 3.1, which Loex itself does not)

From the most used words down, a word is taken when it is everyday and decent, is written as it sounds, and can be
confused with no word before it: not by one letter more, less, other or swapped, not by sound (ij/ei, au/ou, d/t, g/ch),
and not by its ending (one of a plural, an infinitive and their singular).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from survey.services.code_words import LIST, one_edit_away, sound

HERE = Path(__file__).parent
NAMES_AND_PLACES = HERE.parents[1] / "analysis" / "deidentify" / "data"
N_WORDS = 4096
MOST_USED = 80_000
MUCH_MORE_ENGLISH, USED_IN_ENGLISH = 0.7, 3.6
"""In Zipf steps: so much more often in English than in Dutch, and common there."""

LATINATE = re.compile(
    r"[qxy]|th|ph|rh|c(?!h)|ea|oa|sh|ck|ii|ae|oir|grafie|uu[^rt]"
    r"|(tie|isme|iteit|logie|isch|eur|euse|ium|us|iaal|ieel|eel|ief|ant|ent|eren|aal|our|out|oure|oute|ette|age|iek|ist"
    r"|aan|ooms|oons|eems|eens|eaux|oi[a-z]?|i)$"
)
"""Spelled otherwise than a Dutch ear expects."""
UNKIND = re.compile(
    r"moord|dood|doden|lijk$|^lijk|lijken$|oorlog|wapen|bom$|bommen|geweld|bloed|wond|ziek|pijn|angst|bang|huil|verdriet"
    r"|eenzaam|graf|rouw|begraf|straf|haat|wraak|vijand|vecht|gevecht|strijd|ruzie|slaan|slagen$|slacht|schop|trap$|misda"
    r"|misd|crimin|dief|roof|boef|arrest|gevang|politie|recht(er|bank)$|schuld|dader|getuige|verdacht|vermist|schiet|schoten"
    r"|pistool|geweer|kogel|soldaat|leger|krijg|ramp|crisis|ongeval|ongeluk|kanker|virus|tumor|abort|suic|drug|alcohol|dronk"
    r"|zuip|verslav|gok|wiet|hasj|joint|sex|seks|porn|hoer|neuk|erot|orgas|penis|vagina|borst|tiet|naakt|bloot|schaam|homo"
    r"|lesb|verkracht|misbruik|mishand|incest|pedo|dwang|slaaf|slaven|kut|lul|reet|poep|schijt|pis|kots|kak|scheet|stront|zeik"
    r"|fuck|shit|idioot|debiel|mongool|dom$|stom|lelijk|gek$|vet$|dik$|dwerg|heks|pest|jeugd|pleeg|voogd|zorg|wees$|weduw"
    r"|vrouw|mannen|heer$|jood|moslim|christ|islam|satan|duivel|hel$|hemel|god|kerk|bijbel|heilig|gelov|neger|zigeuner"
    r"|allocht|autocht|racis|nazi|fascis|terror|galg|beul|kist$|kamp$|gas$|keizer|tsaar|ras$|loos$|^on[a-z]|^ont[sv]"
)


def main() -> None:
    chosen: list[str] = []
    for word in different_enough(everyday_words()):
        chosen.append(word)
        if len(chosen) == N_WORDS:
            break
    LIST.write_text(
        "# The 4,096 words of the word code. Sources and licence: README.md. Never change a line: codes would be lost.\n"
        + "".join(f"{word}\n" for word in sorted(chosen)),
        encoding="ascii",
    )


def everyday_words() -> Iterator[str]:
    """Uninflected, decent, plainly spelled Dutch words of 3 to 9 letters, the most used first."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    from stopwordsiso import stopwords
    from wordfreq import top_n_list, zipf_frequency  # type: ignore[import-not-found]  # wanted only to make another list

    lemma_of = dict(DefaultDictionaryFactory().get_dictionary("nl"))
    left_out = words_of([HERE / "code_words_left_out.txt"]) | set(stopwords("nl"))
    left_out |= words_of([*NAMES_AND_PLACES.glob("first_names/*.txt"), NAMES_AND_PLACES / "places_nl.txt"])
    for word in top_n_list("nl", MOST_USED):
        english = zipf_frequency(word, "en")
        if (
            re.fullmatch("[a-z]{3,9}", word)
            and lemma_of.get(word) == word
            and word not in left_out
            and not LATINATE.search(word)
            and not UNKIND.search(word)
            and not (english > USED_IN_ENGLISH and english - zipf_frequency(word, "nl") > MUCH_MORE_ENGLISH)
        ):
            yield word


def words_of(files: Iterable[Path]) -> set[str]:
    lines = [line for file in files for line in file.read_text(encoding="utf-8").lower().splitlines()]
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def different_enough(words: Iterable[str]) -> Iterator[str]:
    """Those that nobody takes for one that came before."""
    taken: set[str] = set()
    for word in words:
        marks = {f"sound {sound(word)}", f"stem {stem(word)}"}
        if taken.isdisjoint(marks | {f"near {near}" for near in one_edit_away(word)}):
            taken |= marks | {f"near {word}"}
            yield word


def stem(word: str) -> str:
    """The same for a singular, its plural and the infinitive: pan, pannen; raam, ramen; brief, brieven."""
    cut = re.sub("(en|e)$", "", word) if len(word) > 4 else word
    cut = re.sub(r"([bcdfgklmnprst])\1$", r"\1", cut)
    return re.sub(r"([aeou])\1", r"\1", re.sub("z$", "s", re.sub("v$", "f", cut)))


if __name__ == "__main__":
    main()
