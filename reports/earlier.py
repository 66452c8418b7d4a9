"""Reports that were issued before their record grew: read with nothing in the new places, written again as they were."""

from collections.abc import Mapping
from typing import Any

SECTIONS_1 = (
    "coverage",
    "then_now",
    "aspects",
    "themes",
    "quotes",
    "compare",
    "reflection",
    "lessons",
    "method",
    "provenance",
    "glossary",
)
"""The sections of every report of schema 1, in their order."""

_ADDED_IN_2 = {"sections": list(SECTIONS_1), "texts": [], "chosen": [], "signals": None, "risks": []}


def from_schema_1(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a report of schema 1 with what schema 2 added, empty."""
    moments = [moment | {"decisions": []} for moment in data.get("reflections", ()) if isinstance(moment, dict)]
    return {**_ADDED_IN_2, **data, "reflections": moments}


def as_schema_1(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without what schema 2 added, so that an earlier report keeps its bytes and its checksum."""
    kept = {name: value for name, value in data.items() if name not in _ADDED_IN_2}
    moments = [{k: v for k, v in moment.items() if k != "decisions"} for moment in kept["reflections"]]
    return kept | {"reflections": moments}
