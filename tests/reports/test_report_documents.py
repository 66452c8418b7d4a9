"""The report on paper and in Word: the same words as on screen, reachable for everybody, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import docx
import pytest
from pypdf import PdfReader

from reports.composition import Correction, DecisionFacts
from reports.content import checksum
from reports.identify import report_checksum
from reports.quotes import LedgerEntry
from reports.render.blocks import Bullets, Heading, Quotes
from reports.render.document import document
from reports.render.docx import render_docx
from reports.render.formats import FORMATS
from reports.render.pdf import render_handout, render_letter, render_pdf
from reports.render.short_forms import letter, shortened
from reports.render.typesetting import NO_GLYPH, drawable
from reports.texts import say
from tests.reports import factory, reading

FEW = (0, 1, 4, 9)
LOWEST = 9
"""Below every heading."""
TURNED_OR_DRAWN = re.compile(r"[\u0600-\u06ff🙂]")
"""Right-to-left text and pictures within text come out of a PDF in another order."""


@cache
def pdf(n_stories: int | None = None) -> bytes:
    report = factory.full_report() if n_stories is None else factory.small_report(n_stories)
    return render_pdf(report, factory.ledger()).content


@cache
def word() -> bytes:
    return render_docx(factory.full_report(), factory.ledger()).content


def squeezed(text: str) -> str:
    """Letters and digits alone: line ends, hyphens and no-break spaces differ between the forms."""
    return re.sub(r"[\W_]", "", text.replace("\u00ad", ""))


def pdf_words(content: bytes) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def docx_words(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return squeezed(" ".join([paragraph.text for paragraph in file.paragraphs] + cells))


@pytest.mark.parametrize("n_stories", [None, *FEW])
def test_the_pdf_is_tagged_for_screen_readers(n_stories: int | None) -> None:
    read = PdfReader(io.BytesIO(pdf(n_stories)))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("nl")
    assert root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "impactrapport" in read.metadata.title
    assert read.outline


def test_every_picture_in_the_pdf_says_what_to_see() -> None:
    def figures(node: object) -> list[object]:
        found = []
        stack = [node]
        while stack:
            here = stack.pop()
            here = here.get_object() if hasattr(here, "get_object") else here
            if isinstance(here, list):
                stack += here
            elif isinstance(here, dict):
                if here.get("/S") == "/Figure":
                    found.append(here)
                stack += [here["/K"]] if "/K" in here else []
        return found

    root = PdfReader(io.BytesIO(pdf())).trailer["/Root"]
    pictures = [f for f in figures(root["/StructTreeRoot"]) if "/Alt" in f]
    n_svg = len(reading.full_page().xpath(f"//{reading.SVG}"))
    assert len(pictures) == n_svg
    assert all(len(str(picture["/Alt"])) > 20 for picture in pictures)


@pytest.mark.parametrize("words_of", [lambda: pdf_words(pdf()), lambda: docx_words(word())], ids=["pdf", "word"])
def test_every_number_and_sentence_on_screen_stands_on_paper(words_of: object) -> None:
    said = words_of()  # type: ignore[operator]
    page = reading.full_page()
    sentences = page.xpath("//section//*[self::p or self::li or self::td or self::th]//text()[not(ancestor::a)]")
    spoken = [s for s in sentences if len(s.strip()) > 3 and not TURNED_OR_DRAWN.search(s)]
    assert len(spoken) > 200
    on_screen_only = {squeezed(say("short.next_text"))}
    assert {squeezed(s) for s in spoken if squeezed(s) not in said} <= on_screen_only


@pytest.mark.parametrize("n_stories", FEW)
def test_a_pilot_with_few_stories_gets_a_dignified_document(n_stories: int) -> None:
    report = factory.small_report(n_stories)
    said = squeezed(say("then_now.empty"))
    assert said in pdf_words(pdf(n_stories))
    assert said in docx_words(render_docx(report, factory.ledger()).content)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(factory.full_report(), factory.ledger()).content == pdf()
    assert render_docx(factory.full_report(), factory.ledger()).content == word()


def test_the_file_carries_the_checksum_of_what_it_says() -> None:
    mark = f"loex-report:{checksum(factory.full_report())}"
    assert mark in PdfReader(io.BytesIO(pdf())).metadata["/Keywords"]
    assert docx.Document(io.BytesIO(word())).core_properties.keywords == mark


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_form_says_which_report_it_is(form: str) -> None:
    made = {"pdf": pdf, "docx": word}.get(form)
    content = made() if made else FORMATS[form].render(factory.full_report(), factory.ledger())
    assert report_checksum(content) == checksum(factory.full_report())


def test_the_letter_to_the_council_is_two_pages_and_holds_what_stands_alone() -> None:
    read = PdfReader(io.BytesIO(render_letter(factory.full_report(), factory.ledger()).content))
    assert len(read.pages) == 2
    said = squeezed(" ".join(page.extract_text() for page in read.pages))
    for key in ("short.title", "short.limits_title", "letter.how_sure"):
        assert squeezed(say(key)) in said
    moment = factory.REFLECTIONS[0]
    assert squeezed(moment.works_well) in said
    assert checksum(factory.full_report())[:12] in said


def test_the_letter_names_the_decisions_with_their_owners_and_no_heading_stands_alone() -> None:
    made = letter(factory.full_report(), factory.ledger())
    decisions = [d for moment in factory.REFLECTIONS for d in moment.decisions]
    bullets = [line for block in made.rest if isinstance(block, Bullets) for line in block.lines]
    assert decisions
    assert {say("reflection.decision", text=d.text, owner=d.owner) for d in decisions} <= set(bullets)
    for blocks in (made.opening, made.rest):
        levels = [block.level if isinstance(block, Heading) else LOWEST for block in blocks]
        assert not any(one < LOWEST and other <= one for one, other in pairwise([*levels, 1])), (
            "something stands under each"
        )


LONG = "Dit is een zin die iemand op een reflectiemoment opschreef. " * 84
"""About 5,000 characters."""
WIDE = "verantwoordelijkheidsverdeling" * 170
"""As many, without a single space."""


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["sentences", "one word"])
def test_the_letter_is_two_pages_however_much_people_wrote(text: str) -> None:
    full = factory.full_report()
    moment = replace(
        factory.REFLECTIONS[0],
        works_well=text,
        needs_adjusting=text,
        usable_later=text,
        decisions=(DecisionFacts(text, "Werkgroep toegang"),) * 9,
    )
    lesson = replace(full.lessons[1], text=text)
    themes = tuple(replace(full.themes[0], name=f"{n}. {text[:180]}") for n in range(16))
    report = replace(full, reflections=(moment,), lessons=(lesson,) * 9, themes=themes)
    ledger = replace(factory.ledger(), corrections=(Correction(date(2026, 12, 1), text),) * 6)
    pages = PdfReader(io.BytesIO(render_letter(report, ledger).content)).pages
    assert len(pages) == 2
    said = [squeezed(page.extract_text()) for page in pages]
    assert squeezed("(ingekort; alles staat in het impactrapport)") in said[1]
    assert squeezed(say("letter.more", number=5)) in said[1]
    assert squeezed(say("short.limits_title")) in said[0], "the first page stands alone"
    assert squeezed(say("letter.how_sure")) in said[1]
    assert said[1].count("Werkgroeptoegang") == 4, "whoever carries it is named, however long the text is"


def test_a_text_in_the_letter_is_shortened_behind_a_sentence_and_says_so() -> None:
    made = shortened("Eén zin. Nog een zin. En een derde zin die te lang is.", 30)
    assert made == say("letter.shortened", text="Eén zin. Nog een zin")
    assert shortened("Precies op maat.", 16) == "Precies op maat."
    assert shortened("Precies op maat!!", 16) == say("letter.shortened", text="Precies op")


def test_a_chosen_story_and_the_one_beside_it_stand_where_their_labels_say() -> None:
    """A story that contradicts a theme may be the one that the panel chose: its place here decides how it looks."""
    full = factory.full_report()
    part = replace(full.chosen[0], quote=full.chosen[0].contrary, contrary=full.chosen[0].quote)
    made = document(replace(full, chosen=(part,)), factory.ledger())
    [quotes] = [b for b in made.rest if isinstance(b, Quotes) and b.voices[0][1].quote == part.quote]
    assert [(label, voice.contrary) for label, voice in quotes.voices] == [
        (say("quotes.voice"), False),
        (say("quotes.contrary"), True),
    ]


def test_the_day_of_a_lesson_stands_beside_it() -> None:
    assert squeezed("opgeschreven op 2 april 2026") in pdf_words(pdf())


def test_the_panels_handout_has_every_theme_with_reasons_and_dissent_and_no_figure_of_its_own() -> None:
    said = pdf_words(render_handout(factory.full_report(), factory.ledger()).content)
    for theme in factory.full_report().themes:
        for words in (theme.name, *theme.reasons, *theme.dissent):
            assert squeezed(words) in said


@pytest.mark.parametrize("n_stories", FEW)
def test_letter_and_handout_of_a_small_pilot_can_be_made(n_stories: int) -> None:
    report = factory.small_report(n_stories)
    assert squeezed(say("themes.empty")) in pdf_words(render_handout(report, factory.ledger()).content)
    assert len(PdfReader(io.BytesIO(render_letter(report, factory.ledger()).content)).pages) <= 2


def test_a_withdrawn_quote_leaves_a_visible_gap() -> None:
    ledger = factory.ledger(s2=LedgerEntry(text=None, may_quote=False, withdrawn=True))
    made, written = render_pdf(factory.full_report(), ledger), render_docx(factory.full_report(), ledger)
    assert made.n_gaps >= 1
    assert written.n_gaps == made.n_gaps
    for said in (pdf_words(made.content), docx_words(written.content)):
        assert squeezed(say("gap.withdrawn")) in said
        assert "bijmijginghetjuistsnel" not in said


def test_an_invented_report_says_so_on_every_page() -> None:
    for page in PdfReader(io.BytesIO(pdf())).pages:
        assert say("head.demo") in page.extract_text()


def test_headings_tables_and_pictures_in_word_are_real() -> None:
    file = docx.Document(io.BytesIO(word()))
    headings = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert say("coverage.title") in headings
    assert say("glossary.title") in headings
    for table in file.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    pictures = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', file.element.xml)
    assert len(pictures) == len(reading.full_page().xpath(f"//{reading.SVG}"))


def test_quotes_in_arabic_read_from_right_to_left_in_word() -> None:
    file = docx.Document(io.BytesIO(word()))
    [arabic] = [p for p in file.paragraphs if factory.ARABIC[:12] in p.text]
    assert "<w:bidi/>" in arabic._p.xml
    assert arabic.runs[0].font.rtl


def test_word_files_hold_nothing_of_the_machine_or_the_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        properties = package.read("docProps/core.xml").decode()
    assert "python-docx" not in properties


def test_a_letter_that_no_font_can_draw_becomes_a_box_and_nothing_else_changes() -> None:
    assert drawable("Ik dacht: goed zo! 🙂 Привіт, مرحبا ሰላም\nłódź") == "Ik dacht: goed zo! 🙂 Привіт, مرحبا ሰላም\nłódź"
    assert drawable("नमस्ते!") == NO_GLYPH * 6 + "!"
