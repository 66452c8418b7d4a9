"""`flask --app survey panel list|log|phase|cards`: counts and codes, never anybody's words, and nothing past the rules."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from flask import Flask

from survey.extensions import db
from survey.services import panels, seats
from tests import factories
from tests.conftest import NOON
from tests.survey import analysis_worlds as worlds

SAID = "labelmerkteken"


@dataclass
class Planned:
    number: str
    facilitator: str
    stranger: str


@pytest.fixture
def planned(sqlite_app: Flask) -> Planned:
    with sqlite_app.app_context():
        ring = sqlite_app.config["KEY_RING"]
        pilot = factories.make_pilot(db.session, now=NOON)
        by = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        stranger = factories.make_user(db.session, now=NOON, role="evaluator", pilot=pilot)
        worlds.tell_and_release(db.session, pilot=pilot, by=by, n=6, key_ring=ring)
        run = worlds.search(db.session, pilot=pilot, labels=[0, 0, 0, 1, 1, 1], key_ring=ring)
        meeting = panels.plan_meeting(
            db.session, pilot=pilot, wave=pilot.waves[0], run=run, title="Panel in april", held_on=NOON.date(),
            facilitator=by, members=[], n_random=4, sample_seed=5, key_ring=ring, by=by, now=NOON, n_code_seats=2,
        )  # fmt: skip
        ref = seats.unread(db.session, meeting=meeting, seat=1)[0]
        seats.label_once(
            db.session, pilot=pilot, meeting=meeting, seat=1, ref=ref, tags=[SAID], reason=SAID, key_ring=ring, now=NOON
        )
        db.session.commit()
        return Planned(str(meeting.id)[:8], by.email, stranger.email)


def told(app: Flask, *words: str, exit_code: int = 0) -> str:
    answer = app.test_cli_runner().invoke(args=["panel", *words, "--pilot", "proef"])
    assert answer.exit_code == exit_code, answer.output
    assert SAID not in answer.output
    return answer.output


def test_meetings_are_listed_with_the_number_that_the_other_commands_ask(sqlite_app: Flask, planned: Planned) -> None:
    said = told(sqlite_app, "list")
    assert planned.number in said
    assert "read     2 seats   4 stories  Panel in april" in said


def test_the_log_says_who_did_what_without_a_word_of_it(sqlite_app: Flask, planned: Planned) -> None:
    assert "seat 1" in told(sqlite_app, "log", planned.number)


def test_only_the_facilitator_takes_the_meeting_on_and_one_phase_at_a_time(sqlite_app: Flask, planned: Planned) -> None:
    assert "seat 1: 1 of 4, busy" in told(sqlite_app, "phase", planned.number)
    refused = told(sqlite_app, "phase", planned.number, "--to", "judge", "--by", planned.stranger, exit_code=1)
    assert "NotAllowed" in refused
    told(sqlite_app, "phase", planned.number, "--to", "decide", "--by", planned.facilitator, exit_code=1)
    told(sqlite_app, "phase", planned.number, "--to", "judge", exit_code=1)
    assert "Panel in april: judge" in told(
        sqlite_app, "phase", planned.number, "--to", "judge", "--by", planned.facilitator
    )


def test_cards_are_written_as_pdf_by_who_may_print_them(sqlite_app: Flask, planned: Planned, tmp_path: Path) -> None:
    file = tmp_path / "kaarten.pdf"
    about = ["--address", "https://loex.voorbeeld.example"]
    told(sqlite_app, "cards", planned.number, str(file), "--by", planned.stranger, *about, exit_code=1)
    assert not file.exists()
    told(sqlite_app, "cards", planned.number, str(file), "--by", planned.facilitator, *about)
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)
    assert all(f"Verhaal {n}" in words for n in (1, 2, 3, 4))


def test_a_number_that_no_meeting_has_is_refused_in_one_line(sqlite_app: Flask, planned: Planned) -> None:
    assert planned.number
    assert "0 meetings" in told(sqlite_app, "log", "zzzz", exit_code=1)
