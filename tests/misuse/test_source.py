"""What is never in the source: ways to run, to unpack or to believe text that somebody sent."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from survey.config import ROOT
from survey.extensions import db
from survey.models.account import User

SOURCE = [path for package in ("survey", "reports", "analysis") for path in sorted((ROOT / package).rglob("*.py"))]
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "render_template_string"}
NO_METHOD = {"render_template_string", "from_string", "system", "popen"}
HARMLESS = {"RGBColor.from_string"}
"""Another method of that name: a colour of a Word file from its six digits."""
TRUSTED = {"survey/evaluate/theme_picture.py", "reports/render/pictures.py", "reports/render/html.py"}
"""Where a drawing or a style of our own goes into a page as it is."""
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "subprocess", "telnetlib", "xmlrpc"}
ONE_CHILD = "survey/services/recordings.py: subprocess"
"""A fixed command without a shell: our own programme that makes a recording anew (docs/decisions/0010)."""
TRUSTING = re.compile(
    r"\|\s*safe\b|autoescape false|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bFunction\(|\beval\("
)
OWN_PAGE_IN_A_PAGE = {"survey/manage/templates/manage/preview.html": 1}
"""The preview of a questionnaire shows a page that our own template has rendered, and escaped, a moment before."""


def calls_and_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            where = str(path.relative_to(ROOT))
            if isinstance(called, ast.Name) and called.id in NEVER_CALLED:
                yield f"{where}: {called.id}()"
            if isinstance(called, ast.Attribute) and called.attr in NO_METHOD and ast.unparse(called) not in HARMLESS:
                yield f"{where}: .{called.attr}()"
            if isinstance(called, ast.Name) and called.id == "Markup" and node.args and where not in TRUSTED:
                yield f"{where}: Markup()"
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (f"{path.relative_to(ROOT)}: {name}" for name in names if name.split(".")[0] in NEVER_IMPORTED)


def test_nothing_of_the_source_runs_or_trusts_text() -> None:
    assert len(SOURCE) > 100
    assert [found for path in SOURCE for found in calls_and_imports(path)] == [ONE_CHILD]


def test_no_template_or_script_trusts_text() -> None:
    written = [*ROOT.glob("survey/**/*.html"), *ROOT.glob("reports/**/*.j2"), *ROOT.glob("static/js/*.js")]
    assert len(written) > 50
    found = {str(path.relative_to(ROOT)): len(TRUSTING.findall(path.read_text("utf-8"))) for path in written}
    assert {path: n for path, n in found.items() if n} == OWN_PAGE_IN_A_PAGE


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    """The policy would refuse it; better that nobody writes it."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|href=\"javascript:", re.IGNORECASE)
    pages = ROOT.glob("survey/**/*.html")
    assert {
        str(page.relative_to(ROOT)): found for page in pages if (found := inline.findall(page.read_text("utf-8")))
    } == {}


def test_a_fresh_installation_has_no_account(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 0


def test_every_full_run_makes_the_list_of_parts_and_asks_for_known_holes() -> None:
    makefile, run = (ROOT / "Makefile").read_text("utf-8"), (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make sbom" in run
    assert "make lint" in run
    lint = makefile.split("\nlint:")[1].split("\n\n")[0]
    assert "audit" in lint
    assert "dist/" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_every_test_that_the_table_of_asvs_names_exists() -> None:
    table = (ROOT / "docs" / "privacy" / "asvs.md").read_text("utf-8")
    rows = [line for line in table.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) > 60
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named or "**gap:**" in row, row
        for path, test in named:
            assert (ROOT / path).exists(), row
            assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), row
