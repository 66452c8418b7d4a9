"""Files from outside become rows with line numbers, or are refused in words; never an exception of a library."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from survey.services.tables_in import MOST_BYTES, Hints, ImportRefused, Table, read_table
from survey.services.tables_in.table import MOST_COLUMNS, MOST_ROWS
from survey.services.tables_in.workbook import MOST_UNPACKED_BYTES

STORY = "Het was één grote chaos; geïnteresseerd was niemand… €5"


def _read(data: bytes | str, name: str = "x.csv", **hints: object) -> Table:
    return read_table(data.encode() if isinstance(data, str) else data, file_name=name, hints=Hints(**hints))


def _why(data: bytes | str, name: str = "x.csv", **hints: object) -> str:
    with pytest.raises(ImportRefused) as refused:
        _read(data, name, **hints)
    return str(refused.value)


def _require_words(refused: ImportRefused) -> None:
    assert refused.problems


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_encoding_and_separator_gives_the_same_story(encoding: str, separator: str) -> None:
    table = _read(f'id{separator}verhaal\r\n1{separator}"{STORY}"\r\n'.encode(encoding))
    assert table.headers == ("id", "verhaal")
    assert table.rows[0].cells == ("1", STORY)


def test_a_header_full_of_commas_does_not_mislead_when_the_columns_are_known() -> None:
    data = "Wat vind je, eerlijk, heel eerlijk, van ons?;b\nx;y\n"
    assert _read(data, columns=frozenset({"b"})).rows[0].cells == ("x", "y")
    assert _read(data, separator=";").rows[0].cells == ("x", "y")


def test_the_line_with_which_excel_names_its_separator_is_understood() -> None:
    table = _read("sep=;\r\na;b\r\n1,5;2\r\n")
    assert (table.rows[0].cells, table.rows[0].line) == (("1,5", "2"), 3)


def test_lines_are_counted_as_an_editor_does_and_blank_ones_skipped() -> None:
    table = _read('a,b\n\n"een\ntwee",x\n,\n3,"y ""z"""\n')
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("een\ntwee", "x")), (6, ("3", 'y "z"'))]


def test_half_utf_8_is_refused_with_its_line_unless_the_mapping_is_sure() -> None:
    data = "a\ngeïnteresseerd\n".encode() + "één\n".encode("cp1252")
    assert _why(data).startswith("line 3: has a character that is not UTF-8")
    assert len(_read(data, encoding="windows-1252").rows) == 2


def test_another_alphabet_in_an_old_code_page_is_refused_with_its_line() -> None:
    assert _why("a\nМеня наконец выслушали, и это помогло\n".encode("cp1251")).startswith(
        "line 2: is in a character set"
    )


def test_an_encoding_that_the_mapping_promises_and_the_file_does_not_keep_is_refused() -> None:
    assert "not utf-8, which the mapping says" in _why("a\né\n".encode("cp1252"), encoding="utf-8")
    assert "does not go on so" in _why(b"\xff\xfea\x00\n\x00\x00\xd8")


@pytest.mark.parametrize(
    "data", [b"", b"  \n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", b",,,\n,,\n", "\n".encode("utf-16")]
)
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    assert _why(data) == "The file is empty."


def test_ragged_rows_are_all_reported_and_empty_cells_at_the_end_are_no_matter() -> None:
    assert (
        _why("a,b\n1\n1,2,3\n1,2,\n") == "line 2: has 1 cell; the header has 2.\nline 3: has 3 cells; the header has 2."
    )
    assert _read("a,b,,\n1,2,,\n").headers == ("a", "b")


def test_quotation_marks_that_do_not_pair_are_refused_with_the_line_where_it_begins() -> None:
    assert _why('a,b\n1,"open\n2,x\n').startswith("line 2: cannot be read: its quotation marks do not pair")
    assert _why('a,b\n1,x\n2,"dicht"open\n').startswith("line 3: cannot be read")
    assert _why(f'a,b\n1,"{"x" * 200_000}"\n').startswith("line 2: starts an answer of more than")


def test_too_large_too_many_rows_and_too_many_columns_are_refused() -> None:
    assert "larger than" in _why(b"a" * (MOST_BYTES + 1))
    assert "more than" in _why("a\n" + "1\n" * (MOST_ROWS + 1))
    assert "columns" in _why(",".join(["a"] * (MOST_COLUMNS + 1)) + "\n")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password or is an old .xls"),
        (b"<html><table><tr><td>x", "web page"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>", "web page or XML"),
        (b"a,b\n1,2\n", "called a workbook"),
        (b"PK\x03\x04rubbish", "not a workbook"),
    ],
)
def test_a_fake_or_locked_workbook_is_recognised(data: bytes, reason: str) -> None:
    assert reason in _why(data, "x.xlsx")


def test_a_picture_called_csv_is_no_text_file() -> None:
    assert "not a text file" in _why(b"\x01\x02\x03" * 50)
    assert "not a text file" in _why(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=2000)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text(alphabet='"\n\r,;\0é\ufeff', max_size=60).map(str.encode)
)
def test_any_bytes_become_a_table_or_are_refused(data: bytes) -> None:
    try:
        table = _read(data)
    except ImportRefused as refused:
        _require_words(refused)
    else:
        assert all(len(row.cells) == len(table.headers) for row in table.rows)


# --- workbooks --------------------------------------------------------------------------------------------------------


def _workbook(change: Callable[[Any], object] = lambda book: None) -> bytes:
    book: Any = Workbook()
    book.active.append(["ID", "Vertel\u00a0iets\n(kort)", "Dag"])
    book.active.append([1, STORY, datetime(2026, 4, 1, 9, 30)])  # noqa: DTZ001  Excel knows no zones
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_sheet_xml(change: Callable[[str], str]) -> bytes:
    """The same workbook with its sheet's XML changed, as another tool might write it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name.endswith("sheet1.xml") else content)
    return stream.getvalue()


def test_a_workbook_gives_text_with_tidy_headers_whole_numbers_and_iso_days() -> None:
    table = _read(_workbook(lambda book: book.active.append([2.0, True, 0.5])), "x.xlsx")
    assert table.headers == ("ID", "Vertel iets (kort)", "Dag")
    assert table.rows[0].cells == ("1", STORY, "2026-04-01T09:30:00")
    assert table.rows[1].cells == ("2", "TRUE", "0.5")


def test_what_excel_writes_for_a_line_end_becomes_one() -> None:
    data = _with_sheet_xml(lambda xml: xml.replace('t="n"><v>1</v>', 't="inlineStr"><is><t>een_x000D_\ntwee</t></is>'))
    assert _read(data).rows[0].cells[0] == "een\ntwee"


def test_blank_lines_are_skipped_and_the_line_is_the_sheets_own() -> None:
    data = _workbook(lambda book: book.active.cell(row=9, column=1, value="x"))
    assert [row.line for row in _read(data).rows] == [2, 9]


def test_a_wrong_dimension_loses_no_rows() -> None:
    def shrink(xml: str) -> str:
        changed, n = re.subn(r'<dimension ref="[^"]+"', '<dimension ref="A1"', xml)
        assert n == 1
        return changed

    assert _read(_with_sheet_xml(shrink)).rows[0].cells[1] == STORY


def test_formulas_and_errors_are_marked_unreadable_and_never_computed() -> None:
    def change(book: Any) -> None:
        book.active.append(["=1+1", "#N/A", '=HYPERLINK("http://example.org")'])

    row = _read(_workbook(change)).rows[1]
    assert row.cells == ("", "", "")
    assert ["formula" in row.unreadable[0], "error" in row.unreadable[1], "formula" in row.unreadable[2]] == [True] * 3


def test_a_formula_in_the_header_is_refused() -> None:
    assert "line 1: is the header" in _why(_workbook(lambda book: book.active.__setitem__("D1", "=A1")))


def test_merged_cells_are_refused_with_their_line() -> None:
    data = _workbook(lambda book: book.active.merge_cells("A2:B3"))
    assert _why(data) == "line 2: has merged cells (A2:B3). Unmerge them first."


def test_several_sheets_need_a_choice_and_hidden_or_empty_ones_do_not_count() -> None:
    def change(book: Any) -> None:
        book.create_sheet("leeg")
        book.create_sheet("kinderen").append(["x"])

    assert "several sheets: 'Sheet', 'kinderen'" in _why(_workbook(change))
    assert _read(_workbook(change), sheet="kinderen").headers == ("x",)
    assert "no sheet 'weg'" in _why(_workbook(change), sheet="weg")

    def hide(book: Any) -> None:
        change(book)
        book["kinderen"].sheet_state = "hidden"

    assert len(_read(_workbook(hide)).rows) == 1


def test_an_empty_workbook_is_called_empty() -> None:
    assert _why(_workbook(lambda book: book.active.delete_rows(1, 2))) == "The workbook is empty."


def test_a_zip_bomb_is_not_opened() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(MOST_UNPACKED_BYTES // 2**20 + 1):
            part.write(b"\0" * 2**20)
    assert len(stream.getvalue()) < MOST_BYTES
    assert "far more than a survey's export" in _why(stream.getvalue())


def test_a_size_that_lies_unpacks_no_further_than_it_says() -> None:
    data = bytearray(_with_sheet_xml(lambda xml: xml + " " * 2**20))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    size = part.file_size.to_bytes(4, "little")
    data[:] = data.replace(size, (10).to_bytes(4, "little"))
    assert "not a workbook" in _why(bytes(data))


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: '<!DOCTYPE a [<!ENTITY b "c">]>' + xml,
        lambda xml: xml.replace('r="2"', 'r="99999999999999"'),
        lambda xml: xml.replace('r="A2"', 'r="ZZZZZ2"'),
        lambda xml: xml.replace("</sheetData>", ""),
        lambda xml: xml.replace('t="n"', 't="s"').replace("<v>1</v>", "<v>77</v>"),
        lambda xml: xml.replace("<v>1</v>", "<v>" + "9" * 5000 + "</v>"),
    ],
)
def test_a_workbook_with_broken_or_hostile_xml_is_refused(change: Callable[[str], str]) -> None:
    assert _why(_with_sheet_xml(change))


def test_a_zip_with_a_password_is_recognised() -> None:
    data = bytearray(_workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "has a password" in _why(bytes(data))


WHOLE = _workbook()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    try:
        _read(bytes(data))
    except ImportRefused as refused:
        _require_words(refused)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_a_workbook_cut_off_anywhere_is_read_or_refused(end: int) -> None:
    try:
        _read(WHOLE[:end])
    except ImportRefused as refused:
        _require_words(refused)
