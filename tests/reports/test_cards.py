"""Cards and sheets on paper: every word of a story is there once, in its own direction, four cards a page."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.render.cards import Phrases, StoryCard, ThemeSheet, render_cards, render_theme_sheets
from reports.render.typesetting import NO_GLYPH

PHRASES = Phrases(
    title="Verhaalkaarten",
    meeting="Panel van 3 maart",
    story="Verhaal",
    goes_on="Lees verder op de volgende kaart.",
    code_alt="Code van verhaal",
    keywords="Woorden die vaak voorkomen",
    typical="Deze verhalen laten het thema het best zien",
    contrary="Deze verhalen passen er juist niet goed bij",
    verdict="Wat vindt u?",
    verdicts=("Klopt", "Klopt deels", "Klopt niet", "Mist iets"),
    other_name="Een betere naam:",
    reason="Waarom?",
    example="Verzonnen voorbeeld",
)
CARD = StoryCard("1", "Ouder", "Er kwam een vaste persoon.", "nl", "ltr", "", "https://loex.voorbeeld.example/panel")


def read(pdf: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(page.extract_text() for page in pages)


def test_four_short_stories_stand_on_one_page_and_a_fifth_begins_the_next() -> None:
    four = tuple(replace(CARD, number=str(n)) for n in range(1, 5))
    assert read(render_cards(four, phrases=PHRASES, language="nl"))[0] == 1
    n_pages, words = read(render_cards((*four, replace(CARD, number="5")), phrases=PHRASES, language="nl"))
    assert n_pages == 2
    assert all(f"Verhaal {n}" in words for n in range(1, 6))


@settings(max_examples=8, deadline=None)
@given(n_words=st.integers(1, 900), note=st.sampled_from(["", "Gaat over ziekte."]))
def test_a_story_of_any_length_is_on_its_cards_whole_and_in_order(n_words: int, note: str) -> None:
    told = [f"w{n}." for n in range(n_words)]
    _, words = read(render_cards((replace(CARD, text=" ".join(told), note=note),), phrases=PHRASES, language="nl"))
    assert [word for word in words.split() if word in set(told)] == told


def test_a_story_that_goes_on_says_so_and_says_which_part_it_is() -> None:
    _, words = read(render_cards((replace(CARD, text="Er kwam iemand. " * 50),), phrases=PHRASES, language="nl"))
    assert "Verhaal 1 (1/2)" in words
    assert "Verhaal 1 (2/2)" in words
    assert words.count(PHRASES.goes_on) == 1


def test_an_arabic_story_keeps_its_letters_and_an_unknown_sign_becomes_a_box() -> None:
    arabic = replace(CARD, text="جاء شخص واحد \U000f0000", language="ar", direction="rtl")
    _, words = read(render_cards((arabic,), phrases=PHRASES, language="nl"))
    assert NO_GLYPH in words
    assert any("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in words)


def test_a_theme_sheet_holds_both_kinds_of_stories_and_room_for_a_verdict() -> None:
    sheet = ThemeSheet(
        "Thema 1", ("vaste", "persoon"), ("12 verhalen van 10 vertellers",), (CARD,), (replace(CARD, number="2"),)
    )
    _, words = read(render_theme_sheets((sheet,), phrases=PHRASES, language="nl"))
    for expected in ("vaste · persoon", "12 verhalen", PHRASES.typical, PHRASES.contrary, "Klopt deels", "Waarom?"):
        assert expected in words


def test_what_a_teller_wrote_is_never_read_as_typst() -> None:
    told = '#panic("x") $ * _ @ref = kop'
    _, words = read(render_cards((replace(CARD, text=told),), phrases=PHRASES, language="nl"))
    assert "#panic" in words


def test_without_cards_or_themes_there_is_nothing_to_print() -> None:
    with pytest.raises(ValueError, match="no card"):
        render_cards((), phrases=PHRASES, language="nl")
    with pytest.raises(ValueError, match="no theme"):
        render_theme_sheets((), phrases=PHRASES, language="nl")
