"""Write the lists of common words in other languages: python -m analysis.deidentify.training.common_words_abroad.

Needs the package wordfreq, whose data are CC BY-SA 4.0. Left out are names of the lists but the very commonest; which of
them are words all the same is judged by hand in data/foreign_words_over_names.txt.
"""

from analysis.deidentify.wordlists import DATA, folder

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "tr", "pl", "uk", "ru", "ro", "bg", "ar", "fa")
_MOST = 8_000  # words
_SURELY_WORDS = 150  # of the most used words, whichever list has them
_HEAD = "# The {} most used words in wordfreq 3.1.1, {} (CC BY-SA 4.0, see LICENSE-name-tagger.txt); names left out.\n"


def chosen(ranked: list[str]) -> list[str]:
    """The words that are no names, sorted. ranked: words, the most frequent first."""
    names = folder("first_names") | folder("surnames")
    return sorted(
        word
        for rank, word in enumerate(ranked)
        if len(word) > 1 and word.isalpha() and (word not in names or rank < _SURELY_WORDS)
    )


def write(language: str, ranked: list[str]) -> None:
    """Write the file of one language, eighteen words a line."""
    target = DATA / "common_words_abroad"
    target.mkdir(exist_ok=True)
    kept = chosen(ranked)
    lines = [" ".join(kept[i : i + 18]) for i in range(0, len(kept), 18)]
    text = _HEAD.format(_MOST, language) + "\n".join(lines) + "\n"
    (target / f"{language}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from wordfreq import top_n_list  # type: ignore[import-not-found, unused-ignore]  # wanted only to make the lists anew

    for one in LANGUAGES:
        write(one, top_n_list(one, _MOST))
