"""The register of processing, read from the file that the build compares with the tables."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from survey.config import ROOT


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    purpose: str
    category: str
    ground: str
    term: str


@dataclass(frozen=True, slots=True)
class Register:
    """grounds, categories: explained by code. terms: (explanation, whether Loex deletes it by itself) by code. tables: their
    columns, by name."""

    grounds: dict[str, str]
    categories: dict[str, str]
    terms: dict[str, tuple[str, bool]]
    tables: dict[str, tuple[Column, ...]]


@cache
def load() -> Register:
    stored: dict[str, Any] = tomllib.loads((ROOT / "docs/privacy/register.toml").read_text("utf-8"))
    return Register(
        stored["grounds"],
        stored["categories"],
        {name: (term["until"], term["automatic"]) for name, term in stored["terms"].items()},
        {name: tuple(_columns(table)) for name, table in sorted(stored["table"].items())},
    )


def _columns(table: dict[str, Any]) -> list[Column]:
    return [
        Column(name, **{"ground": table["ground"], "term": table["term"], **described})
        for name, described in table["columns"].items()
    ]
