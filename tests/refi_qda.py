"""The schemas of the REFI-QDA standard, as its makers publish them (tests/data/refi-qda, MIT)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from lxml import etree

SCHEMAS = Path(__file__).parent / "data" / "refi-qda"


def assert_valid(written: bytes, schema: Literal["Project", "Codebook"]) -> None:
    """Raises AssertionError with the line and the reason of everything that the schema does not allow."""
    held = _schema(schema)
    assert held.validate(etree.fromstring(written)), str(held.error_log)


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
