"""Issuing an impact report and reading it, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import publishing, reporting, retention
from survey.services.errors import ReleaseRefused
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

UNRELEASED = "Onvrijgegevenmerkteken"


@pytest.fixture
def evaluator(visitor: Open, person: Make, pilot: Pilot, database: Session) -> Visitor:
    coordinator = person("coordinator")
    for number in range(25):
        receipt = factories.tell(
            database, wave=pilot.waves[0], now=NOON, story=f"Verhaal {number} ging over wachten op hulp."
        )
        factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    factories.tell(database, wave=pilot.waves[0], now=NOON, story=UNRELEASED)
    database.commit()
    return visitor(person("evaluator"))


def issue(browser: Visitor, pilot: Pilot) -> str:
    """Ask for a report and follow it to its end; the page that then stands there."""
    browser.get(f"/evaluatie/{pilot.slug}/rapporten/nieuw")
    answer = browser.answer(f"/evaluatie/{pilot.slug}/rapporten/nieuw", seen="yes")
    assert "/rapporten/werk/" in answer.location
    return browser.get(answer.location)


def test_a_report_is_issued_listed_read_and_downloaded(evaluator: Visitor, pilot: Pilot) -> None:
    assert "Rapport 1 is klaar" in issue(evaluator, pilot)
    page = evaluator.get(f"/evaluatie/{pilot.slug}/rapporten")
    assert "uitgebracht op 14 april 2026" in page
    read = evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/1")
    assert pilot.title in read.get_data(as_text=True)
    loaded = evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/1/bestand/html")
    assert loaded.data == read.data
    assert loaded.headers["Content-Disposition"] == f'attachment; filename="impactrapport-{pilot.slug}-1.html"'


@pytest.mark.parametrize(
    ("form", "suffix", "start"),
    [("pdf", "pdf", b"%PDF"), ("docx", "docx", b"PK"), ("xlsx", "xlsx", b"PK"), ("csv", "zip", b"PK")],
)
def test_a_report_can_be_taken_along_in_every_form(
    evaluator: Visitor, pilot: Pilot, form: str, suffix: str, start: bytes
) -> None:
    issue(evaluator, pilot)
    assert f"/rapporten/1/bestand/{form}" in evaluator.get(f"/evaluatie/{pilot.slug}/rapporten")
    answer = evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/1/bestand/{form}")
    assert answer.data.startswith(start)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="impactrapport-{pilot.slug}-1.{suffix}"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_that_does_not_exist_is_not_found(evaluator: Visitor, pilot: Pilot) -> None:
    issue(evaluator, pilot)
    assert evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/1/bestand/exe").status_code == 404


def test_a_report_brings_its_own_style_and_lets_in_nothing_else(evaluator: Visitor, pilot: Pilot) -> None:
    issue(evaluator, pilot)
    policy = evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/1").headers["Content-Security-Policy"]
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='(;|$)", policy)
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_nothing_unreleased_stands_in_a_report(evaluator: Visitor, pilot: Pilot) -> None:
    issue(evaluator, pilot)
    assert UNRELEASED not in evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/1")


def test_first_look_who_was_heard(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    address = f"/evaluatie/{pilot.slug}/rapporten/nieuw"
    page = evaluator.get(address)
    assert page.index("Van hen hoorden we niets:") < page.index('name="seen"')
    assert "Het rapport krijgt geen thema" in page
    page = evaluator.post(address, 400)
    assert "Kijk eerst wie we wel en niet hoorden." in page
    assert list(reporting.versions(database, pilot=pilot)) == []
    database.rollback()


def test_figures_that_could_expose_someone_are_refused_with_a_sentence(
    evaluator: Visitor, pilot: Pilot, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ReleaseRefused("wave 1, parent: 3 stories apart")

    monkeypatch.setattr(publishing, "publish", refuse)
    page = issue(evaluator, pilot)
    assert "kunnen deze cijfers iemand herkenbaar maken" in page
    assert "3 stories apart" not in page
    assert list(reporting.versions(database, pilot=pilot)) == []
    database.rollback()


def test_a_report_that_does_not_exist_or_is_of_another_pilot_is_not_found(
    evaluator: Visitor, visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot
) -> None:
    issue(evaluator, pilot)
    evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/9", 404)
    outsider = visitor(person("evaluator", other_pilot))
    outsider.get(f"/evaluatie/{pilot.slug}/rapporten/1", 403)
    outsider.get(f"/evaluatie/{other_pilot.slug}/rapporten/1", 404)


def test_a_withdrawn_story_leaves_an_issued_report(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    issue(evaluator, pilot)
    address = f"/evaluatie/{pilot.slug}/rapporten"
    (version,) = reporting.versions(database, pilot=pilot)
    refs = {quote.ref for quote in version.quotes}
    for ref in refs:
        retention.withdraw(database, ref=ref, by=None, now=NOON)
    database.commit()
    page = evaluator.get(f"{address}/1")
    assert "ging over wachten op hulp" not in page
    if refs:
        assert "Een verteller heeft een verhaal teruggenomen" in evaluator.get(address)
