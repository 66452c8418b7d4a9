"""Putting a report together, correcting it, laying two side by side; working files. Over HTTP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.composition import ALWAYS, SECTIONS
from reports.render.formats import FORMATS
from reports.texts import say
from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.report_parts import ReportText
from survey.services import publishing, report_composition, report_corrections, reporting, retention, verifying
from survey.services.errors import ReleaseRefused
from tests import factories
from tests.conftest import NOON
from tests.survey.evaluate.test_reports import issue
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

UNRELEASED, NO_ANALYSIS = "Onvrijgegevenmerkteken", "Nietvooronderzoekmerkteken"
TOLD = "Het duurde heel erg lang voordat er bij ons iemand aan de deur kwam."


@pytest.fixture
def evaluator(visitor: Open, person: Make, pilot: Pilot, database: Session) -> Visitor:
    coordinator = person("coordinator")
    for story, consent in (
        (TOLD, {"analysis": True, "panel": True, "quotation": True}),
        ("Daarna kwam er elke week iemand 🙂 en dat hielp.", {"analysis": True, "panel": True, "quotation": False}),
        (NO_ANALYSIS, {"analysis": False, "panel": True, "quotation": True}),
    ):
        receipt = factories.tell(database, wave=pilot.waves[0], now=NOON, story=story, consent=consent)
        factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    factories.tell(database, wave=pilot.waves[0], now=NOON, story=UNRELEASED)
    database.commit()
    return visitor(person("evaluator"))


def at(pilot: Pilot, rest: str = "") -> str:
    return f"/evaluatie/{pilot.slug}/rapporten{rest}"


# --- sections ----------------------------------------------------------------------------------------------------------


def test_sections_are_left_out_and_moved_and_the_issued_report_follows(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/opbouw"), order=list(SECTIONS), included=["method", "lessons", "glossary"], up="lessons")
    chosen = report_composition.layout(database, pilot=pilot)
    database.commit()
    assert set(chosen) == ALWAYS | {"lessons", "glossary"}
    assert chosen.index("lessons") < chosen.index("coverage"), "one place up"
    issue(evaluator, pilot)
    page = evaluator.get(at(pilot, "/1"))
    assert 'aria-labelledby="themas"' not in page
    assert page.index('aria-labelledby="lessen"') < page.index('aria-labelledby="gehoord"')


def test_no_report_goes_without_who_was_heard_the_method_and_the_origin(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/opbouw"), order=list(SECTIONS))
    assert set(report_composition.layout(database, pilot=pilot)) == ALWAYS
    database.commit()


def test_the_first_section_stays_first_when_it_is_moved_up(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/opbouw"), order=list(SECTIONS), included=list(SECTIONS), up=SECTIONS[0])
    assert report_composition.layout(database, pilot=pilot) == SECTIONS
    database.commit()


def test_an_issued_report_keeps_its_sections_when_another_order_is_chosen(evaluator: Visitor, pilot: Pilot) -> None:
    issue(evaluator, pilot)
    before = evaluator.client.get(at(pilot, "/1")).data
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/opbouw"), order=list(SECTIONS))
    assert evaluator.client.get(at(pilot, "/1")).data == before


# --- texts -------------------------------------------------------------------------------------------------------------


def write(browser: Visitor, pilot: Pilot, text: str, status: int = 302, *, after: int = 0, **fields: str) -> str:
    browser.get(at(pilot, "/opbouw/coverage"))
    return browser.post(at(pilot, "/opbouw/coverage"), status, text=text, after=str(after), **fields)


def test_a_text_comes_into_the_next_report_with_who_wrote_it_and_its_history_stays(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    write(evaluator, pilot, "Jongeren hoorden we nog te weinig.")
    number = database.scalar(select(ReportText.number))
    database.commit()
    write(evaluator, pilot, "Jongeren hoorden we veel te weinig.", after=number or 0)
    issue(evaluator, pilot)
    page = evaluator.get(at(pilot, "/1"))
    assert "Jongeren hoorden we veel te weinig." in page
    assert say("blocks.person", date="14 april 2026") in page
    assert "Jongeren hoorden we nog te weinig." in evaluator.get(at(pilot, "/opbouw/coverage"))


def test_a_text_of_the_computer_is_marked_as_such_in_every_form(evaluator: Visitor, pilot: Pilot) -> None:
    issue(evaluator, pilot)
    write(evaluator, pilot, "", take_proposal="yes")
    issue(evaluator, pilot)
    marked = say("blocks.machine", date="14 april 2026")
    assert marked in evaluator.get(at(pilot, "/2"))
    package = evaluator.client.get(at(pilot, "/2/bestand/docx")).data
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        assert marked in parts.read("word/document.xml").decode()


@pytest.mark.parametrize("text", [f"Een ouder zei: {TOLD}", "Zoals zij zei: “eindelijk”.", "«eindelijk»"])
def test_words_of_tellers_never_come_in_beside_the_quote_ledger(
    evaluator: Visitor, pilot: Pilot, database: Session, text: str
) -> None:
    page = write(evaluator, pilot, text, 400)
    assert text in page, "what was typed is still there"
    assert database.scalar(select(ReportText)) is None
    database.commit()


def test_who_changes_a_text_that_somebody_else_changed_meanwhile_is_told(evaluator: Visitor, pilot: Pilot) -> None:
    write(evaluator, pilot, "De eerste tekst.")
    page = write(evaluator, pilot, "Mijn tekst.", 400, after=0)
    assert "Mijn tekst." in page
    assert "Iemand anders" in page


def test_an_example_shows_the_next_report_and_leaves_nothing_behind(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    before = database.scalars(select(AuditEvent.number)).all()
    database.commit()
    evaluator.get(at(pilot, "/opbouw"))
    page = evaluator.post(at(pilot, "/voorbeeld"), 200)
    assert say("draft.notice") in page
    assert database.scalars(select(AuditEvent.number)).all() == before
    assert list(reporting.versions(database, pilot=pilot)) == []
    database.commit()


def test_an_example_that_is_refused_does_not_look_like_something_done(
    evaluator: Visitor, pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "publish", _refused)
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/voorbeeld"))
    page = evaluator.get(at(pilot, "/opbouw"))
    assert '<div class="notice notice--warning" role="alert">' in page
    assert "notice--good" not in page


def _refused(*_args: object, **_kwargs: object) -> None:
    raise ReleaseRefused("too near to the one before")


# --- after issuing -----------------------------------------------------------------------------------------------------


def test_a_correction_stands_in_every_form_and_verify_says_so(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    issue(evaluator, pilot)
    before = evaluator.client.get(at(pilot, "/1/bestand/json")).data
    evaluator.get(at(pilot, "/1/rechtzetten"))
    assert "Vink aan" in evaluator.post(at(pilot, "/1/rechtzetten"), 400, text="Er stond 12; het is 15.")
    evaluator.post(at(pilot, "/1/rechtzetten"), text="Er stond 12; het is 15.", sure="yes")
    assert "Er stond 12; het is 15." in evaluator.get(at(pilot, "/1"))
    ring = evaluator.client.application.config["KEY_RING"]
    for form in FORMATS:
        made = evaluator.client.get(at(pilot, f"/1/bestand/{form}")).data
        found = verifying.verify(database, content=made, key_ring=ring)
        assert found.same_file, form
        assert found.content_holds, form
        assert [each.text for each in found.corrections] == ["Er stond 12; het is 15."]
    old = verifying.verify(database, content=before, key_ring=ring)
    assert old.content_holds
    assert not old.same_file, "this file was taken along before the correction"
    database.commit()


def test_two_versions_side_by_side_name_what_changed(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    issue(evaluator, pilot)
    write(evaluator, pilot, "Een nieuwe toelichting.")
    evaluator.get(at(pilot, "/opbouw"))
    evaluator.post(at(pilot, "/opbouw"), order=list(SECTIONS), included=[s for s in SECTIONS if s != "risks"])
    issue(evaluator, pilot)
    page = evaluator.get(at(pilot, "/2/naast/1"))
    assert "Rapport 1 naast rapport 2" in page
    assert say("risks.title") in page
    assert "Een nieuwe toelichting." in page
    assert "Niets is anders" in evaluator.get(at(pilot, "/1/naast/1"))


def test_a_story_taken_back_while_the_report_is_made_stops_it(
    evaluator: Visitor, pilot: Pilot, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_refuse_gaps", _gone)
    page = issue(evaluator, pilot)
    assert "nam een verteller een verhaal terug" in page
    assert "<h1>Er is geen nieuw rapport</h1>" in page
    assert list(reporting.versions(database, pilot=pilot)) == []
    database.commit()


def _gone(*_args: object, **_kwargs: object) -> None:
    raise reporting.QuoteGone("ref")


# --- working files -----------------------------------------------------------------------------------------------------


def take(browser: Visitor, pilot: Pilot, form: str, **fields: str) -> bytes:
    browser.get(f"/evaluatie/{pilot.slug}/werkbestanden")
    answer = browser.answer(
        f"/evaluatie/{pilot.slug}/werkbestanden", **{"form": form, "reason": "Tellen", "promise": "yes", **fields}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


@pytest.mark.parametrize("form", ["sav", "parquet", "qdpx"])
def test_a_working_file_holds_released_stories_under_consent_for_research_and_no_others(
    evaluator: Visitor, pilot: Pilot, form: str
) -> None:
    content = take(evaluator, pilot, form)
    read = _texts(form, content)
    assert len(read) == 2
    assert TOLD in read
    assert not any(mark in text for text in read for mark in (UNRELEASED, NO_ANALYSIS))


def _texts(form: str, content: bytes) -> list[str]:
    if form == "parquet":
        import pyarrow.parquet as pq

        return list(pq.read_table(io.BytesIO(content)).column("text").to_pylist())
    if form == "qdpx":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            told = [package.read(name).decode() for name in package.namelist() if name.endswith(".txt")]
        return [line for text in told for line in text.split("\n") if line and not line.startswith("Verhaal ")]
    import tempfile
    from pathlib import Path

    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sav"
        path.write_bytes(content)
        return list(pyreadstat.read_sav(str(path))[0]["text"])


def test_who_takes_a_working_file_when_and_why_is_written_down(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    take(evaluator, pilot, "sav", reason="Voor de tabel bij de raadsbrief")
    [event] = database.scalars(select(AuditEvent).where(AuditEvent.action == "working_copy.taken"))
    assert event.actor_id is not None
    assert event.detail["reason"] == "Voor de tabel bij de raadsbrief"
    assert (event.detail["form"], event.detail["stories"]) == ("sav", 2)
    database.commit()


@pytest.mark.parametrize("missing", ["reason", "promise", "form"])
def test_without_a_reason_a_promise_or_a_choice_there_is_no_file(
    evaluator: Visitor, pilot: Pilot, database: Session, missing: str
) -> None:
    fields = {"form": "sav", "reason": "Tellen", "promise": "yes"}
    del fields[missing]
    evaluator.get(f"/evaluatie/{pilot.slug}/werkbestanden")
    evaluator.post(f"/evaluatie/{pilot.slug}/werkbestanden", 400, **fields)
    assert database.scalar(select(AuditEvent).where(AuditEvent.action == "working_copy.taken")) is None
    database.commit()


def test_a_codebook_without_confirmed_themes_is_refused_in_words(evaluator: Visitor, pilot: Pilot) -> None:
    evaluator.get(f"/evaluatie/{pilot.slug}/werkbestanden")
    page = evaluator.post(f"/evaluatie/{pilot.slug}/werkbestanden", 400, form="qdc", reason="Tellen", promise="yes")
    assert "nog niets" in page


def test_a_withdrawn_story_is_in_no_next_working_file(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    from survey.models.submission import Submission

    address = f"/evaluatie/{pilot.slug}/werkbestanden"
    refs = database.scalars(select(Submission.ref)).all()
    database.commit()
    for ref in refs:
        retention.withdraw(database, ref=ref, by=None, now=NOON)
        database.commit()
    evaluator.get(address)
    evaluator.post(address, 400, form="sav", reason="Tellen", promise="yes")


def test_corrections_stand_in_the_order_in_which_they_were_written(
    evaluator: Visitor, pilot: Pilot, database: Session, person: Make
) -> None:
    issue(evaluator, pilot)
    by = person("evaluator")
    [version] = reporting.versions(database, pilot=pilot)
    for text in ("Eerst dit.", "Toen dat."):
        report_corrections.correct(database, version=version, text=text, by=by, now=NOON)
    assert [c.text for c in report_corrections.corrections(database, version=version)] == ["Eerst dit.", "Toen dat."]
    database.commit()
