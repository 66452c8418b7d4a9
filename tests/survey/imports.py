"""What the tests of importing share: example files, a small mapping, and bringing a file in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.programme import Wave
from survey.models.submission import Submission
from survey.services import programmes
from survey.services.importing import ImportSummary, import_stories, read_export
from survey.services.importing.mapping_file import read_mapping

EXPORTS = Path("tests/data/imports")
EXAMPLES = Path("docs/operations/examples")
NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)

SMALL_MAPPING = """
[source]
name = "small"
id = "nr"
[story]
column = "verhaal"
[told_on]
column = "dag"
[perspective]
always = "parent"
[language]
always = "nl"
[route]
always = "school"
[consent]
analysis = { column = "mag", values = { ja = "yes", nee = "no" } }
panel = { always = "no" }
quotation = { always = "no" }
[answers.rapport]
column = "klik"
"""
SMALL = "nr,verhaal,dag,mag,klik\n1,Ze belde terug.,2026-04-01,ja,4\n2,Niemand belde.,2026-04-02,ja,1\n"
WITHOUT_ID = SMALL_MAPPING.replace('id = "nr"', "")


def wave() -> Wave:
    return programmes.get_wave(db.session, pilot=programmes.get_pilot(db.session, slug="samen"), number=1)


def bring_in(app: Flask, data: bytes | str, mapping: str | bytes = SMALL_MAPPING, name: str = "x.csv") -> ImportSummary:
    checked = read_mapping(mapping.encode() if isinstance(mapping, str) else mapping)
    table = read_export(data.encode() if isinstance(data, str) else data, file_name=name, mapping=checked)
    return import_stories(
        db.session, wave=wave(), table=table, mapping=checked, key_ring=app.config["KEY_RING"], by=None, now=NOW
    )


def n_stories() -> int:
    return db.session.scalar(select(func.count()).select_from(Submission)) or 0
