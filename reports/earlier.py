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

_ADDED: dict[int, dict[str, Any]] = {
    2: {"sections": list(SECTIONS_1), "texts": [], "chosen": [], "signals": None, "risks": []},
    3: {"triads": [], "theme_map": None, "saturation": None},
    4: {},
}
"""By schema, what it added to a report, empty."""
_ADDED_INSIDE: dict[int, tuple[str, dict[str, Any]]] = {
    2: ("reflections", {"decisions": []}),
    3: ("panel", {"n_on_paper": 0, "has_group": False}),
    4: ("lessons", {"written_on": None}),
}
"""By schema, what it added to each record of a list."""


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a report of any schema with what later ones added, empty."""
    made = dict(data)
    for schema in _later_than(data.get("schema")):
        made = _ADDED[schema] | made
        name, added = _ADDED_INSIDE[schema]
        made[name] = [{**added, **record} for record in made.get(name, ()) if isinstance(record, Mapping)]
    return made


def written(data: Mapping[str, Any], schema: int) -> dict[str, Any]:
    """The data without what later schemas added, so that an earlier report keeps its bytes and its checksum."""
    made = dict(data)
    for later in _later_than(schema):
        made = {name: value for name, value in made.items() if name not in _ADDED[later]}
        name, added = _ADDED_INSIDE[later]
        made[name] = [{key: value for key, value in record.items() if key not in added} for record in made[name]]
    return made


def _later_than(schema: object) -> list[int]:
    return [later for later in _ADDED if isinstance(schema, int) and schema < later]
