"""The TOML file in which an evaluator describes an export, read and checked before any story is looked at.

A key that is not known, a word that Loex does not have, a consent that nobody gave: everything is reported at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from analysis.records import USES, Use
from survey.services.importing.mapping import (
    ANSWER,
    CHOICES,
    CONSENT,
    STEP_WORDS,
    Field,
    ImportMapping,
    Kind,
    read_date,
)
from survey.services.tables_in import ImportRefused, Problem, refused, tidy
from survey.services.tables_in.text import ENCODINGS, SEPARATORS

MOST_CHARACTERS_MAPPING = 200_000
FEWEST_CHARACTERS_GROUND = 20
"""Shorter than this is no sentence about how consent was asked."""
MOST_CHARACTERS_GROUND = 500

TABLES = ("source", "value_maps", "story", "title", *CHOICES, "told_on", "consent", "answers", "open")
SOURCE_KEYS = ("name", "id", "completed", "encoding", "separator", "sheet", "without_story")
TEXT_KEYS = ("column",)
CHOICE_KEYS = ("column", "values", "default", "always")
CONSENT_KEYS = ("column", "values", "contains", "split", "default", "always")
ANSWER_KEYS = ("column", "values", "default")
TOLD_ON_KEYS = ("column", "date_format", "always")


def read_mapping(data: bytes) -> ImportMapping:
    """Raises ImportRefused with everything that is wrong in the mapping."""
    try:
        text = data.decode("utf-8-sig")
        if len(text) > MOST_CHARACTERS_MAPPING:
            raise refused("The mapping is far too long to be one.")
        described = tomllib.loads(text)
    except UnicodeDecodeError:
        raise refused("The mapping is not a UTF-8 text file.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refused(f"The mapping is not valid TOML: {error}.") from None
    reader = _Reader(described)
    mapping = reader.mapping()
    if reader.problems:
        raise ImportRefused(reader.problems)
    return mapping


class _Reader:
    """Reads the tables of one mapping and remembers every problem it meets."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self._all = described
        self._maps = self._table("value_maps")

    def mapping(self) -> ImportMapping:
        self._known(self._all, TABLES, "the mapping")
        source = self._table("source")
        self._known(source, SOURCE_KEYS, "[source]")
        consent, parent_agrees = self._consent()
        told_on_column, date_format, told_on = self._told_on()
        return ImportMapping(
            name=self._text(source, "name", "[source]", required=True),
            id_column=self._text(source, "id", "[source]"),
            completed_column=self._text(source, "completed", "[source]"),
            encoding=self._one_of(source, "encoding", tuple(ENCODINGS)),
            separator=self._one_of(source, "separator", SEPARATORS),
            sheet=self._text(source, "sheet", "[source]", as_is=True),
            leave_out_empty=self._one_of(source, "without_story", ("refuse", "leave_out")) == "leave_out",
            story=self._text_column("story", self._table("story")),
            title=self._text_column("title", self._table("title")) if "title" in self._all else "",
            choices=self._choices(),
            told_on_column=told_on_column,
            date_format=date_format,
            told_on=told_on,
            consent=consent,
            parent_agrees=parent_agrees,
            consent_ground=self._ground([*consent.values(), parent_agrees]),
            answers=self._answers(),
            open={code: self._text_column(f"open.{code}", table) for code, table in self._tables("open").items()},
        )

    # --- the tables --------------------------------------------------------------------------------------------------

    def _choices(self) -> dict[str, Field]:
        choices = {}
        for name, kind in CHOICES.items():
            if name in self._all:
                choices[name] = self._field(name, self._table(name), kind, CHOICE_KEYS)
            elif kind.required:
                self._problem(f"[{name}]", "is missing. Give a column, or always = … when it is the same for all.")
        return choices

    def _told_on(self) -> tuple[str, str, date | None]:
        if "told_on" not in self._all:
            return "", "", None
        table = self._table("told_on")
        self._known(table, TOLD_ON_KEYS, "[told_on]")
        column, date_format = self._text(table, "column", "[told_on]"), self._text(table, "date_format", "[told_on]")
        always = table.get("always")
        if date_format and not _is_date_format(date_format):
            self._problem("[told_on] date_format", "does not name a year, month and day, as in %d-%m-%Y.")
        if always is not None and (not isinstance(always, date) or isinstance(always, datetime)):
            self._problem("[told_on] always", "must be a date without quotation marks, as in 2026-03-31.")
            always = None
        if bool(column) == (always is not None):
            self._problem("[told_on]", "must have a column or always = a date, and not both.")
        return column, date_format, always

    def _consent(self) -> tuple[dict[Use, Field], Field | None]:
        table = self._table("consent")
        self._known(table, (*USES, "parent_agrees", "consent_ground"), "[consent]")
        fields: dict[Use, Field] = {}
        for use in USES:
            if use in table:
                fields[use] = self._field(f"consent.{use}", table[use], CONSENT, CONSENT_KEYS)
            else:
                self._problem(f"[consent] {use}", 'is missing. Where this use was never asked: always = "no".')
        parent = table.get("parent_agrees")
        return fields, None if parent is None else self._field("consent.parent_agrees", parent, CONSENT, CONSENT_KEYS)

    def _ground(self, fields: Sequence[Field | None]) -> str:
        ground = self._text(self._table("consent"), "consent_ground", "[consent]")
        if any(field and field.always == "yes" for field in fields) and len(ground) < FEWEST_CHARACTERS_GROUND:
            self._problem(
                "[consent] consent_ground",
                'is missing: with always = "yes" you say that everybody consented. '
                "Write in a sentence how and when that was asked.",
            )
        for field in fields:
            if field and "yes" in (field.default, (field.values or {}).get("")):
                self._problem(f"[{field.place}]", "makes an empty cell yes. Who left it empty did not consent.")
        return ground

    def _answers(self) -> dict[str, Field]:
        answers = {}
        for code, table in self._tables("answers").items():
            field = self._field(f"answers.{code}", table, ANSWER, ANSWER_KEYS)
            answers[code] = field
            if field.default in STEP_WORDS or (field.values or {}).get("") in STEP_WORDS:
                self._problem(f"[answers.{code}]", "gives an empty cell a step. Nobody chose it: use not_mentioned.")
        return answers

    def _tables(self, name: str) -> dict[str, Any]:
        """The tables in a table by code; `[answers.support] then = {…}` and `["support.then"]` are the same."""
        found: dict[str, Any] = {}
        for code, table in self._table(name).items():
            if isinstance(table, dict) and table and all(isinstance(part, dict) for part in table.values()):
                found |= {f"{code}.{part}": inner for part, inner in table.items()}
            else:
                found[code] = table
        return found

    # --- their parts -------------------------------------------------------------------------------------------------

    def _field(self, place: str, table: Any, kind: Kind, keys: tuple[str, ...]) -> Field:
        if not isinstance(table, dict):
            self._problem(f"[{place}]", f"must be a table with some of: {', '.join(keys)}.")
            return Field(place, kind)
        self._known(table, keys, f"[{place}]")
        column, contains = self._text(table, "column", f"[{place}]"), self._text(table, "contains", f"[{place}]")
        always = self._word(table, "always", place, kind)
        if bool(column) == bool(always):
            both = " and not both" if "always" in keys else ""
            self._problem(f"[{place}]", f"must have a column{' or always' if both else ''}{both}.")
        if contains and "values" in table:
            self._problem(f"[{place}]", "has values and contains; only one of them can decide.")
        return Field(
            place=place,
            kind=kind,
            column=column,
            values=self._values(table["values"], place, kind) if "values" in table else None,
            contains=contains,
            split=self._text(table, "split", f"[{place}]", as_is=True) or ";",
            default=self._word(table, "default", place, kind),
            always=always,
        )

    def _values(self, described: Any, place: str, kind: Kind) -> dict[str, str]:
        if isinstance(described, str):
            if described not in self._maps:
                self._problem(f"[{place}] values", f"names '{described}', which is not under [value_maps].")
            described = self._maps.get(described, {})
        if not isinstance(described, dict) or not described:
            self._problem(f"[{place}] values", "must be a table: what the export says = what it means here.")
            return {}
        values: dict[str, str] = {}
        for said, meant in described.items():
            key, word = tidy(said), _word(meant)
            if word is None or not kind.has(word):
                self._problem(f"[{place}] values", f"'{said}' must be one of: {kind}.")
            elif values.setdefault(key, word) != word:
                self._problem(f"[{place}] values", f"'{said}' has two meanings.")
        return values

    def _word(self, table: Mapping[str, Any], key: str, place: str, kind: Kind) -> str:
        if key not in table:
            return ""
        word = _word(table[key])
        if word is None or not kind.has(word):
            self._problem(f"[{place}] {key}", f"must be one of: {kind}.")
            return ""
        return word

    def _text_column(self, place: str, table: Any) -> str:
        if not isinstance(table, dict):
            self._problem(f"[{place}]", "must be a table with: column.")
            return ""
        self._known(table, TEXT_KEYS, f"[{place}]")
        return self._text(table, "column", f"[{place}]", required=True)

    def _text(
        self, table: Mapping[str, Any], key: str, place: str, *, required: bool = False, as_is: bool = False
    ) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or ((key in table or required) and not (value if as_is else tidy(value))):
            self._problem(f"{place} {key}", "must be a text in quotation marks." if key in table else "is missing.")
            return ""
        return value if as_is else tidy(value)

    def _one_of(self, table: Mapping[str, Any], key: str, words: tuple[str, ...]) -> str:
        value = table.get(key, "")
        if key in table and value not in words:
            self._problem(f"[source] {key}", f"must be one of: {', '.join(repr(word) for word in words)}.")
            return ""
        return str(value)

    def _table(self, name: str) -> dict[str, Any]:
        table = self._all.get(name, {})
        if isinstance(table, dict):
            return table
        self._problem(f"[{name}]", "must be a table.")
        return {}

    def _known(self, table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in known:
                self._problem(place, f"has '{key}', which is not known. Known are: {', '.join(known)}.")

    def _problem(self, place: str, reason: str) -> None:
        problem = Problem(
            None, None, f"In the mapping, {place} {reason}".replace("In the mapping, the mapping", "The mapping")
        )
        if problem not in self.problems:
            self.problems.append(problem)


def _word(value: Any) -> str | None:
    """TOML's true, 3 and "yes" as one word; None for anything else."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int) else None


def _is_date_format(date_format: str) -> bool:
    try:
        day = date(2026, 1, 31)
        return read_date(day.strftime(date_format), date_format) == day
    except (ValueError, re.error):
        return False
