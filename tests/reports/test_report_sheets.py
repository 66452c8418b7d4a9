"""Figures as data: published figures only, every column explained, nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.published import ZONES
from reports.content import checksum
from reports.figures import COLUMNS, ZONE_COLUMNS, figure_rows, zone_rows
from reports.render.sheets import FORMULA_STARTS, THEME_COLUMNS, harmless, render_csv_package, render_xlsx
from reports.texts import say
from tests.reports import factory

REPORT = factory.full_report()
BOOLEANS = ("true", "false")


def unpacked() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(render_csv_package(REPORT))) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}


def test_every_figure_of_the_report_stands_in_the_data_once() -> None:
    rows = figure_rows(REPORT)
    n_figures = sum(sum(f is not None for f in (r.then, r.now, r.better, r.worse)) for r in REPORT.then_now)
    n_figures += 2 * len(REPORT.coverage) + len(REPORT.aspects) + sum(len(theme.heard) for theme in REPORT.themes)
    assert len(rows) == n_figures
    assert len({(r.about, r.item, r.measure, r.wave, r.perspective) for r in rows}) == n_figures


def test_counts_in_the_data_are_the_rounded_ones() -> None:
    base = REPORT.limits.rounding_base
    for row in figure_rows(REPORT):
        for count in (row.n, row.numerator, row.denominator, row.n_not_mentioned):
            assert count is None or count % base == 0


def test_every_place_between_three_answers_stands_in_the_data_with_its_count_or_why_not() -> None:
    rows = zone_rows(REPORT)
    drawn = [picture for part in REPORT.triads for picture in part.pictures]
    assert len(rows) == len(drawn) * len(ZONES)
    assert len({(r.question, r.wave, r.perspective, r.zone) for r in rows}) == len(rows)
    shown = [row for row in rows if row.n is not None]
    assert sorted(row.n for row in shown) == sorted(zone.n for picture in drawn for zone in picture.zones)
    assert all(row.n % REPORT.limits.rounding_base == 0 and not row.withheld for row in shown)
    assert {row.withheld for row in rows if row.n is None} == {"too_few_to_show"}


def test_the_places_stand_in_csv_and_workbook_alike() -> None:
    table = list(csv.DictReader(io.StringIO(unpacked()["triads.csv"])))
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(REPORT)))[say("data.sheet_triads")]
    head, *cells = sheet.iter_rows(values_only=True)
    assert list(head) == list(ZONE_COLUMNS) == list(table[0])
    at = head.index("n")
    assert [row["n"] for row in table] == ["" if row[at] is None else str(row[at]) for row in cells]
    assert {row["held_over"] for row in table} <= set(BOOLEANS)


def test_the_workbook_explains_every_column_of_every_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(REPORT)))
    explained = list(book[say("data.sheet_method")].iter_rows(min_row=2, values_only=True))
    for sheet in ("sheet_figures", "sheet_themes", "sheet_triads"):
        after = explained[[row[0] for row in explained].index(say(f"data.{sheet}")) + 1 :]
        columns = [cell.value for cell in book[say(f"data.{sheet}")][1]]
        assert [row[0] for row in after[: len(columns)]] == columns
        assert all(row[1] for row in after[: len(columns)])


def test_the_csv_says_the_same_as_the_workbook() -> None:
    table = list(csv.reader(io.StringIO(unpacked()["figures.csv"])))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(REPORT)))
    sheet = [
        ["" if value is None else str(value) for value in row]
        for row in book[say("data.sheet_figures")].iter_rows(values_only=True)
    ]
    as_numbers = [[cell.removesuffix(".0") for cell in row] for row in table]
    assert as_numbers == [[cell.removesuffix(".0") for cell in row] for row in sheet]


def test_the_dictionary_explains_every_column_in_order() -> None:
    files = unpacked()
    dictionary = json.loads(files["datapackage.json"])
    assert dictionary["loexReport"] == checksum(REPORT)
    assert [resource["path"] for resource in dictionary["resources"]] == ["figures.csv", "themes.csv", "triads.csv"]
    for resource in dictionary["resources"]:
        head = next(csv.reader(io.StringIO(files[resource["path"]])))
        described = resource["schema"]["fields"]
        assert [field["name"] for field in described] == head
        assert all(field["description"] for field in described)


def test_the_types_in_the_dictionary_hold_for_every_cell() -> None:
    files = unpacked()
    for resource in json.loads(files["datapackage.json"])["resources"]:
        kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for row in csv.DictReader(io.StringIO(files[resource["path"]])):
            for name, cell in row.items():
                if cell:
                    {"integer": int, "number": float, "string": str, "boolean": BOOLEANS.index}[kinds[name]](cell)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_csv_package(REPORT) == render_csv_package(factory.full_report())
    assert render_xlsx(REPORT) == render_xlsx(factory.full_report())


@given(st.text())
def test_no_text_starts_like_a_formula(text: str) -> None:
    made = str(harmless(text))
    assert not made.startswith(FORMULA_STARTS)
    assert made.removeprefix("'") == text.removeprefix("'") or made == text


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_theme_named_like_a_formula_stays_text(start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    theme = replace(REPORT.themes[0], name=name)
    report = replace(REPORT, themes=(theme,))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    with zipfile.ZipFile(io.BytesIO(render_csv_package(report))) as package:
        read = list(csv.reader(io.StringIO(package.read("themes.csv").decode(), newline="")))
    assert read[1][0].startswith("'")


def test_a_report_without_stories_has_its_columns_and_no_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(factory.small_report(0))))
    assert [cell.value for cell in book[say("data.sheet_figures")][1]] == list(COLUMNS)
    assert [cell.value for cell in book[say("data.sheet_themes")][1]] == list(THEME_COLUMNS)
    told = {row[7] for row in book[say("data.sheet_figures")].iter_rows(min_row=2, values_only=True)}
    assert told <= {None, 0}
