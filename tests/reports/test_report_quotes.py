"""Quotes: letter by letter as they were told and may be quoted now, or a visible gap that says why, without the words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.quotes import Gap, GapReason, LedgerEntry, QuoteLedger, Words, resolve
from reports.render.html import TEMPLATES, render_html
from reports.texts import say
from tests.reports import factory
from tests.reports.reading import drawn, full_page, tree, words

FIRST = factory.STORIES[0].text
QUOTED = {quote.number: quote for quote in factory.full_report().all_quotes}
WORDS = {number: quote.words for number, quote in enumerate(factory.full_results().quotes, start=1)}

GAPS: dict[GapReason, LedgerEntry] = {
    "withdrawn": LedgerEntry(None, may_quote=False, withdrawn=True),
    "no_consent": LedgerEntry(FIRST, may_quote=False),
    "not_verbatim": LedgerEntry(FIRST.replace("bleef", "ging"), may_quote=True),
    "unknown": LedgerEntry(None, may_quote=True),
}


def test_quotes_stand_letter_by_letter_as_they_were_told() -> None:
    page = full_page()
    shown = [quote.text_content() for quote in page.xpath("//blockquote")]
    assert {text.strip("\n") for text in shown} == set(WORDS.values())


@pytest.mark.parametrize(("reason", "entry"), GAPS.items())
def test_a_quote_that_does_not_hold_leaves_a_gap_that_says_why(reason: GapReason, entry: LedgerEntry) -> None:
    page = drawn(factory.full_report(), factory.ledger(s1=entry))
    said = words(page)
    assert WORDS[1] not in page.text_content()
    assert "bleef. Mijn zoon" not in page.text_content()
    assert say(f"gap.{reason}") in said
    assert say("gap.notice") in said
    others = {text.text_content().strip("\n") for text in page.xpath("//blockquote")}
    assert others == {text for number, text in WORDS.items() if number != 1}


@pytest.mark.parametrize(("reason", "entry"), GAPS.items())
def test_the_reasons_are_told_apart(reason: GapReason, entry: LedgerEntry) -> None:
    assert resolve(QUOTED[1], factory.ledger(s1=entry)) == Gap(QUOTED[1].ref, reason)


def test_withdrawal_goes_before_consent_and_consent_before_the_letter() -> None:
    gone = LedgerEntry("iets anders", may_quote=False, withdrawn=True)
    no_longer = LedgerEntry("iets anders", may_quote=False)
    assert resolve(QUOTED[1], factory.ledger(s1=gone)) == Gap(QUOTED[1].ref, "withdrawn")
    assert resolve(QUOTED[1], factory.ledger(s1=no_longer)) == Gap(QUOTED[1].ref, "no_consent")


def test_a_story_that_the_ledger_does_not_know_leaves_a_gap() -> None:
    assert resolve(QUOTED[1], QuoteLedger({})) == Gap(QUOTED[1].ref, "unknown")
    page = drawn(factory.full_report(), QuoteLedger({}))
    assert page.xpath("//blockquote") == []
    assert words(page).count(say("gap.unknown")) >= len(WORDS)


def test_without_gaps_no_notice_is_shown(full_text: str) -> None:
    assert say("gap.notice") not in words(tree(full_text))


@pytest.mark.parametrize("text", ["", FIRST + " ", FIRST.replace("[naam 1]", "Fatima"), FIRST[:-1]])
def test_the_smallest_change_in_the_released_text_is_noticed(text: str) -> None:
    found = resolve(QUOTED[1], factory.ledger(s1=LedgerEntry(text, may_quote=True)))
    assert found == Gap(QUOTED[1].ref, "not_verbatim")


@given(
    start=st.integers(-5, 200),
    end=st.integers(-5, 200),
    hash_holds=st.booleans(),
)
def test_offsets_never_show_anything_but_what_stands_there(start: int, end: int, hash_holds: bool) -> None:
    quote = replace(QUOTED[1], start=start, end=end)
    if not hash_holds:
        quote = replace(quote, text_hash="0" * 64)
    found = resolve(quote, factory.ledger())
    if hash_holds and 0 <= start < end <= len(FIRST) and FIRST[start:end].strip():
        assert found == Words(FIRST[start:end])
    else:
        assert found == Gap(quote.ref, "not_verbatim")


def test_offsets_count_code_points_also_behind_an_emoji() -> None:
    assert WORDS[1].endswith("🙂.")
    assert resolve(QUOTED[1], factory.ledger()) == Words(WORDS[1])


def test_signs_that_mean_something_in_html_are_shown_as_they_were_told(full_text: str) -> None:
    assert "lacht weer &lt;aan tafel&gt; &amp; thuis" in full_text


def test_the_words_of_the_machine_are_marked_and_never_stand_as_a_quote() -> None:
    report = factory.full_report()
    themes = tuple(replace(theme, keywords=("qxmachinewoord", "qxtweede")) for theme in report.themes)
    text = render_html(replace(report, themes=themes), factory.ledger()).text
    page = tree(text)
    assert words(page).count("qxmachinewoord") == len(themes)
    for quoted in page.xpath("//blockquote | //q"):
        assert "qxmachine" not in quoted.text_content()
    for between in re.findall(r"[“‘„«][^”’»]*[”’»]", words(page)):
        assert "qx" not in between
    for spoken in page.xpath("//*[text()[contains(., 'qxmachinewoord')]]"):
        assert say("themes.machine") in spoken.text_content()


def test_only_words_of_tellers_get_quotation_marks_from_the_style_sheet() -> None:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    marking = [selectors for selectors, body in rules if re.search("open-quote|close-quote|quotes:|[“”‘’„«»]", body)]
    assert marking
    assert all(each.strip().startswith("blockquote") for selectors in marking for each in selectors.split(","))


def test_every_quote_says_its_language_and_lets_the_browser_choose_the_direction() -> None:
    page = full_page()
    told = {(q.get("lang"), q.get("dir")) for q in page.xpath("//blockquote")}
    assert told == {("nl", "auto"), ("ar", "auto")}
    [arabic, *_] = page.xpath("//blockquote[@lang='ar']")
    assert arabic.text_content().strip() == factory.ARABIC


def test_every_quote_stands_in_the_register_with_its_place_and_hash() -> None:
    page = full_page()
    [register] = [t for t in page.xpath("//table") if say("provenance.quotes_caption") in t.text_content()]
    rows = [words(row) for row in register.xpath(".//tbody/tr")]
    assert len(rows) == len(QUOTED)
    for row, quote in zip(rows, QUOTED.values(), strict=True):
        assert row.startswith(str(quote.number))
        assert quote.ref in row
        assert say("provenance.place", start=quote.start, end=quote.end) in row
        assert quote.text_hash[:16] in row


def test_a_contrary_quote_stands_with_its_theme_and_is_called_so() -> None:
    page = full_page()
    [theme] = page.xpath(f"//article[starts-with(normalize-space(.//h3), '{factory.WAITING}')]")
    [contrary] = [f for f in theme.xpath(".//figure") if say("quotes.contrary") in words(f)]
    assert WORDS[2] in words(contrary)


def test_a_theme_without_a_contrary_quote_says_so() -> None:
    page = full_page()
    [theme] = page.xpath(f"//article[starts-with(normalize-space(.//h3), '{factory.LISTENING}')]")
    assert say("quotes.no_contrary") in words(theme)
