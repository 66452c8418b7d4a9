"""`flask --app survey stories import`: a summary on success; else every problem on stderr and nothing written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from survey.extensions import db
from tests import factories
from tests.conftest import Clock
from tests.survey.imports import EXAMPLES, EXPORTS, NOW, n_stories


@pytest.fixture
def app(app: Flask, clock: Clock) -> Iterator[Flask]:
    clock.at = NOW
    with app.app_context():
        factories.make_pilot(db.session, now=NOW, slug="samen")
        db.session.commit()
        yield app
        db.session.rollback()


def _run(app: Flask, file: Path, mapping: Path, *more: str) -> tuple[int, str, str]:
    arguments = ["stories", "import", str(file), "--pilot", "samen", "--wave", "1", "--map", str(mapping), *more]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_what_it_did_and_a_second_time_adds_nothing(app: Flask, tmp_path: Path) -> None:
    file = Path(shutil.copy(EXPORTS / "kobo.csv", tmp_path))
    code, out, err = _run(app, file, EXAMPLES / "kobo.toml")
    assert (code, err) == (0, "")
    assert out.splitlines() == ["4 rows read.", "4 stories added.", "0 known already and left as they were."]
    _, out, _ = _run(app, file, EXAMPLES / "kobo.toml")
    assert out.splitlines()[1:] == ["0 stories added.", "4 known already and left as they were."]
    assert n_stories() == 4


def test_the_command_with_check_writes_nothing(app: Flask) -> None:
    code, out, _ = _run(app, EXPORTS / "kobo.csv", EXAMPLES / "kobo.toml", "--check")
    assert code == 0
    assert "4 stories would be added (nothing was written)." in out
    assert n_stories() == 0


def test_the_command_fails_with_every_problem_on_stderr_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "kobo.csv"
    export = (EXPORTS / "kobo.csv").read_text(encoding="utf-8")
    file.write_text(export.replace("2026-04-07", "2025-04-07").replace("leerkracht", "tuinman"), encoding="utf-8")
    code, out, err = _run(app, file, EXAMPLES / "kobo.toml")
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == "Nothing was imported. 4 problems:"
    assert "line 5, column 'wie/rol': has an answer of 7 characters that is not mapped for professional_role" in err
    assert "drie dagen" not in err
    assert "tuinman" not in err
    assert n_stories() == 0


def test_the_command_says_that_a_pilot_or_wave_does_not_exist(app: Flask, tmp_path: Path) -> None:
    arguments = ["stories", "import", str(EXPORTS / "kobo.csv"), "--map", str(EXAMPLES / "kobo.toml")]
    for place in (["--pilot", "nergens", "--wave", "1"], ["--pilot", "samen", "--wave", "9"]):
        result = app.test_cli_runner().invoke(args=[*arguments, *place])
        assert result.exit_code == 1
        assert "Nothing was imported. 1 problem:" in result.stderr
