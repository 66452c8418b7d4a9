"""Languages of the interface: which sentences families can meet, and in which languages all of these are translated.

The translators' state is kept where translators look, in the head of a catalogue: `Last-Translator` begins with "drafted"
until a speaker of the language has read everything; then it holds a name and a day. (Babel writes the head anew at every
update and drops fields that it does not know, so a field of our own would not last.)
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo

SOURCE = "en"
"""The language of the sentences in the code and the templates; it needs no catalogue."""
NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "uk": "Українська",
    "tr": "Türkçe",
    "pl": "Polski",
}
"""Each language by its own name, in the order of the language switch."""
FOR_EVERYONE = ("nl", "en")
"""Languages of every screen; the others are for the family's pages only."""

SURVEY = Path(__file__).parents[1]
CATALOGUES = SURVEY / "translations"
FAMILY = (
    *((f"{folder}/**.py", "python") for folder in ("respond", "web/asking")),
    ("web/errors.py", "python"),
    ("manage/booklets.py", "python"),
    ("manage/poster.py", "python"),
    ("respond/templates/**.html", "jinja2"),
    *(
        (f"templates/{name}.html", "jinja2")
        for name in ("base", "components", "error", "family", "feedback_text", "question")
    ),
)
"""Where the sentences are that families read, on the screen and on paper, with the reader for that kind of file."""
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
DRAFTED = "drafted"

Sentence = str | tuple[str, ...]
"""As the code has it; with a plural: (singular, plural)."""


@cache
def family_sentences() -> frozenset[Sentence]:
    """Every sentence of the family's pages and papers."""
    found = extract_from_dir(SURVEY, list(FAMILY), keywords=KEYWORDS)
    return frozenset(tuple(said) if isinstance(said, tuple | list) else said for _, _, said, _, _ in found)


def missing(language: str, folder: Path = CATALOGUES) -> list[Sentence]:
    """Sentences of the family's pages that the compiled catalogue does not have, in alphabetical order."""
    if language == SOURCE:
        return []
    catalogue = _compiled(language, folder)
    absent = (said for said in family_sentences() if not _is_translated(said, catalogue))
    return sorted(absent, key=str)


def is_draft(language: str, folder: Path = CATALOGUES) -> bool:
    """Whether no speaker of the language has signed off its catalogue yet."""
    return language != SOURCE and _compiled(language, folder).last_translator.startswith(DRAFTED)


def offered(folder: Path = CATALOGUES) -> dict[str, str]:
    """Own name by code, of each language in which no sentence of the family's pages is missing."""
    return {
        language: name for language, name in NAMES.items() if language in FOR_EVERYONE or not missing(language, folder)
    }


@cache
def _compiled(language: str, folder: Path) -> Catalog:
    path = folder / language / "LC_MESSAGES" / "messages.mo"
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_mo(file)


def _is_translated(said: Sentence, catalogue: Catalog) -> bool:
    message = catalogue.get(said)
    if message is None or not message.string:
        return False
    if isinstance(said, str):
        return True
    # where a plural form is empty, a compiled catalogue holds the English one
    return all(form and form not in said for form in message.string)
