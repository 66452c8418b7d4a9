"""The examples of docs/methods/codebook.md run as they stand, without Flask or a database."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.codebook import LabelEvent, ThemeDefinition
from analysis.records import ReadStory, StoryVector, Verdict
from tests.analysis.conftest import GROUPS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/methods/codebook.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_runs(encoder, stories: tuple[str, ...], story_vectors: np.ndarray, capsys) -> None:
    names = list(GROUPS)
    refs = [f"s{row:02d}" for row in range(len(stories))]
    given = {
        "vectors": {
            ref: StoryVector(ref, "", encoder.model_id, vector) for ref, vector in zip(refs, story_vectors, strict=True)
        },
        "found_vectors": story_vectors,
        "texts": dict(zip(refs, stories, strict=True)),
        "languages": dict.fromkeys(refs, "nl"),
        "pilots": {ref: "samen" if row % 8 < 4 else "scherm" for row, ref in enumerate(refs)},
        "verdicts": [Verdict(name, "confirm", "herken ik", name=name, final=True) for name in names],
        "events": [LabelEvent(row, ref, names[row % 4], "seat 1") for row, ref in enumerate(refs[:40])],
        "definitions": [ThemeDefinition(1, "theme-waiting", "Wachten", "Lang wachten op hulp.")],
        "encode": encoder.encode,
        "readings": [
            ReadStory(ref, "samen", 1, "parent", (frozenset({names[row % 4]}), frozenset({names[row % 3]})))
            for row, ref in enumerate(refs)
        ],
    }
    assert len(BLOCKS) >= 5
    for block in BLOCKS:
        exec(compile(block, "codebook.md", "exec"), given)
    printed = capsys.readouterr().out
    assert "2 ('s39',)" not in printed
    assert "random-first" in printed


def test_the_examples_import_the_analysis_and_nothing_else() -> None:
    for block in BLOCKS:
        for line in block.splitlines():
            if line.startswith(("import ", "from ")):
                assert line.startswith("from analysis."), line


def test_the_codebook_works_without_flask_or_tables() -> None:
    check = (
        "import sys; import analysis.codebook, analysis.agreement, analysis.themes; "
        "assert not {'flask', 'sqlalchemy', 'wtforms', 'survey'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)


@pytest.mark.parametrize("name", ["LabelEvent", "ThemeDefinition", "OtherModel", "CodebookTampered", "cautions"])
def test_the_page_names_what_exists(name: str) -> None:
    from analysis import codebook

    assert f"`{name}`" in PAGE
    assert hasattr(codebook, name) or name in codebook.Assignment.__dataclass_fields__
