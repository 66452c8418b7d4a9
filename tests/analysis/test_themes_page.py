"""The examples of docs/methods/themes.md run as they stand, without Flask or a database."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs/methods/themes.md").read_text("utf-8"), re.DOTALL)


def test_every_example_runs(
    encoder,
    stories: tuple[str, ...],
    story_vectors: np.ndarray,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import analysis.embed

    monkeypatch.setattr(analysis.embed, "default_encoder", lambda: encoder)
    given = {"texts": list(stories), "languages": ["nl"] * len(stories)}
    assert len(BLOCKS) >= 4
    for block in BLOCKS:
        exec(compile(block, "themes.md", "exec"), given)
    printed = capsys.readouterr().out
    assert any(word in printed for word in ("firm", "fair", "shaky"))
    assert "seeded" in printed


def test_the_examples_import_the_analysis_and_nothing_else() -> None:
    for block in BLOCKS:
        for line in block.splitlines():
            if line.startswith(("import ", "from ")):
                assert line.startswith(("from analysis.", "from analysis import")), line


def test_finding_topics_needs_no_flask_and_no_tables() -> None:
    check = (
        "import sys; import analysis.topics, analysis.coverage, analysis.stability, analysis.executor; "
        "assert not {'flask', 'sqlalchemy', 'wtforms', 'survey'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)
