"""The register of processing names every column that exists, and nothing else, with a purpose, a ground, a kind and a term."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from survey.config import ROOT
from survey.models import Base, register_all

REGISTER: dict[str, Any] = tomllib.loads((ROOT / "docs/privacy/register.toml").read_text("utf-8"))


def columns() -> set[tuple[str, str]]:
    register_all()
    return {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}


def registered() -> dict[tuple[str, str], dict[str, str]]:
    return {
        (name, column): {"ground": table["ground"], "term": table["term"], **described}
        for name, table in REGISTER["table"].items()
        for column, described in table["columns"].items()
    }


def test_no_column_is_missing_from_the_register() -> None:
    assert sorted(columns() - set(registered())) == [], "say in docs/privacy/register.toml why these are kept"


def test_no_column_is_registered_that_does_not_exist() -> None:
    assert sorted(set(registered()) - columns()) == []


def test_every_column_has_a_purpose_and_a_known_ground_kind_and_term() -> None:
    for where, described in registered().items():
        assert described.keys() == {"purpose", "category", "ground", "term"}, where
        assert described["ground"] in REGISTER["grounds"], where
        assert described["category"] in REGISTER["categories"], where
        assert described["term"] in REGISTER["terms"], where
        assert re.fullmatch(r".{3,}\.", described["purpose"]), where


def test_no_ground_kind_or_term_is_explained_that_nothing_has() -> None:
    rows = registered().values()
    assert {row["ground"] for row in rows} == set(REGISTER["grounds"])
    assert {row["category"] for row in rows} == set(REGISTER["categories"])
    assert {row["term"] for row in rows} == set(REGISTER["terms"])


def test_what_is_about_a_person_has_a_ground() -> None:
    about_nobody = {"technical", "setting"}
    without = [
        where for where, row in registered().items() if row["ground"] == "none" and row["category"] not in about_nobody
    ]
    assert without == []


def test_every_column_with_words_of_a_story_is_sealed_in_its_name() -> None:
    """What is special and is text at all is stored as bytes that only the story's key opens."""
    register_all()
    open_text = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if registered()[table.name, column.name]["category"] == "special" and "Text" in type(column.type).__name__
    ]
    assert open_text == []
