"""XLSX as survey tools write it. A workbook is a zip of XML from outside, so it is measured before it is opened.

Formulas are refused where they are read: what Excel last computed need not be what anybody answered.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from survey.services.tables_in.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Hints,
    ImportRefused,
    Problem,
    Row,
    Table,
    refused,
    tidy,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_UNPACKED_BYTES = 128 * 1024 * 1024
MOST_PARTS = 500
MOST_LINES = 1_048_576
"""Excel's own last row."""

DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?[\"']")
ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_(\n?)")
"""How Excel writes a control character in a text; mostly `_x000D_`, the first half of a Windows line end."""

NOT_A_WORKBOOK = "The file is not a workbook, or is damaged. Export it again as XLSX or CSV."


def read_workbook(data: bytes, hints: Hints) -> Table:
    """The table on the workbook's sheet. Raises ImportRefused."""
    from openpyxl import load_workbook  # only who opens a workbook pays for it, not every process of the web server

    try:
        _require_safe(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Microsoft Forms writes no default style, and openpyxl says so
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                return _table(_sheet_rows(workbook, hints.sheet))
            finally:
                workbook.close()
    except ImportRefused:
        raise
    except Exception:  # openpyxl documents no errors: from broken XML come KeyError, TypeError, zlib.error and others
        raise refused(NOT_A_WORKBOOK) from None


def _require_safe(data: bytes) -> None:
    """Bounded when unpacked, no password, entities or merged cells. Raises ImportRefused and zipfile's errors."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        # a part is never read further than the size it declares, so the declared sizes bound the whole
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise refused("The workbook unpacks to far more than a survey's export. It was not opened.")
        if any(part.flag_bits & 0x1 for part in parts):
            raise refused("The file has a password. Remove the password and save it again.")
        if "xl/workbook.xml" not in archive.namelist():
            raise refused(NOT_A_WORKBOOK)
        for part in parts:
            _require_plain(part.filename, archive.read(part))


def _require_plain(name: str, xml: bytes) -> None:
    in_two_bytes = name.endswith((".xml", ".rels")) and b"\0" in xml  # UTF-16, which would hide what we look for
    if in_two_bytes or DOCUMENT_TYPE.search(xml):
        raise refused(NOT_A_WORKBOOK)
    if name.startswith("xl/worksheets/"):
        merged = [
            Problem(int(line), None, f"has merged cells ({(first + line + b':' + last).decode()}). Unmerge them first.")
            for first, line, last in MERGED.findall(xml)
        ]
        if merged:
            raise ImportRefused(merged)


def _sheet_rows(workbook: Workbook, wanted: str) -> Iterator[Row]:
    """The rows of the wanted sheet, or of the only visible sheet that has any."""
    sheets: list[Any] = list(workbook.worksheets)
    for sheet in sheets:
        sheet.reset_dimensions()  # tools write wrong dimensions, and rows outside them would be lost
    if wanted:
        sheets = [sheet for sheet in sheets if sheet.title == wanted]
        if not sheets:
            raise refused(f"The workbook has no sheet '{wanted}', which the mapping names.")
    else:
        visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
        sheets = [sheet for sheet in visible if any(not row.is_blank for row in _rows(sheet))]
    if not sheets:
        raise refused("The workbook is empty.")
    if len(sheets) > 1:
        names = ", ".join(f"'{tidy(sheet.title)}'" for sheet in sheets)
        raise refused(f"The workbook has several sheets: {names}. Say in the mapping which one: [source] sheet = ….")
    return _rows(sheets[0])


def _rows(sheet: Any) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > MOST_LINES:
            raise refused(f"The sheet has more than {MOST_LINES} lines.")
        texts: list[str] = []
        unreadable: dict[int, str] = {}
        for position, cell in enumerate(cells[: MOST_COLUMNS + 1]):
            if cell.data_type == "f":
                unreadable[position] = (
                    "holds a formula. Replace it by its value (copy, paste special, values) and save the workbook."
                )
            elif cell.data_type == "e":
                unreadable[position] = "holds an Excel error such as #N/A."
            texts.append("" if position in unreadable else _text(cell.value))
        yield Row(line, tuple(texts), unreadable)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return ESCAPED.sub(_unescaped, str(value))


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return "\n" if character == "\r" else character + found[2]


def _table(found: Iterator[Row]) -> Table:
    headers: tuple[str, ...] | None = None
    rows: list[Row] = []
    for row in found:
        if row.is_blank:
            continue
        if headers is None:
            headers = _headers(row)
            continue
        if len(rows) == MOST_ROWS:
            raise refused(f"The sheet has more than {MOST_ROWS} rows.")
        width = len(headers)
        cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
        rows.append(Row(row.line, cells, {place: why for place, why in row.unreadable.items() if place < width}))
    if headers is None:
        raise refused("The workbook is empty.")
    return Table(headers, tuple(row for row in rows if not row.is_blank))


def _headers(row: Row) -> tuple[str, ...]:
    if row.unreadable:
        raise refused("is the header and holds a formula or an error.", line=row.line)
    headers = [tidy(cell) for cell in row.cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise refused(f"has {len(headers)} columns; at most {MOST_COLUMNS} can be read.", line=row.line)
    return tuple(headers)
