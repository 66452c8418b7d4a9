"""What `make bench` prints about the family's Dutch: how easy it reads, and the ten texts that read worst.

Flesch's reading ease in Douma's version for Dutch, as textstat computes it: 206.8 - 77 x syllables per word - 0.93 x words
per sentence (W.H. Douma, De leesbaarheid van landbouwbladen, Wageningen 1960). It counts lengths and knows no meaning: it
finds long words and long sentences, and somebody who reads aloud has to find the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import textstat
from babel.messages.pofile import read_po

from survey.web import languages

EASY_ENOUGH = 60.0
"""Douma's table calls 60-70 "normal": the last year of primary school; 70-80 "fairly easy", 80-90 "easy". Under 60 begins
what asked for secondary school (the table is printed at https://dbnl.org/tekst/_taa014197701_01/_taa014197701_01_0089.php).
"""
FEWEST_WORDS = 4
"""A button or a heading of fewer words has no length to speak of: only its longest word counts."""
MOST_SYLLABLES = 4
"""In a word of such a short text: "verzorger" has 3, "uitnodiging" 4. Long words are where weak readers stop."""

QUESTIONNAIRE = languages.SURVEY / "demo" / "questionnaire.toml"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
STAND_IN = "tien"
"""For a placeholder: most of them hold a number or a short name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A Dutch text. ease: Flesch-Douma; None for a short text. n_syllables: of its longest word."""

    text: str
    ease: float | None
    n_syllables: int

    @property
    def is_plain(self) -> bool:
        return self.n_syllables <= MOST_SYLLABLES if self.ease is None else self.ease >= EASY_ENOUGH


def measure(text: str) -> Measured:
    textstat.set_lang("nl")
    read = PLACEHOLDER.sub(STAND_IN, text)
    words = read.split()
    ease = float(textstat.flesch_reading_ease(read)) if len(words) >= FEWEST_WORDS else None
    return Measured(text, ease, max((textstat.syllable_count(word) for word in words), default=0))


def texts() -> list[str]:
    """Every Dutch text that families read: the catalogue's, on screen and paper, and the questionnaire's; each once."""
    return sorted({*_catalogue(), *_questionnaire(tomllib.loads(QUESTIONNAIRE.read_text(encoding="utf-8")))})


def _catalogue(folder: Path = languages.CATALOGUES) -> Iterator[str]:
    with (folder / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    for said in languages.family_sentences():
        message = catalogue.get(said)
        if message is not None and message.string:
            yield from [message.string] if isinstance(message.string, str) else message.string


def _questionnaire(described: dict[str, Any]) -> Iterator[str]:
    for question in described["questions"]:
        for wording in question["wordings"]:
            if wording["language"] == "nl":
                yield from (wording["text"], wording.get("help_text", ""), *wording.get("options", {}).values())


def worst(measured: list[Measured], n: int = 10) -> list[Measured]:
    """The hardest of the texts that have a score, hardest first."""
    scored = [(each.ease, each) for each in measured if each.ease is not None]
    return [each for _, each in sorted(scored, key=lambda pair: pair[0])[:n]]


def main() -> None:
    measured = [measure(text) for text in texts() if text]
    whole = measure(" ".join(each.text.rstrip(".") + "." for each in measured if each.ease is not None))
    not_plain = [each for each in measured if not each.is_plain]
    print(f"family's Dutch: {len(measured)} texts, Flesch-Douma of all together {whole.ease:.0f}")
    print(f"not plain enough (under {EASY_ENOUGH:.0f}, or a short text with a long word): {len(not_plain)}")
    print("the ten that read worst:")
    for each in worst(measured):
        print(f"  {each.ease:6.1f}  {each.text}")
    for language in languages.NAMES:
        if n_missing := len(languages.missing(language)):
            print(f"{language}: {n_missing} of the family's sentences have no translation")


if __name__ == "__main__":
    main()
