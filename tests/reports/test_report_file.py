"""The page as a file: one file in itself, no script, good bones, every picture with its table and its sentence."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from reports.texts import say
from tests.reports import factory, reading
from tests.reports.reading import SVG, drawn, full_page, section, tree, words

FEW = (0, 1, 4, 9)
PAGES = ("full", *FEW)
SECTIONS = ("gehoord", "toen-nu", "contact", "themas", "vergelijken")
"""Sections with pictures."""


@pytest.fixture(params=PAGES, ids=lambda which: f"{which} stories")
def text(request: pytest.FixtureRequest) -> str:
    return reading.full().text if request.param == "full" else reading.small(request.param).text


def test_the_page_runs_no_script(text: str) -> None:
    page = tree(text)
    assert page.xpath("//script | //iframe | //object | //embed | //base | //form") == []
    assert [name for name in page.xpath("//@*/..") for name in name.attrib if name.lower().startswith("on")] == []
    assert "javascript:" not in text.lower()


def test_no_element_carries_its_own_style(text: str) -> None:
    assert tree(text).xpath("//@style") == []
    assert re.search(r"<[^>]*\sstyle\s*=", text) is None


def test_nothing_is_loaded_from_anywhere(text: str) -> None:
    page = tree(text)
    assert page.xpath("//link | //img | //@src | //@srcset | //@data | //@poster") == []
    assert [address for address in page.xpath("//@href | //@*[name()='xlink:href']") if address[:1] != "#"] == []
    without_names = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    without_names = re.sub(r'url\("data:font/woff2;base64,[A-Za-z0-9+/=]+"\)', "", without_names)
    assert re.search(r"https?:|url\(|@import|//[a-z0-9-]+\.[a-z]", without_names, flags=re.IGNORECASE) is None


def test_the_one_style_block_is_the_one_that_the_policy_allows() -> None:
    report = reading.full()
    [style] = re.findall(r"<style>(.*?)</style>", report.text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert report.style_hash == f"sha256-{digest}"
    assert report.text.count("<style") == 1


def test_headings_go_down_one_step_at_a_time_under_one_title(text: str) -> None:
    page = tree(text)
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert all(words(heading) for heading in page.iter("h1", "h2", "h3", "h4"))


def test_the_language_of_the_page_is_dutch(text: str) -> None:
    page = tree(text)
    assert (page.get("lang"), page.get("dir")) == ("nl", "ltr")
    assert page.xpath("//title")[0].text.strip()


def test_no_id_stands_twice_and_every_link_inside_arrives(text: str) -> None:
    page = tree(text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointing = [address[1:] for address in page.xpath("//@href") if address.startswith("#")]
    pointing += " ".join(page.xpath("//@aria-labelledby | //@aria-describedby")).split()
    assert set(pointing) <= set(ids)


def test_the_page_has_its_landmarks(text: str) -> None:
    page = tree(text)
    for landmark in ("header", "main", "footer", "nav"):
        assert len(page.xpath(f"//{landmark}")) == 1, landmark


def test_every_picture_has_a_table_and_at_least_one_sentence(text: str) -> None:
    page = tree(text)
    for name in SECTIONS:
        if not page.xpath(f"//h2[@id='{name}']"):
            continue
        part = section(page, name)
        for picture in part.xpath(f".//{SVG}"):
            said = [
                words(s)
                for s in picture.xpath(
                    "ancestor::*[self::div or self::figure][.//li or .//p][1]//*[self::li or self::p]"
                )
            ]
            assert any(sentence.endswith(".") for sentence in said), f"a picture in {name} has no sentence"
        assert bool(part.xpath(f".//{SVG}")) <= bool(part.xpath(".//table")), f"{name} has a picture and no table"


def test_every_picture_says_in_words_what_it_shows(text: str) -> None:
    for picture in tree(text).xpath(f"//{SVG}"):
        assert picture.get("role") == "img"
        assert picture.get("aria-label", "").endswith(".")
        assert picture.xpath("./*[local-name()='title']")[0].text_content().strip()


def test_every_table_has_a_caption_and_heads(text: str) -> None:
    for table in tree(text).xpath("//table"):
        assert words(table.xpath("./caption")[0])
        width = sum(int(cell.get("colspan", 1)) for cell in table.xpath("./thead/tr[1]/*"))
        for cell in table.xpath("./thead//th"):
            assert cell.get("scope") == "col"
        for row in table.xpath("./tbody/tr"):
            assert row.xpath("./th[@scope='row' or @scope='rowgroup' or @scope='colgroup']")
            assert sum(int(cell.get("colspan", 1)) for cell in row) == width


def test_a_full_report_has_a_picture_in_every_section_of_figures() -> None:
    page = full_page()
    assert [name for name in SECTIONS if not section(page, name).xpath(f".//{SVG}")] == []


def test_an_invented_pilot_is_marked_as_invented(text: str) -> None:
    assert say("head.demo") in words(tree(text))


def test_a_real_pilot_is_not_marked_as_invented() -> None:
    page = drawn(factory.full_report(pilot=replace(factory.PILOT, is_demo=False)))
    assert say("head.demo") not in words(page)
    assert page.xpath("//*[contains(concat(' ', @class, ' '), ' demo ')]") == []


def test_what_people_wrote_cannot_become_markup() -> None:
    nasty = '<img src=x onerror=alert(1)>"&'
    report = factory.full_report(pilot=replace(factory.PILOT, title=nasty))
    themes = tuple(
        replace(theme, name=nasty + theme.name, reasons=(nasty,), dissent=(nasty,)) for theme in report.themes
    )
    page = drawn(replace(report, themes=themes))
    assert page.xpath("//img") == []
    assert page.xpath("//h1")[0].text_content().strip() == nasty


def test_the_panels_themes_stand_with_reasons_votes_dissent_and_firmness() -> None:
    page = full_page()
    said = words(section(page, "themas"))
    for theme in factory.full_report().themes:
        for part in (theme.name, *theme.reasons, *theme.dissent, say(f"firmness.{theme.firmness}.label")):
            assert part in said


def test_the_three_questions_of_the_reflection_moment_stand_as_they_are_asked() -> None:
    said = words(section(full_page(), "reflectie"))
    for question in ("Wat werkt goed?", "Wat vraagt bijsturing?"):
        assert question in said
    assert "Wat kunnen we gebruiken in de toekomstige organisatie van jeugdhulp?" in said
    assert say("reflection.no_answer") in said


def test_a_run_whose_stories_were_withdrawn_says_so() -> None:
    assert say("provenance.changed") in words(section(full_page(), "herkomst"))
