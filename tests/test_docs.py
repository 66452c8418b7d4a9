"""What the documents say about the code is kept true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from survey.config import VERSION
from survey.models.account import ROLES

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def glossary() -> dict[str, tuple[str, str]]:
    rows = [
        line.split("|")[1:4] for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line[:2] == "| "
    ]
    return {term.strip(): (dutch.strip(), meaning.strip()) for term, dutch, meaning in rows[1:]}


def test_every_term_of_the_glossary_is_one_sentence_in_alphabetical_order() -> None:
    terms = glossary()
    assert list(terms) == sorted(terms)
    for term, (dutch, meaning) in terms.items():
        assert dutch, term
        assert re.fullmatch(r"[A-Z][^.]*\.", meaning), f"{term}: {meaning}"


def test_every_role_with_a_screen_is_in_the_glossary() -> None:
    spoken = {role.replace("_", " ") for role in ROLES} - {"panel member", "data protection officer"}
    assert spoken <= set(glossary())


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^(torch|sentence-transformers|umap-learn|hdbscan|numba)==", text, re.MULTILINE)
        pinned = re.findall(r"^[a-z0-9][^\s]*==\S+", text, re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") > len(pinned)


def test_the_make_targets_that_others_call_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "run", "test", "test-all", "lint", "bench", "worker", "torture", "help"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
