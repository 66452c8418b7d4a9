"""Write the lists of common words: python -m analysis.deidentify.training.common_words (needs the package wordfreq).

wordfreq's data (CC BY-SA 4.0) rank what people write; kept are words that the lexicon knows and no list of first names
holds, for there the rank may be the name's.
"""

from pathlib import Path

from analysis.deidentify.lexicon import is_word
from analysis.deidentify.wordlists import DATA, folder, words

_BANDS = {"everyday": (0, 5_000), "usual": (5_000, 20_000)}  # ranks
_HEAD = "# Words of rank {} to {} in wordfreq 3.1.1, nl (CC BY-SA 4.0, see LICENSE-name-tagger.txt); first names left out.\n"


def banded(ranked: list[str]) -> dict[str, list[str]]:
    """The words of each band, sorted. ranked: words, the most frequent first."""
    names = folder("first_names") | words("names_over_words")
    return {
        band: sorted(w for w in ranked[first:last] if w.isalpha() and len(w) > 2 and is_word(w) and w not in names)
        for band, (first, last) in _BANDS.items()
    }


def write(ranked: list[str], target: Path) -> None:
    """Write one file a band, eighteen words a line."""
    target.mkdir(exist_ok=True)
    for band, chosen in banded(ranked).items():
        lines = [" ".join(chosen[i : i + 18]) for i in range(0, len(chosen), 18)]
        head = _HEAD.format(_BANDS[band][0] + 1, _BANDS[band][1])
        (target / f"{band}.txt").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from wordfreq import top_n_list  # type: ignore[import-not-found, unused-ignore]  # wanted only to make the lists anew

    write(top_n_list("nl", 20_000), DATA / "common_words")
