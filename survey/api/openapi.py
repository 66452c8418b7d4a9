"""The OpenAPI 3.1 description of the data interface, made from the records that it answers, so that they cannot differ."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from datetime import date
from functools import cache
from typing import Any

from analysis.published import PublishedIndicator, PublishedTheme
from survey.api.records import PilotOut, Programme, Release
from survey.services.api_tokens import MOST_PER_MINUTE

RECORDS = {
    "Programme": Programme,
    "Pilot": PilotOut,
    "Release": Release,
    "Indicator": PublishedIndicator,
    "Theme": PublishedTheme,
}

_PILOT = {"name": "pilot", "in": "path", "required": True, "schema": {"type": "string"}}
_NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}

PATHS: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "/programmes": ("Programme", "The programme of the pilot that the key is for", []),
    "/pilots": ("Pilot", "The pilot that the key is for", []),
    "/pilots/{pilot}/releases": ("Release", "Releases of a pilot, the newest first", [_PILOT]),
    "/pilots/{pilot}/releases/{number}/indicators": (
        "Indicator",
        "Every figure of a release (scope: figures)",
        [_PILOT, _NUMBER],
    ),
    "/pilots/{pilot}/releases/{number}/themes": (
        "Theme",
        "The themes that the client panel confirmed (scope: themes)",
        [_PILOT, _NUMBER],
    ),
}
"""Address, record and meaning."""

PROBLEMS = {
    "401": "The key is missing, unknown, ended or past its last day",
    "403": "The key does not open this",
    "404": "There is no such pilot or release, or the key is for another pilot",
    "429": f"More than {MOST_PER_MINUTE} requests within a minute",
}

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Loex, published figures",
            "version": "1",
            "summary": "What impact reports rest on, for a dashboard of your own.",
            "description": (
                "Read-only. Counts are rounded, totals included, so they need not add up; a count of 0 means none or a "
                "few. Percentages exist only from enough stories up, each with its interval; show the two together. "
                "Stories are no sample: nothing here proves an effect, and perspectives are never added up. "
                "No story and no quote can be read here."
            ),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {address: {"get": _operation(address, *said)} for address, said in PATHS.items()},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key of one pilot."}},
            "schemas": {**{name: schema(record) for name, record in RECORDS.items()}, "Problem": _PROBLEM},
        },
    }


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What is the matter (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def schema(record: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a frozen record: every field is there, and nothing else."""
    hints = typing.get_type_hints(record)
    names = [field.name for field in dataclasses.fields(record)]
    return {
        "type": "object",
        "description": inspect.cleandoc(record.__doc__ or ""),
        "required": names,
        "additionalProperties": False,
        "properties": {name: _of(hints[name]) for name in names},
    }


def _of(hint: Any) -> dict[str, Any]:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [{"type": "null"} if part is type(None) else _of(part) for part in arguments]}
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _of(arguments[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_of(part) for part in arguments], "items": False}
    raise TypeError(f"no schema for {hint}")


def _operation(address: str, record: str, summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{record}"}}
    listed = {"type": "object", "required": ["items"], "additionalProperties": False, "properties": {"items": items}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": address.rsplit("/", 1)[-1],
        "summary": summary,
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": listed}}},
            **{status: {"description": said, "content": problem} for status, said in PROBLEMS.items()},
        },
    }
