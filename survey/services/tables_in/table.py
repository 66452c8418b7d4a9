"""What a CSV file or a workbook becomes: rows of text with the line they came from, or a list of problems."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.services.errors import LoexError

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 20_000
"""A wave holds hundreds of stories; an export of 20,000 rows is another file than the one that was meant."""
MOST_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be imported. Never holds what a cell says, only where it is and what is wrong with it.

    line: as a text editor or spreadsheet counts, from 1; None when it is about the whole file. column: its header.
    """

    line: int | None
    column: str | None
    reason: str

    def __str__(self) -> str:
        places = [f"line {self.line}"] if self.line is not None else []
        places += [f"column '{self.column}'"] if self.column is not None else []
        return f"{', '.join(places)}: {self.reason}" if places else self.reason


class ImportRefused(LoexError):
    """Nothing was imported. problems: everything that is wrong, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refused(reason: str, *, line: int | None = None, column: str | None = None) -> ImportRefused:
    """An ImportRefused with one problem."""
    return ImportRefused([Problem(line, column, reason)])


@dataclass(frozen=True, slots=True)
class Hints:
    """What the mapping knows about the file. Empty: find out. columns: headers that ought to be there."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """line: where it starts. cells: as many as there are headers. unreadable: why a cell has no text, by position."""

    line: int
    cells: tuple[str, ...]
    unreadable: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.unreadable and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """headers: tidied; may be empty or double, which matters only to who asks for them."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def tidy(text: str) -> str:
    """One line, NFC, single spaces: survey tools put hard spaces and new lines into headers and options."""
    return " ".join(unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8")).split())
