"""A working copy for Python, R and DuckDB: Parquet with the meaning of every column in its metadata."""

import io
import json
from typing import Any

from reports.texts import say
from reports.working.stories import Column, WorkingSet, cell, columns

_TEXTS = frozenset({"ref", "language", "title", "text"})


def render_parquet(working: WorkingSet) -> bytes:
    """The file: one row a story; numbers as int8, texts as strings, nothing cut off."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    listed = columns(working)
    fields = [pa.field(column.name, _type(pa, column), metadata=_meaning(column)) for column in listed]
    about = {
        "title": say("working.file_label", pilot=working.pilot, mark=working.mark),
        "pilot": working.title,
        "made_on": working.made_on.isoformat(),
        "invented": "yes" if working.is_demo else "no",
        "rules": say("working.rules"),
    }
    schema = pa.schema(fields, metadata=about)
    arrays = [
        pa.array([cell(row, column) for row in working.stories], field.type)
        for column, field in zip(listed, fields, strict=True)
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content, compression="zstd")
    return content.getvalue()


def _type(pa: Any, column: Column) -> Any:
    if column.about == "story" and column.source in _TEXTS:
        return pa.string()
    return pa.int16() if column.source == "wave" else pa.int8()


def _meaning(column: Column) -> dict[str, str]:
    meaning = {"label": column.label}
    if column.values:
        meaning["values"] = json.dumps(dict(column.values), ensure_ascii=False)
    if column.missing:
        meaning["missing"] = json.dumps(list(column.missing))
    return meaning
