"""The demo, end to end, as `make demo` runs it: once, again, and with a story of one's own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from analysis.records import Span
from reports.render.formats import FORMATS
from survey.app import create_app
from survey.config import Settings
from survey.demo import files, replay
from survey.extensions import db
from survey.models import Base
from survey.models.indicator import PublishedRelease
from survey.models.released import DeidentifiedStory, MaskDecision, ReleaseDecision
from survey.services import api_tokens, deidentification, programmes, publishing, released, reporting, stories
from survey.services.deidentification import Proposal
from survey.services.errors import DecisionMissing
from tests import factories
from tests.survey import demo_attack
from tests.survey import published_numbers as numbers

FULL = os.environ.get("TORTURE") == "full"
pytestmark = [pytest.mark.torture]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The application after `flask --app survey demo`, and what that printed."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(Settings(environment="development", instance_folder=folder, https=False))
    done = app.test_cli_runner().invoke(args=["demo"])
    assert done.exit_code == 0, done.output
    yield app, done.output
    with app.app_context():
        db.engine.dispose()


def rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def reports(app: Flask) -> list[Path]:
    return sorted((app.config["LOEX"].instance_folder / "reports").glob("*.html"))


def test_the_demo_says_what_each_stage_did_and_where_the_reports_are(demo: tuple[Flask, str]) -> None:
    _, output = demo
    for stage in ("told", "released", "clustered", "reviewed", "measured", "reported"):
        assert any(line.strip().startswith(stage) and line.rstrip().endswith(" s") for line in output.splitlines()), (
            stage
        )
    assert "samen-1.html" in output
    assert "/vertel/" in output
    assert "coordinator@voorbeeld.example" in output


def test_the_demo_run_again_does_no_harm(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    before, files_before = rows(app), [path.read_bytes() for path in reports(app)]
    again = app.test_cli_runner().invoke(args=["demo"])
    assert again.exit_code == 0, again.output
    assert rows(app) == before
    assert [path.read_bytes() for path in reports(app)] == files_before


def test_every_release_has_a_person_and_a_decision_per_span(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    with app.app_context():
        n_released = db.session.scalar(select(func.count(DeidentifiedStory.ref)))
        decided = db.session.scalars(select(ReleaseDecision).where(ReleaseDecision.outcome == "released")).all()
        assert len(decided) == n_released
        assert all(decision.decided_by_id for decision in decided)
        assert db.session.scalar(select(func.count(MaskDecision.id))) > 200


def test_no_masked_words_are_left_in_a_released_story(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    with app.app_context():
        ids = replay.story_ids(db.session, key_ring=app.config["KEY_RING"])
        seen = 0
        for pilot in (programmes.get_pilot(db.session, slug=slug) for slug in ("samen", "scherm")):
            for story in released.stories(db.session, pilot=pilot, use="analysis", key_ring=app.config["KEY_RING"]):
                for mask in files.decisions()[ids[uuid.UUID(story.ref)]]["release"]["masks"]:
                    if len(mask["surface"]) > 3:
                        seen += 1
                        assert mask["surface"] not in story.text, story.ref
        assert seen > 100


def test_a_report_is_one_file_with_charts_tables_and_verbatim_quotes(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    assert len(reports(app)) == 2
    for path in reports(app):
        page = html.fromstring(path.read_bytes())
        assert len(page.xpath("//*[local-name()='svg']")) >= 2
        assert len(page.xpath("//table")) >= 2
        quotes = [" ".join(quote.text_content().split()) for quote in page.xpath("//blockquote")]
        assert len(quotes) >= 3
        slug = path.stem.split("-")[0]
        with app.app_context():
            pilot = programmes.get_pilot(db.session, slug=slug)
            texts = [
                " ".join(story.text.split())
                for story in released.stories(db.session, pilot=pilot, use="quotation", key_ring=app.config["KEY_RING"])
            ]
        for quote in quotes:
            assert any(quote.strip("“”„\"' ") in text or text in quote for text in texts), quote
        assert not page.xpath("//script | //link[@rel='stylesheet'] | //img[starts-with(@src, 'http')]")


def test_nothing_that_was_held_back_is_in_a_report(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    held = [s for s in files.stories() if files.decisions()[s["id"]]["release"]["outcome"] == "held_back"]
    assert len(held) >= 5
    for path in reports(app):
        text = path.read_text("utf-8")
        for story in held:
            assert story["story"][:40] not in text


@pytest.fixture(scope="module")
def with_second_report(demo: tuple[Flask, str]) -> Flask:
    """The demo after a story was typed in by hand, checked, and reported on."""
    app, _ = demo
    with app.app_context():
        session, now = db.session, app.config["CLOCK"]()
        pilot = programmes.get_pilot(session, slug="scherm")
        wave = programmes.get_wave(session, pilot=pilot, number=2)
        before = released.counts(session, pilot=pilot)[2, "parent"]
        told = stories.Told(
            perspective="parent", language="nl", route="school", answers={"rapport": 5},
            consent={"analysis": True, "panel": True, "quotation": True},
            texts={"story": "Mijn zoon slaapt weer. Dat had ik in maart niet gedacht."},
        )  # fmt: skip
        ref = stories.tell(
            session, wave=wave, told=told, key_ring=app.config["KEY_RING"], idempotency_key="met de hand", entered_as="web", now=now
        ).ref  # fmt: skip
        by = replay_person(session, "coordinator")
        factories.release(session, pilot=pilot, ref=ref, by=by, now=now, key_ring=app.config["KEY_RING"])
        session.commit()
        assert released.counts(session, pilot=pilot)[2, "parent"] == (before[0] + 1, before[1] + 1)
    issued = app.test_cli_runner().invoke(
        args=["reports", "issue", "--pilot", "scherm", "--by", "evaluator@voorbeeld.example"]
    )
    assert issued.exit_code == 0, issued.output
    return app


def test_a_story_typed_in_by_hand_appears_in_the_next_report(with_second_report: Flask) -> None:
    app = with_second_report
    with app.app_context():
        pilot = programmes.get_pilot(db.session, slug="scherm")
        assert [version.number for version in reporting.versions(db.session, pilot=pilot)] == [2, 1]
    second = (app.config["LOEX"].instance_folder / "reports" / "scherm-2.html").read_text("utf-8")
    assert "Mijn zoon slaapt weer. Dat had ik in maart niet gedacht." in second
    assert "Mijn zoon slaapt weer" not in reports(app)[1].read_text("utf-8")


@pytest.mark.parametrize("slug", ["samen", "scherm"] if FULL else ["samen"])
def test_an_attacker_recovers_no_small_count_from_all_releases_of_the_demo(
    with_second_report: Flask, slug: str
) -> None:
    """scherm has two, which takes minutes: under `make torture`."""
    app = with_second_report
    with app.app_context():
        pilot = programmes.get_pilot(db.session, slug=slug)
        steps = demo_attack.steps_of(db.session, pilot)
        assert len(steps) == {"samen": 1, "scherm": 2}[slug]
        found, n_tried = demo_attack.recovered(steps)
        assert demo_attack.recovered_from_pictures(db.session, pilot)[0] == []
    assert n_tried > 100, "the demo must hold small counts to protect"
    assert found == []


@pytest.mark.parametrize("slug", ["samen", "scherm"])
def test_no_table_no_drawing_and_no_interface_holds_a_number_that_was_not_released(
    demo: tuple[Flask, str], slug: str
) -> None:
    app, _ = demo
    with app.app_context():
        pilot = programmes.get_pilot(db.session, slug=slug)
        planned = [n for wave in pilot.waves for n in (wave.planned or {}).values()]
        for version in reporting.versions(db.session, pilot=pilot):
            results = publishing.published_results(db.session.get_one(PublishedRelease, version.release_id))
            report = reporting.frozen(version)
            ledger = reporting.ledger(db.session, pilot=pilot, version=version, key_ring=app.config["KEY_RING"])
            files_of = {form: FORMATS[form].render(report, ledger) for form in ("csv", "xlsx", "json", "html")}
            known = numbers.released_figures(results)
            for form, read in (("csv", numbers.of_csv), ("xlsx", numbers.of_xlsx), ("json", numbers.of_json)):
                assert len(read(files_of[form])) > 40, form
                assert read(files_of[form]) <= known, form
            drawings = numbers.Drawings(files_of["html"])
            assert numbers.strange_intervals(drawings, results.indicators) == []
            assert numbers.strange_words(drawings, results, planned) == set()
            assert results.pictures is not None
            assert numbers.same_pictures(drawings, results.pictures)
            assert {round(stories, 6) % 5 for stories in drawings.bars()} == {0.0}
            assert not [name for name in drawings.attributes() if name.startswith("data") or name == "href"]


def test_the_data_interface_answers_with_the_release_and_nothing_else(demo: tuple[Flask, str]) -> None:
    app, _ = demo
    with app.app_context():
        pilot = programmes.get_pilot(db.session, slug="samen")
        by, now = replay_person(db.session, "evaluator"), app.config["CLOCK"]()
        key = api_tokens.make(
            db.session,
            pilot=pilot,
            purpose="Bord",
            scopes=["figures"],
            days=7,
            by=by,
            now=now,  # type: ignore[arg-type]
        )
        db.session.commit()
        (release,) = publishing.releases(db.session, pilot=pilot)
        known, number = numbers.released_figures(publishing.published_results(release)), release.number
    answer = app.test_client().get(
        f"/api/v1/pilots/samen/releases/{number}/indicators", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200
    assert numbers.of_interface(answer.data) <= known


def replay_person(session: object, key: str) -> object:
    from survey.services import accounts

    return accounts.find_by_email(db.session, email=f"{key}@voorbeeld.example")


def proposal(text: str, *spans: tuple[int, int]) -> Proposal:
    found = tuple(Span(start, end, "PERSON", "list", 0.9, "auto") for start, end in spans)
    return Proposal(uuid.uuid4(), "nl", {"story": text}, {"story": found})


def test_a_proposed_mark_that_the_person_did_not_name_is_let_stand_and_recorded() -> None:
    (decision,) = replay.decide_spans(proposal("Beer was lief", (0, 4)), [])
    assert (decision.masked, decision.proposed_by) == (False, "list")


def test_words_that_nothing_proposed_are_added_by_the_person() -> None:
    decisions = replay.decide_spans(proposal("Toen kwam Noa"), [{"surface": "Noa", "label": "PERSON"}])
    assert [(d.start, d.end, d.masked, d.proposed_by) for d in decisions] == [(10, 13, True, deidentification.PERSON)]


def test_a_name_is_not_found_inside_a_longer_word() -> None:
    decisions = replay.decide_spans(proposal("Mo wil morgen"), [{"surface": "Mo", "label": "PERSON"}])
    assert [(d.start, d.end) for d in decisions] == [(0, 2)]


@pytest.mark.parametrize("broken", [{"outcome": "released", "masks": []}, {"by": "coordinator", "outcome": "released"}])
def test_a_decision_without_a_person_or_without_masks_is_refused(
    demo: tuple[Flask, str], monkeypatch: pytest.MonkeyPatch, broken: dict[str, object]
) -> None:
    with pytest.raises(DecisionMissing):
        replay._actor(None, broken)  # type: ignore[arg-type]
