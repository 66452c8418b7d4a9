"""CSV as survey tools write it: UTF-8 with or without BOM, UTF-16 or Windows-1252; comma, semicolon or tab.

Guessing stops where it could harm a story: a file that is half UTF-8, or that does not look like Windows-1252 text, is
refused with the line, instead of storing "geÃ¯nteresseerd" for ever.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

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

SEPARATORS = (",", ";", "\t")
ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252"}
"""What a mapping may call them, and what Python calls them."""

MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""Excel's own first line, which says the separator."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MOST_CONTROL_SHARE = 0.01
MOST_ACCENTED_SHARE = 0.3
"""Dutch has under 5 accented letters in 100; a line with 30 is another alphabet read with the wrong code page."""
FEWEST_LETTERS_TO_JUDGE = 20


def read_text(data: bytes, hints: Hints) -> Table:
    """The table in a text file. Raises ImportRefused."""
    text = decode(data, hints.encoding)
    if not text.strip(' \t\r\n,;"'):
        raise refused("The file is empty.")
    _require_text(text)
    if said := SEPARATOR_LINE.match(text):
        separator, text = said[1], "\n" + text[said.end() :]
    else:
        separator = ""
    separator = hints.separator or separator or _likely_separator(text, hints.columns)
    return _table(_records(text, separator))


def decode(data: bytes, encoding: str = "") -> str:
    """The text in these bytes, its byte order mark taken off. Raises ImportRefused, with the line where it can."""
    if encoding:
        return _decoded(data, ENCODINGS[encoding], f"The file is not {encoding}, which the mapping says it is.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16", "The file begins as UTF-16 and does not go on so. Export it again.")
    if half := _utf_16_without_mark(data):
        return _decoded(data, half, "The file looks like UTF-16 and is damaged. Export it again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    _require_text(data.decode("latin-1"))  # a picture is no text in any code page
    if data.startswith(codecs.BOM_UTF8) or MULTI_BYTE.search(data):
        raise refused(
            "has a character that is not UTF-8, while the rest of the file is. Export it again as UTF-8; "
            "if you are sure it is Windows-1252, say so with encoding in the mapping.",
            line=line,
        )
    text = _decoded(data, "cp1252", "has a character that is neither UTF-8 nor Windows-1252. Export it as UTF-8.")
    _require_western(text)
    return text


def _decoded(data: bytes, codec: str, reason: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data[:start].count(b"\n") + 1
        raise refused(reason, line=line) from None


def _utf_16_without_mark(data: bytes) -> str:
    """The codec, when a third of the bytes at odd (or even) places is zero; else ''."""
    sample = data[:4096]
    if sample[1::2].count(0) > len(sample) / 6:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > len(sample) / 6 else ""


def _require_text(text: str) -> None:
    if len(CONTROL.findall(text)) > MOST_CONTROL_SHARE * len(text) + 1:
        raise refused("The file is not a text file. Export it again as CSV or XLSX.")


def _require_western(text: str) -> None:
    for line, words in enumerate(text.split("\n"), start=1):
        letters = [letter for letter in words if letter.isalpha() or letter > "\x7f"]
        accented = sum(letter > "\x7f" for letter in letters)
        if len(letters) >= FEWEST_LETTERS_TO_JUDGE and accented > MOST_ACCENTED_SHARE * len(letters):
            raise refused("is in a character set that cannot be recognised. Export the file as UTF-8.", line=line)


def _likely_separator(text: str, expected: frozenset[str]) -> str:
    """The separator that shows most of the expected headers, then the one that shows most headers."""

    def score(separator: str) -> tuple[int, int]:
        try:
            headers = next((cells for _, cells in _records(text, separator) if any(cells)), [])
        except ImportRefused:
            return (-1, 0)
        return (len({tidy(header) for header in headers} & expected), len(headers))

    return max(SEPARATORS, key=score)  # of equals the first: the comma


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on. Raises ImportRefused where quotation marks do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise refused(
                    f"starts an answer of more than {csv.field_size_limit()} characters: "
                    "a quotation mark is probably missing.",
                    line=line,
                ) from None
            raise refused(
                "cannot be read: its quotation marks do not pair. The file was cut off, or changed by hand.", line=line
            ) from None
        yield line, cells


def _table(records: Iterator[tuple[int, list[str]]]) -> Table:
    headers: list[str] | None = None
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if headers is None:
            headers = _headers(line, cells)
            continue
        while len(cells) > len(headers) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(headers):
            problems.append(
                Problem(line, None, f"has {len(cells)} cell{'s' * (len(cells) != 1)}; the header has {len(headers)}.")
            )
        elif len(rows) == MOST_ROWS:
            raise refused(f"The file has more than {MOST_ROWS} rows.")
        else:
            rows.append(Row(line, tuple(cells)))
    if problems:
        raise ImportRefused(problems)
    if headers is None:
        raise refused("The file is empty.")
    return Table(tuple(tidy(header) for header in headers), tuple(rows))


def _headers(line: int, cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise refused(f"has {len(cells)} columns; at most {MOST_COLUMNS} can be read.", line=line)
    return cells
