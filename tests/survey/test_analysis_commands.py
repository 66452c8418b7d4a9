"""`flask --app survey analysis compare|explain|run`: plain sentences, short identifiers, never a story's words."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask

from survey.extensions import db
from survey.models.analysis import AnalysisRun
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey import analysis_worlds as worlds

FIRST = [0] * 6 + [1] * 6 + [-1] * 2
SECOND = [1] * 6 + [0] * 5 + [-1] * 3 + [0] * 4


@pytest.fixture
def two(sqlite_app: Flask) -> tuple[AnalysisRun, AnalysisRun]:
    with sqlite_app.app_context():
        key_ring: KeyRing = sqlite_app.config["KEY_RING"]
        pilot = factories.make_pilot(db.session, now=NOON)
        coordinator = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        worlds.tell_and_release(db.session, pilot=pilot, by=coordinator, n=worlds.N_ALL, key_ring=key_ring)
        runs = (
            worlds.search(db.session, pilot=pilot, labels=FIRST, key_ring=key_ring),
            worlds.search(db.session, pilot=pilot, labels=SECOND, key_ring=key_ring, seed=2, hours=3),
        )
        db.session.commit()
        for run in runs:
            db.session.refresh(run)
        db.session.expunge_all()
    return runs


def told(app: Flask, *words: str, exit_code: int = 0) -> str:
    answer = app.test_cli_runner().invoke(args=["analysis", *words])
    assert answer.exit_code == exit_code, answer.output
    assert "Wachtverhaalmerkteken" not in answer.output
    return answer.output


def test_compare_says_what_changed_and_which_themes_may_be_the_same(
    sqlite_app: Flask, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    said = told(sqlite_app, "compare", str(two[1].id)[:8], str(two[0].id)[:8])
    assert f"Earlier run {str(two[0].id)[:8]}, later run {str(two[1].id)[:8]}." in said
    assert "4 new, 0 in the earlier run only, 14 in both" in said
    assert "The starting number was 1 and is now 2." in said
    assert "theme 1 (woord0), 6 stories  ->  theme 2 (woord1), 6 stories: nearly the same, overlap 1.00" in said


def test_explain_names_settings_firmness_and_stories_by_short_identifier(
    sqlite_app: Flask, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    number = str(two[0].id)
    run = told(sqlite_app, "explain", number)
    assert "The computer looks 40 times, each time at 80\u00a0% of the stories." in run
    assert "the packaged language model" in run
    theme = told(sqlite_app, "explain", number, "1")
    assert "How firm: fair (came back in 90% of resamples)." in theme
    (all_stories,) = [line for line in theme.splitlines() if line.startswith("All its stories")]
    assert len(all_stories.split(":")[1].split(",")) == 6
    assert "no theme 9" in told(sqlite_app, "explain", number, "9", exit_code=1)


@pytest.mark.parametrize("beginning", ["", "zz", " "])
def test_a_run_that_is_not_there_is_said_to_be_not_there(
    sqlite_app: Flask, two: tuple[AnalysisRun, AnalysisRun], beginning: str
) -> None:
    assert "exactly one has to" in told(sqlite_app, "explain", beginning, exit_code=1)


def test_a_model_that_is_not_there_is_one_plain_line_and_no_other_takes_its_place(
    sqlite_app: Flask, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    sqlite_app.config["LOEX"] = dataclasses.replace(
        sqlite_app.config["LOEX"], encoder="sentence-transformers:/nowhere/at/all"
    )
    said = told(sqlite_app, "run", "--pilot", "proef", exit_code=1)
    assert "The language model is not on this computer." in said
    assert "Traceback" not in said


def test_with_letters_only_every_result_says_so(
    sqlite_app: Flask, two: tuple[AnalysisRun, AnalysisRun], clock: Clock
) -> None:
    clock.at += timedelta(hours=5)
    sqlite_app.config["LOEX"] = dataclasses.replace(sqlite_app.config["LOEX"], encoder="lexical")
    said = told(sqlite_app, "run", "--pilot", "proef")
    assert "letters only" in said
    assert "(lexical" in said
