"""Every sentence on a screen is in the Dutch catalogue, and the compiled catalogue is the one beside it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from survey.web.locale import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "survey" / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO((FOLDER / language / "LC_MESSAGES" / "messages.po").read_bytes()), locale=language)


def sentences() -> set[str]:
    methods, options = parse_mapping_cfg((FOLDER / "babel.cfg").open(encoding="utf-8"))
    found = extract_from_dir(ROOT / "survey", methods, options, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    translated = {
        (m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue(language) if m.id and m.string and not m.fuzzy
    }
    asked = sentences()
    assert len(asked) > 300
    assert sorted(asked - translated) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_kept_that_no_screen_says(language: str) -> None:
    kept = {(m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue(language) if m.id}
    assert sorted(kept - sentences()) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same_in_both_languages(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert [str(error) for error in message.check()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    written = BytesIO()
    write_mo(written, catalogue(language))
    assert (FOLDER / language / "LC_MESSAGES" / "messages.mo").read_bytes() == written.getvalue()
