"""A file that was changed is read back: which numbers are others than were issued, and whether it says the same otherwise."""

from __future__ import annotations

import io
import re
from functools import cache

import docx
import pytest

from reports.render.docx import render_docx
from reports.render.pdf import render_letter
from reports.reread import ChangedNumbers, Unreadable, differences, differences_around, said
from tests.reports import factory, reading

LINE = "Ongeveer 90 van de 125 zeggen dat het nu goed is."


@cache
def word() -> bytes:
    return render_docx(factory.full_report(), factory.ledger()).content


@cache
def letter() -> bytes:
    return render_letter(factory.full_report(), factory.ledger()).content


def resaved(*, say: str = "", without_picture: bool = False) -> bytes:
    """The Word file as another program saves it. say: the first paragraph then."""
    file = docx.Document(io.BytesIO(word()))
    if say:
        file.paragraphs[0].runs[0].text = say
    if without_picture:
        picture = file.inline_shapes[0]._inline
        picture.getparent().remove(picture)
        part = next(p for p in file.part.package.iter_parts() if str(p.partname).startswith("/word/media/"))
        part._blob = b"another"
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def page(text: str) -> bytes:
    return (
        f"<!doctype html><meta charset='utf-8'><style>p {{ margin: 1px }}</style><p>{text}</p><p>Tot slot.</p>".encode()
    )


def test_a_number_that_was_changed_is_named_with_the_line_as_it_was_issued() -> None:
    found = differences(said(page(LINE), "html"), said(page(LINE.replace("90", "120")), "html"))
    assert found.numbers == (ChangedNumbers(LINE, ("90",), ("120",)),)
    assert not found.is_only_form


@pytest.mark.parametrize("other", ["<p>Nog 7 mensen.</p>", ""])
def test_a_line_that_came_or_went_with_a_number_is_found(other: str) -> None:
    issued = page(LINE + "</p><p>Nog 8 mensen.")
    found = differences(said(issued, "html"), said(issued.replace(b"<p>Nog 8 mensen.</p>", other.encode()), "html"))
    assert [change.was for change in found.numbers] == [("8",)]


def test_changed_words_are_told_from_changed_numbers() -> None:
    found = differences(said(page(LINE), "html"), said(page(LINE.replace("goed", "slecht")), "html"))
    assert (found.numbers, found.n_words) == ((), 1)


def test_numbers_inside_the_pictures_of_a_page_are_compared_too() -> None:
    written = reading.full().text
    drawing = next(each for each in reading.svgs(written) if re.search(r">\d+\s%<", each))
    changed = written.replace(drawing, re.sub(r">\d+\s%<", ">99 %<", drawing, count=1))
    found = differences(said(written.encode(), "html"), said(changed.encode(), "html"))
    assert [change.found for change in found.numbers] == [("99",)]


def test_a_file_that_was_only_saved_again_says_the_same() -> None:
    assert resaved() != word()
    assert differences(said(word(), "docx"), said(resaved(), "docx")).is_only_form
    assert differences(said(letter(), "letter"), said(letter() + b"\n% by another program", "letter")).is_only_form


def test_a_number_or_a_picture_changed_in_word_is_found() -> None:
    found = differences(said(word(), "docx"), said(resaved(say="Al 99 gezinnen"), "docx"))
    assert [change.found for change in found.numbers] == [("99",)]
    assert differences(said(word(), "docx"), said(resaved(without_picture=True), "docx")).pictures


def test_around_a_quote_that_has_gone_only_numbers_of_the_report_count() -> None:
    gap, quote = "De verteller heeft dit teruggetrokken.", "“Na 3 weken en 40 minuten”"
    issued, before = said(page(f"{LINE}</p><p>{gap}"), "html"), page(f"{LINE}</p><p>{quote}")
    found = differences_around([gap], issued, said(before, "html"))
    assert (found.numbers, found.n_words) == ((), 1)
    found = differences_around([gap], issued, said(before.replace(b"125", b"95"), "html"))
    assert found.numbers == (ChangedNumbers(LINE, ("125",), ("95",)),)


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_a_damaged_file_is_refused(form: str) -> None:
    with pytest.raises(Unreadable):
        said(b"", form)
