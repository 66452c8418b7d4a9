"""Every sentence on a screen is in the Dutch catalogue, families' sentences are in the other languages too, and each
compiled catalogue is the one beside it. A language that misses a family sentence is not offered; it breaks nothing."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, meta

from survey.web import languages
from survey.web.locale import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDER = languages.CATALOGUES
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
CATALOGUES = [language for language in languages.NAMES if language != languages.SOURCE]
DRAFTED = [language for language in CATALOGUES if language not in languages.FOR_EVERYONE]
OFFERED = [language for language in DRAFTED if language in LANGUAGES]

SCRIPT = {"ar": re.compile(r"[\u0600-\u06ff]"), "uk": re.compile(r"[\u0400-\u04ff]")}
LETTER = re.compile(r"[^\W\d_]")


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO((FOLDER / language / "LC_MESSAGES" / "messages.po").read_bytes()), locale=language)


def sentences() -> set[str]:
    methods, options = parse_mapping_cfg((FOLDER / "babel.cfg").open(encoding="utf-8"))
    found = extract_from_dir(ROOT / "survey", methods, options, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def forms(language: str, said: languages.Sentence) -> list[str]:
    message = catalogue(language).get(said)
    assert message is not None
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_is_translated_into_dutch() -> None:
    translated = {
        (m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue("nl") if m.id and m.string and not m.fuzzy
    }
    asked = sentences()
    assert len(asked) > 300
    assert sorted(asked - translated) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_sentence_is_kept_that_no_screen_says(language: str) -> None:
    kept = {(m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue(language) if m.id}
    assert sorted(kept - sentences()) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_placeholders_are_the_same_in_both_languages(language: str) -> None:
    for message in catalogue(language):
        if message.id and (message.string if isinstance(message.string, str) else any(message.string)):
            assert [str(error) for error in message.check()] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_translation_is_a_guess_of_the_tools(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    written = BytesIO()
    write_mo(written, catalogue(language))
    assert (FOLDER / language / "LC_MESSAGES" / "messages.mo").read_bytes() == written.getvalue()


@pytest.mark.parametrize("language", OFFERED)
def test_every_family_sentence_is_really_translated(language: str) -> None:
    read = catalogue(language)
    same = []
    for said in languages.family_sentences():
        message = read.get(said)
        assert message is not None
        english = [said] if isinstance(said, str) else list(said)
        given = [message.string] if isinstance(message.string, str) else list(message.string)
        same += [text for text in given if text in english]
        if language in SCRIPT:
            same += [text for text in given if LETTER.search(text) and not SCRIPT[language].search(text)]
    assert same == []


@pytest.mark.parametrize("language", OFFERED)
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    read = catalogue(language)
    for said in languages.family_sentences():
        if isinstance(said, tuple):
            given = forms(language, said)
            assert len(given) == read.num_plurals
            assert all(form.strip() for form in given)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a Dutch catalogue, and with the same one as if it were Turkish."""
    for language in ("nl", "tr"):
        shutil.copytree(FOLDER / "nl", tmp_path / language)
    return tmp_path


def rewrite(folder: Path, read: Catalog) -> None:
    with (folder / "tr" / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, read)


def test_a_language_is_offered_when_no_family_sentence_is_missing(copied: Path) -> None:
    assert list(languages.offered(copied)) == ["nl", "en", "tr"]


@pytest.mark.parametrize("said", ["Send", ("Something needs your attention", "Some things need your attention")])
def test_one_missing_family_sentence_withholds_the_language(copied: Path, said: languages.Sentence) -> None:
    read = catalogue("nl")
    message = read.get(said)
    assert message is not None
    message.string = "" if isinstance(said, str) else ("", message.string[1])
    rewrite(copied, read)
    assert languages.missing("tr", copied) == [said]
    assert list(languages.offered(copied)) == ["nl", "en"]


def test_a_missing_staff_sentence_withholds_nothing(copied: Path) -> None:
    read = catalogue("nl")
    message = read.get("You can't do this here")
    assert message is not None
    message.string = ""
    rewrite(copied, read)
    assert "tr" in languages.offered(copied)


def test_dutch_and_english_are_offered_whatever_is_missing(tmp_path: Path) -> None:
    assert list(languages.offered(tmp_path)) == ["nl", "en"]


def test_a_catalogue_is_a_draft_until_a_speaker_puts_a_name_in_its_head(copied: Path, tmp_path: Path) -> None:
    read = catalogue("nl")
    read.last_translator = "drafted, not signed off by a speaker yet"
    rewrite(copied, read)
    assert languages.is_draft("tr", copied)
    signed = shutil.copytree(copied, tmp_path / "signed")
    read.last_translator = "Ayşe Yılmaz, 2026-12-01"
    rewrite(signed, read)
    assert not languages.is_draft("tr", signed)


@pytest.mark.parametrize("language", DRAFTED)
def test_updating_a_catalogue_keeps_the_words_about_its_draft(language: str) -> None:
    read = catalogue(language)
    written = BytesIO()
    write_po(written, read)
    again = read_po(BytesIO(written.getvalue()), locale=language)
    assert again.last_translator == read.last_translator != "FULL NAME <EMAIL@ADDRESS>"


def test_every_template_that_a_family_page_is_made_of_counts_as_the_familys() -> None:
    folders = (ROOT / "survey" / "respond" / "templates", ROOT / "survey" / "templates")
    counted = {
        pattern.removeprefix("templates/") for pattern, _ in languages.FAMILY if pattern.startswith("templates/")
    }
    waiting = [path.relative_to(folders[0]).as_posix() for path in folders[0].rglob("*.html")]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        path = next(folder / name for folder in folders if (folder / name).exists())
        found = meta.find_referenced_templates(Environment().parse(path.read_text(encoding="utf-8")))
        waiting += [each for each in found if each and each not in seen]
    assert {name for name in seen if not name.startswith("respond/")} <= counted
