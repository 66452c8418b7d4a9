"""Reading the invented programme's data files. Their format is described in the README beside them."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def settings(name: str) -> dict[str, Any]:
    """`programme`, `rulings`, `questionnaire` or `afterwards`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def stories() -> tuple[dict[str, Any], ...]:
    """What the invented tellers sent, in the order of the files."""
    return _lines("stories")


@cache
def decisions() -> dict[str, dict[str, Any]]:
    """What the invented coordinator and panel seats decided, by story."""
    return {line["id"]: line for line in _lines("decisions")}


def _lines(folder: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        json.loads(line)
        for path in sorted((FOLDER / folder).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
