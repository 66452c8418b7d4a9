"""Bytes of an exported table, CSV or XLSX, become rows with line numbers. Pure: no session, no mapping, no network.

Whatever the bytes are, `read_table` returns a table or raises ImportRefused.
"""

from __future__ import annotations

from survey.services.tables_in.table import MOST_BYTES, Hints, ImportRefused, Problem, Row, Table, refused, tidy
from survey.services.tables_in.text import read_text
from survey.services.tables_in.workbook import read_workbook

__all__ = ["MOST_BYTES", "Hints", "ImportRefused", "Problem", "Row", "Table", "read_table", "refused", "tidy"]

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
"""How an old .xls begins, and an .xlsx behind a password."""
WEB_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml")


def read_table(data: bytes, *, file_name: str, hints: Hints | None = None) -> Table:
    """The table in these bytes, recognised by what they are; the name only helps to say what is wrong.

    Raises ImportRefused.
    """
    if len(data) > MOST_BYTES:
        raise refused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB.")
    if not data.strip():
        raise refused("The file is empty.")
    if data.startswith(OLE):
        raise refused(
            "The file has a password or is an old .xls workbook. Remove the password, and save it as .xlsx or as CSV."
        )
    if data.startswith(ZIP):
        return read_workbook(data, hints or Hints())
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(WEB_PAGES):
        raise refused("The file is a web page or XML, whatever its name says. Export it again as CSV or XLSX.")
    if file_name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise refused(
            "The file is called a workbook and is none. Export it again; if it is plain text, rename it to .csv."
        )
    return read_text(data, hints or Hints())
