"""Pilots with none, one, four and nine stories: every form can be made, says what cannot be said, and shows no figure."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import docx
import openpyxl
import pytest
from lxml import html
from pypdf import PdfReader

from reports.content import checksum, from_json
from reports.identify import report_checksum
from reports.render.formats import FORMATS
from reports.texts import say
from tests.reports import factory

FEW = (0, 1, 4, 9)
INTERVAL = re.compile(r"\d\s?–\s?\d+\s?%")


@cache
def made(form: str, n_stories: int) -> bytes:
    return FORMATS[form].render(factory.small_report(n_stories), factory.ledger())


def said(form: str, n_stories: int) -> str:
    """Everything a reader can read in the file."""
    content = made(form, n_stories)
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if form == "docx":
        file = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return " ".join([paragraph.text for paragraph in file.paragraphs] + cells)
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        return " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    if form == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return " ".join(package.read(name).decode("utf-8-sig") for name in package.namelist())
    if form == "html":
        page = html.fromstring(content)
        return " ".join(page.xpath("//body//text()"))
    return content.decode()


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.replace("\u00ad", ""))


@pytest.mark.parametrize("n_stories", FEW)
@pytest.mark.parametrize("form", list(FORMATS))
def test_every_form_can_be_made_and_says_which_report_it_is(form: str, n_stories: int) -> None:
    assert report_checksum(made(form, n_stories)) == checksum(factory.small_report(n_stories))


@pytest.mark.parametrize("n_stories", FEW)
@pytest.mark.parametrize("form", ["html", "pdf", "letter", "poster", "docx"])
def test_what_cannot_be_said_is_said_in_words(form: str, n_stories: int) -> None:
    words = plain(said(form, n_stories))
    sentences = (say("few.nothing"), say("few.read_only"), say("then_now.empty"), say("short.themes_none"))
    assert any(plain(sentence) in words for sentence in sentences)


@pytest.mark.parametrize("n_stories", FEW)
@pytest.mark.parametrize("form", list(FORMATS))
def test_no_share_is_shown_with_its_interval(form: str, n_stories: int) -> None:
    assert INTERVAL.findall(said(form, n_stories)) == []


@pytest.mark.parametrize("n_stories", FEW)
def test_data_files_have_their_columns_and_no_share(n_stories: int) -> None:
    frozen = from_json(made("json", n_stories).decode())
    shares = [figure for row in frozen.then_now for figure in (row.then, row.now, row.better, row.worse) if figure]
    assert [share for share in shares if share.is_shown] == []
    assert "datapackage" in " ".join(zipfile.ZipFile(io.BytesIO(made("csv", n_stories))).namelist())
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", n_stories)))
    assert len(book.worksheets) >= 3
    assert [cell.value for sheet in book.worksheets for cell in sheet[1] if cell.value]
