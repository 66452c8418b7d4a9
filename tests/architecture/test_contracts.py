"""The contracts of docs/architecture.md that import-linter does not hold by itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("survey", "reports", "analysis")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
OURS = [path for path in SOURCES if "migrations" not in path.parts]

MOST_LINES_PER_FILE = 350
MOST_LINES_PER_FUNCTION = 40

MAY_SEE_TOLD_STORIES = {
    "survey.services.stories",
    "survey.services.deidentification",
    "survey.services.retention",
    "survey.services.keys",
}
HEAVY = (
    "bertopic",
    "sklearn",
    "sknetwork",
    "scipy",
    "onnxruntime",
    "onnx",
    "pandas",
    "altair",
    "vl_convert",
    "numba",
    "av",
)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=False, cache_dir=None)


def test_told_stories_are_imported_by_the_four_named_services_only(graph: grimp.ImportGraph) -> None:
    importers = graph.find_modules_that_directly_import("survey.models.story")
    others = {name for name in importers if ".".join(name.split(".")[:3]) not in MAY_SEE_TOLD_STORIES}
    assert others == set(), f"not allowed to see a story as told: {others}"


def test_no_relationship_points_at_the_story_as_told() -> None:
    from sqlalchemy.orm import configure_mappers

    from survey.models import Base, register_all

    register_all()
    configure_mappers()
    pointing = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.mapper.class_.__name__ == "Story"
    ]
    assert pointing == []


def test_models_can_be_used_without_flask() -> None:
    assert _loaded("from survey.models import register_all; register_all()", "flask") == []


def test_the_web_process_starts_without_the_heavy_libraries() -> None:
    assert _loaded("import survey.app; survey.app.create_app()", *HEAVY) == []


def test_a_recording_is_read_elsewhere() -> None:
    """FFmpeg is never in the web process: not even once a recording was taken."""
    taken = "import io, wave; from survey.services import recordings; f = io.BytesIO(); w = wave.open(f, 'wb'); w.setparams((1, 2, 8000, 0, 'NONE', '')); w.writeframes(bytes(8000)); w.close(); assert recordings.read(f.getvalue()).content"
    assert _loaded(taken, "av") == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MOST_LINES_PER_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1
            assert length <= MOST_LINES_PER_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_services_ask_the_database(path: Path) -> None:
    if path.relative_to(ROOT).parts[:2] in (("survey", "services"), ("survey", "models")):
        return
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "select" not in called


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    if path.relative_to(ROOT) == Path("survey/config.py"):
        return
    attributes = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not attributes & {"environ", "getenv"}


def test_published_records_are_made_by_disclosure_control_only() -> None:
    published = {
        node.name
        for node in ast.parse((ROOT / "analysis/published.py").read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert published, "analysis/published.py has no records: this test would see nothing"
    for path in OURS:
        if path == ROOT / "analysis/disclosure.py" or ROOT / "analysis/disclosure" in path.parents:
            continue
        made = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not made & published, f"{path.relative_to(ROOT)} makes {made & published}"


def test_import_contracts_hold() -> None:
    """Runs import-linter as `make lint` does, so that a broken contract also fails here."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:]


def _loaded(statement: str, *modules: str) -> list[str]:
    """Which of the modules are loaded once the statement has run in a fresh Python."""
    code = f"import os,tempfile; os.environ['LOEX_INSTANCE_FOLDER']=tempfile.mkdtemp(); {statement}\nimport sys; print([m for m in {modules!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return ast.literal_eval(done.stdout.strip().splitlines()[-1])
