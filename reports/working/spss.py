"""A working copy for SPSS, R and PSPP: `.sav` with labels for columns and values, and missing values declared as such."""

import tempfile
from pathlib import Path
from typing import Any

from reports.texts import say
from reports.working.stories import Column, WorkingSet, cell, columns

LONGEST_TEXT_BYTES = 32_767
"""The longest text one cell of the form holds; what is longer goes on in a next column."""


def render_sav(working: WorkingSet) -> bytes:
    """The file. A text that is too long for one cell stands in several columns, cut between two letters."""
    import pandas as pd
    import pyreadstat

    data: dict[str, list[Any]] = {}
    labels: dict[str, str | None] = {}
    listed = columns(working)
    for column in listed:
        cells = [cell(row, column) for row in working.stories]
        for name, part, label in _parts(column, cells, {c.name for c in listed}):
            data[name], labels[name] = part, label
    frame = pd.DataFrame({name: _typed(part) for name, part in data.items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=say("working.file_label", pilot=working.pilot, mark=working.mark)[:64],
            column_labels=labels,
            variable_value_labels={c.name: dict(c.values) for c in listed if c.values},
            missing_ranges={c.name: list(c.missing) for c in listed if c.missing},
            variable_measure={name: _measure(name, listed) for name in data},
            row_compress=True,
        )
        return path.read_bytes()


def _parts(column: Column, cells: list[Any], taken: set[str]) -> list[tuple[str, list[Any], str]]:
    if not any(isinstance(value, str) for value in cells):
        return [(column.name, cells, column.label)]
    cut = [_cut(value) for value in cells]
    n_parts = max(len(pieces) for pieces in cut)
    named = [(column.name, column.label)]
    for number in range(2, n_parts + 1):
        name = f"{column.name}_{number}"
        while name in taken:
            name += "_"
        named.append((name, say("working.goes_on", label=column.label, number=number)))
    return [
        (name, [pieces[at] if at < len(pieces) else "" for pieces in cut], label)
        for at, (name, label) in enumerate(named)
    ]


def _cut(text: str) -> list[str]:
    pieces, rest = [], text.replace("\x00", "")
    while len(encoded := rest.encode("utf-8")) > LONGEST_TEXT_BYTES:
        piece = encoded[:LONGEST_TEXT_BYTES].decode("utf-8", "ignore")
        pieces.append(piece)
        rest = rest[len(piece) :]
    return [*pieces, rest]


def _typed(cells: list[Any]) -> Any:
    import pandas as pd

    if any(isinstance(value, str) for value in cells):
        return pd.Series(cells, dtype=object)
    return pd.Series(cells, dtype="Float64").astype("float64")


def _measure(name: str, listed: tuple[Column, ...]) -> str:
    about = {column.name: column.about for column in listed}.get(name, "story")
    return "ordinal" if about == "answer" else "nominal"
