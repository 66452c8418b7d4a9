"""Frozen records to plain data and back, by their own type hints, so that a report can be kept as stable JSON."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

R = TypeVar("R")


class NotThisRecord(ValueError):
    """The data do not have the shape of the record they are read as."""


def to_data(value: Any) -> Any:
    """Lists, dicts, strings, numbers, booleans and None only; dates as YYYY-MM-DD."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if isinstance(value, dict):
        return {key: to_data(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value


def to_canonical_json(value: Any) -> str:
    """One byte sequence for one value: keys sorted, no spaces, no escapes for letters, no NaN."""
    return json.dumps(to_data(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_data(kind: type[R], data: Any) -> R:
    """Read `data` back as the frozen record `kind`. Raises NotThisRecord when a field is missing, unknown or of another type."""
    if not isinstance(data, Mapping):
        raise NotThisRecord(f"{kind.__name__}: not an object")
    hints = typing.get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind)}  # type: ignore[arg-type]  # only dataclasses come here
    if names != set(data):
        raise NotThisRecord(f"{kind.__name__}: fields differ: {sorted(names ^ set(data))}")
    return kind(**{name: _read(hints[name], data[name]) for name in names})


def _read(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _read_optional(arguments, value)
    if origin is typing.Literal:
        return _checked(value, value in arguments, hint)
    if origin is tuple:
        return _read_tuple(arguments, value)
    if dataclasses.is_dataclass(hint):
        return from_data(typing.cast("type[Any]", hint), value)
    return _read_scalar(hint, value)


def _read_optional(arguments: Sequence[Any], value: Any) -> Any:
    if value is None and type(None) in arguments:
        return None
    (only,) = (a for a in arguments if a is not type(None))
    return _read(only, value)


def _read_tuple(arguments: Sequence[Any], value: Any) -> Any:
    items = _checked(value, isinstance(value, list | tuple), tuple)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_read(arguments[0], item) for item in items)
    _checked(items, len(items) == len(arguments), tuple)
    return tuple(_read(a, item) for a, item in zip(arguments, items, strict=True))


def _read_scalar(hint: Any, value: Any) -> Any:
    if hint is date:
        try:
            return date.fromisoformat(_checked(value, isinstance(value, str), date))
        except ValueError as error:
            raise NotThisRecord(str(error)) from error
    if hint is float:
        return float(_checked(value, isinstance(value, int | float) and not isinstance(value, bool), float))
    if hint is int:
        return _checked(value, isinstance(value, int) and not isinstance(value, bool), int)
    return _checked(value, isinstance(value, hint), hint)


def _checked(value: Any, holds: bool, hint: Any) -> Any:
    if not holds:
        raise NotThisRecord(f"{value!r} is no {hint}")
    return value
