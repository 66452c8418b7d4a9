"""The report's figures as data: CSV with a data dictionary, and an Excel workbook with its method, themes and triads.

Published figures only: no row is about one story. A cell that a spreadsheet would take for a formula is made harmless
(OWASP, CSV injection). The same report gives the same bytes.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from reports.composition import Correction
from reports.content import ImpactReport, ThemePart, checksum
from reports.figures import COLUMNS, ZONE_COLUMNS, figure_rows, zone_rows
from reports.numbers import day
from reports.render.packing import packed
from reports.texts import say, texts

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
THEME_COLUMNS = ("theme", "firmness", "n_stories", "reasons", "dissent", "keywords")
SHEETS = (
    ("sheet_figures", "figures", COLUMNS),
    ("sheet_themes", "themes", THEME_COLUMNS),
    ("sheet_triads", "triads", ZONE_COLUMNS),
)
"""Name of the sheet, name of the CSV file, and what it holds."""
_WHOLE = ("report", "wave", "n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable", "n_stories")
_SHARE = ("percent", "low", "high")
_KINDS = {**dict.fromkeys(_WHOLE, "integer"), **dict.fromkeys(_SHARE, "number"), "held_over": "boolean"}
WIDEST_COLUMN_CHARACTERS = 60

Value = str | int | float | None


def harmless(value: Value) -> Value:
    """A text that no spreadsheet runs as a formula: it gets an apostrophe in front. Numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def render_csv_package(report: ImpactReport, corrections: Sequence[Correction] = ()) -> bytes:
    """A zip with figures.csv, themes.csv, triads.csv and datapackage.json (Data Package v2: name, type and meaning of columns).

    CSV as in RFC 4180, UTF-8, point as decimal sign.
    """
    figures = _csv(COLUMNS, [astuple(row) for row in figure_rows(report)])
    themes = _csv(THEME_COLUMNS, [theme_row(theme) for theme in report.themes])
    triads = _csv(ZONE_COLUMNS, [astuple(row) for row in zone_rows(report)])
    tables = {"figures.csv": figures, "themes.csv": themes, "triads.csv": triads}
    return packed({**tables, "datapackage.json": _dictionary(report, corrections)})


def render_xlsx(report: ImpactReport, corrections: Sequence[Correction] = ()) -> bytes:
    """A workbook with four sheets: figures, themes, triads, and what every column and the method mean."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    issued = report.issue.issued_on
    book.set_properties(
        {
            "title": _title(report),
            "author": "Loex",
            "keywords": f"loex-report:{checksum(report)}",
            "created": datetime(issued.year, issued.month, issued.day),  # noqa: DTZ001  a day, without a zone
        }
    )
    rows = [astuple(row) for row in figure_rows(report)]
    _sheet(book, say("data.sheet_figures"), COLUMNS, rows)
    _sheet(book, say("data.sheet_themes"), THEME_COLUMNS, [theme_row(theme) for theme in report.themes])
    _sheet(book, say("data.sheet_triads"), ZONE_COLUMNS, [astuple(row) for row in zone_rows(report)])
    method = [("", line) for key in ("did", "not") for line in texts()["method"][key]]
    head = [("", say("data.description")), ("", say("head.demo_long"))][: 2 if report.pilot.is_demo else 1]
    wrong = [(say("corrections.title"), line) for line in _corrected(corrections)]
    about = [*wrong, *head, *_meanings(), *method]
    _sheet(book, say("data.sheet_method"), (say("data.term"), say("data.meaning")), about)
    book.close()
    return content.getvalue()


def _meanings() -> list[tuple[str, str]]:
    """Every column of every sheet with its meaning, under the name of its sheet."""
    made = []
    for sheet, table, columns in SHEETS:
        made += [(say(f"data.{sheet}"), say(f"data.{table}")), *((name, meaning(table, name)) for name in columns)]
    return made


def meaning(table: str, column: str) -> str:
    """What a column holds. A column that means something else in one table is explained there."""
    own = texts()["data"].get(f"columns_{table}", {})
    return str(own.get(column) or say(f"data.columns.{column}"))


def theme_row(theme: ThemePart) -> tuple[Value, ...]:
    """In the order of `THEME_COLUMNS`; several reasons or words stand behind each other."""
    return (
        theme.name,
        theme.firmness,
        theme.n_stories,
        " | ".join(theme.reasons),
        " | ".join(theme.dissent),
        " | ".join(theme.keywords),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_written(value) for value in row] for row in rows])
    return content.getvalue()


def _written(value: Value) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else harmless(value)


def _sheet(book: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """A sheet with a bold head that stays in view, a filter, and columns as wide as what they hold."""
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, columns, bold)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, harmless(value), wrapped)
    for column, title in enumerate(columns):
        longest = max([len(title), *(len(str(row[column])) for row in rows if row[column] is not None)], default=8)
        sheet.set_column(column, column, min(longest + 2, WIDEST_COLUMN_CHARACTERS))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _title(report: ImpactReport) -> str:
    return say("data.title", pilot=report.pilot.title, number=report.issue.number)


def _dictionary(report: ImpactReport, corrections: Sequence[Correction]) -> str:
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"impactrapport-{report.pilot.code}-{report.issue.number}",
        "title": _title(report),
        "description": say("data.description") + (f" {say('head.demo_long')}" if report.pilot.is_demo else ""),
        "version": str(report.issue.number),
        "created": f"{report.issue.issued_on.isoformat()}T00:00:00Z",
        "loexReport": checksum(report),
        **({"corrections": _corrected(corrections)} if corrections else {}),
        "resources": [_resource(table, columns) for _, table, columns in SHEETS],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _corrected(corrections: Sequence[Correction]) -> list[str]:
    return [say("corrections.line", date=day(each.written_on), text=each.text) for each in corrections]


def _resource(name: str, columns: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "description": say(f"data.{name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(name, column) for column in columns], "missingValues": [""]},
    }


def _field(table: str, column: str) -> dict[str, str]:
    kind = _KINDS.get(column, "string")
    return {"name": column, "type": kind, "description": meaning(table, column)}
