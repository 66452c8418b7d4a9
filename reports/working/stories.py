"""What a working copy holds, frozen, and its columns: the same in every form that has a row per story."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.records import PERSPECTIVES, DeidentifiedStory, NotGiven
from reports.texts import say

MISSING: dict[NotGiven, int] = {"not_mentioned": -1, "not_applicable": -2}
"""Codes for an answer that is no step; an empty cell means that the question was not put to this teller."""

PERSPECTIVE_CODES = {who: number for number, who in enumerate(PERSPECTIVES, start=1)}

LONGEST_NAME = 60
"""Characters. SPSS takes 64 bytes; what is left is for a second column of the same name."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A closed question. code: as answers call it; steps: the word at each step from 1 to 5, where it has words."""

    code: str
    label: str
    steps: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CodedTheme:
    """A theme that the panel confirmed. identifier: a UUID; description: why the panel found it a theme."""

    identifier: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class WorkingStory:
    """A released story with the teller's own answers. themes: identifiers of the themes that the computer put it under."""

    story: DeidentifiedStory
    answers: Mapping[str, int | NotGiven]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkingSet:
    """Everything a working copy is made of. mark: tells one copy from another, and stands in the record of its making."""

    pilot: str
    title: str
    is_demo: bool
    made_on: date
    mark: str
    questions: tuple[AskedQuestion, ...]
    themes: tuple[CodedTheme, ...]
    stories: tuple[WorkingStory, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. values: by stored number, in words; missing: numbers that are no answer. about: where its cells come from
    (story, answer, theme); source: the field, question or theme."""

    name: str
    label: str
    about: str
    source: str
    values: tuple[tuple[int, str], ...] = ()
    missing: tuple[int, ...] = ()


def columns(working: WorkingSet) -> tuple[Column, ...]:
    """Every column in its order: the story, the teller's answers, the themes."""
    own = [
        Column("story", say("working.story"), "story", "ref"),
        Column("wave", say("working.wave"), "story", "wave"),
        Column("perspective", say("working.perspective"), "story", "perspective", _perspectives()),
        Column("language", say("working.language"), "story", "language"),
        Column("title", say("working.title"), "story", "title"),
        Column("text", say("working.text"), "story", "text"),
    ]
    taken = {column.name for column in own}
    not_given = tuple((code, say(f"working.{reason}")) for reason, code in MISSING.items())
    for question in working.questions:
        name = _name(question.code, taken)
        own.append(
            Column(
                name,
                question.label,
                "answer",
                question.code,
                (*not_given, *question.steps),
                tuple(MISSING.values()),
            )
        )
    no_yes = ((0, say("working.no")), (1, say("working.yes")))
    for number, theme in enumerate(working.themes, start=1):
        name = _name(f"theme_{number}", taken)
        own.append(Column(name, say("working.theme", name=theme.name), "theme", theme.identifier, no_yes))
    return tuple(own)


def cell(row: WorkingStory, column: Column) -> Any:
    """Text, whole number, or None where nothing was asked."""
    if column.about == "answer":
        value = row.answers.get(column.source)
        return MISSING[value] if isinstance(value, str) else value
    if column.about == "theme":
        return int(column.source in row.themes)
    if column.source == "perspective":
        return PERSPECTIVE_CODES[row.story.perspective]
    return getattr(row.story, column.source)


def _perspectives() -> tuple[tuple[int, str], ...]:
    return tuple((number, say(f"perspective.{who}.one")) for who, number in PERSPECTIVE_CODES.items())


def _name(wanted: str, taken: set[str]) -> str:
    """A name of letters, digits and underscores that begins with a letter and that no other column has."""
    plain = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_")
    plain = (plain if plain[:1].isalpha() else f"q_{plain}")[:LONGEST_NAME]
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name)
    return name
