"""Nothing that leaves is run by a spreadsheet: formulas written into every field stay text in every table."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from werkzeug.test import TestResponse

from reports.render.sheets import FORMULA_STARTS
from tests.misuse.world import SITE, World

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://kwaad.example")',
]
NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""A figure below zero, which a spreadsheet may take for what it is."""


def tables_in(answer: TestResponse) -> Iterator[tuple[str, list[list[object]]]]:
    """(name, rows) of every sheet or file; formulas of a workbook as they stand there."""
    raw = answer.get_data()
    if "spreadsheetml" in answer.mimetype:
        book = openpyxl.load_workbook(io.BytesIO(raw))
        for sheet in book:
            assert [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"] == []
            assert [cell.coordinate for row in sheet for cell in row if cell.hyperlink] == []
            yield sheet.title, [[cell.value for cell in row] for row in sheet]
    elif "zip" in answer.mimetype:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            for name in package.namelist():
                if name.endswith(".csv"):
                    yield name, list(csv.reader(io.StringIO(package.read(name).decode("utf-8"))))
    elif "csv" in answer.mimetype:
        yield "csv", list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_no_export_holds_a_formula(world: World) -> None:
    for n, form in enumerate(list(world.forms)):
        if form.typed and not form.endpoint.startswith(("account.", "respond.kept")):
            typed = {name: FORMULAS[(n + at) % len(FORMULAS)] for at, name in enumerate(sorted(form.typed))}
            world.send(form, form.data(ticked=True, **form.plain("2026-04-22") | typed))
    links = {address for who in world.clients for address in world.addresses[who]}
    reports = sorted(address for address in links if "/rapporten/" in address and "nieuw" not in address)
    found = {}
    for who in world.clients:
        for address, answer in world.crawl(who, most=4):
            found |= {(address, name): rows for name, rows in tables_in(answer)}
    for form in ("xlsx", "csv"):
        answer = world.clients["evaluator"].get(f"/evaluatie/eigen/rapporten/1/bestand/{form}", base_url=SITE)
        assert answer.status_code == 200, reports
        found |= {(form, name): rows for name, rows in tables_in(answer)}
    cells = [str(cell) for rows in found.values() for row in rows for cell in row if isinstance(cell, str) and cell]
    assert len(cells) > 50
    live = [cell for cell in cells if cell.startswith(tuple(FORMULA_STARTS)) and not NUMBER.fullmatch(cell)]
    assert live == []
