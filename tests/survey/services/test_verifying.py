"""A file can be checked: which version it is, whether its numbers hold, and which quotes have gone."""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from reports.content import checksum, to_json
from reports.identify import NotAReport, report_checksum
from reports.quotes import LedgerEntry, QuoteLedger
from reports.render.formats import FORMATS
from survey.models.report import QuotedPassage, ReportVersion
from survey.services import measurement, publishing, reporting, verifying
from survey.services.errors import NotFound
from tests import factories
from tests.conftest import NOON
from tests.reports import factory as large


@pytest.fixture
def version(session: Session, app: Flask) -> ReportVersion:
    """The large report of the report's own tests, as if it was issued here; the stories it quotes have gone."""
    pilot = factories.make_pilot(session, now=NOON)
    by = factories.make_user(session, now=NOON, role="evaluator", pilot=pilot)
    factories.tell(session, wave=pilot.waves[0], now=NOON)
    ring = app.config["KEY_RING"]
    measured = measurement.measure(session, pilot=pilot, by=by, now=NOON)
    release = publishing.publish(session, pilot=pilot, measured=measured, key_ring=ring, by=by, now=NOON)
    report = large.full_report()
    issued = ReportVersion(
        pilot_id=pilot.id,
        release_id=release.id,
        number=2,
        content=json.loads(to_json(report)),
        checksum=checksum(report),
        issued_at=NOON,
        issued_by_id=by.id,
    )
    session.add(issued)
    session.flush()
    return issued


def without_its_quotes(version: ReportVersion, form: str) -> bytes:
    """As Loex draws it now: the stories have gone, so every quote leaves a gap."""
    report = reporting.frozen(version)
    gone = {quote.ref: LedgerEntry(text=None, may_quote=False, withdrawn=True) for quote in report.all_quotes}
    return FORMATS[form].render(report, QuoteLedger(gone))


@pytest.mark.parametrize("form", ["html", "csv"])
def test_every_form_of_a_report_is_recognised(session: Session, app: Flask, version: ReportVersion, form: str) -> None:
    file = without_its_quotes(version, form)
    found = verifying.verify(session, content=file, key_ring=app.config["KEY_RING"])
    assert found.version.id == version.id
    assert found.content_holds


def test_a_file_as_loex_makes_it_now_is_the_same_and_one_changed_letter_is_found(
    session: Session, app: Flask, version: ReportVersion
) -> None:
    session.add_all(
        QuotedPassage(
            report_id=version.id,
            position=quote.number,
            ref=uuid.UUID(quote.ref),
            start=quote.start,
            end=quote.end,
            text_hash=quote.text_hash,
        )
        for quote in reporting.frozen(version).all_quotes
    )
    session.flush()
    session.expire(version)
    page = without_its_quotes(version, "html")
    assert verifying.verify(session, content=page, key_ring=app.config["KEY_RING"]).same_file
    changed = page.replace(b"Impactrapport", b"Impactrapporx", 1)
    assert changed != page
    found = verifying.verify(session, content=changed, key_ring=app.config["KEY_RING"])
    assert found.content_holds
    assert not found.same_file


def test_a_file_from_before_a_withdrawal_names_the_quotes_that_have_gone(
    session: Session, app: Flask, version: ReportVersion
) -> None:
    report = reporting.frozen(version)
    before = FORMATS["html"].render(report, large.ledger())
    found = verifying.verify(session, content=before, key_ring=app.config["KEY_RING"])
    assert found.gone == tuple(quote.number for quote in report.all_quotes) != ()
    assert not found.same_file
    assert found.differences is not None
    assert found.differences.numbers == (), "words of a quote that has gone are no numbers of the report"
    assert found.differences.n_words > 0


def test_a_number_changed_in_the_file_is_named_in_words(
    session: Session, app: Flask, version: ReportVersion, tmp_path: Path
) -> None:
    page = without_its_quotes(version, "html").decode()
    told = re.search(r">(ongeveer )(\d+)<", page)
    assert told is not None
    file = tmp_path / "rapport.html"
    file.write_text(page.replace(told.group(), f">{told[1]}9{told[2]}<", 1), "utf-8")
    session.commit()
    run = app.test_cli_runner().invoke(args=["reports", "verify", str(file)])
    assert "Its numbers are not those that were issued:" in run.output
    assert f"{told[2]} in the report, 9{told[2]} in the file" in run.output
    assert run.exit_code == 1


def test_numbers_that_were_changed_in_the_database_are_found(
    session: Session, app: Flask, version: ReportVersion
) -> None:
    page = without_its_quotes(version, "html")
    content = {**version.content, "coverage": []}
    session.execute(update(ReportVersion).where(ReportVersion.id == version.id).values(content=content))
    session.expire_all()
    found = verifying.verify(session, content=page, key_ring=app.config["KEY_RING"])
    assert not found.content_holds
    assert not found.same_file


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"{}", b'{"schema": 1}', b"%PDF-1.7", b"\xff\xfe", b"{" * 5000]
)
def test_a_file_that_is_no_report_is_refused_with_a_sentence(session: Session, app: Flask, content: bytes) -> None:
    with pytest.raises(NotFound, match="no report"):
        verifying.verify(session, content=content, key_ring=app.config["KEY_RING"])


def test_a_report_from_elsewhere_is_not_ours(session: Session, app: Flask) -> None:
    with pytest.raises(NotFound, match="issued here"):
        verifying.verify(session, content=b"loex-report:" + b"0" * 64, key_ring=app.config["KEY_RING"])


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF", b"{", b"loex-report:"]))
def test_no_bytes_break_the_recognition(content: bytes, start: bytes) -> None:
    with contextlib.suppress(NotAReport):
        assert len(report_checksum(start + content)) == 64


def test_the_command_says_it_in_words(app: Flask, session: Session, version: ReportVersion, tmp_path: Path) -> None:
    file = tmp_path / "rapport.html"
    file.write_bytes(without_its_quotes(version, "html"))
    session.commit()
    run = app.test_cli_runner().invoke(args=["reports", "verify", str(file)])
    assert "version 2 of the impact report of proef" in run.output
    assert "Its numbers are those that were issued." in run.output
    assert "Quotes that may not be shown any more: 1, 2" in run.output
    assert run.exit_code == 1
