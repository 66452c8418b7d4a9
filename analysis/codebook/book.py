"""What a codebook is made of: what people said about stories and themes, and the version that follows from it.

Stories stand here by reference only, so that a withdrawn story's words are nowhere in a codebook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from analysis.codebook.classifier import Classifier

Role = Literal["seat", "coder", "facilitator"]
Drawn = Literal["random", "chosen"]


class CodebookError(ValueError):
    """Something about a codebook does not fit; the message says what, in plain words."""


class EventsDoNotFit(CodebookError):
    """Labels, definitions and themes contradict each other."""


class OtherModel(CodebookError):
    """Vectors were made by another sentence model than the codebook learned from, so they cannot be compared."""


class CodebookTampered(CodebookError):
    """The file is not what was written: its checksum differs, or a part is missing or of the wrong kind."""


class NotLearned(CodebookError):
    """The codebook has no classifier yet: `fit` comes first."""


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One person giving a story a theme, or taking that back. Events are appended, never changed.

    number: order in the log. theme: identifier of a theme or of a candidate it rests on; None: this person read the
    story, and no theme fits (taken back: the whole reading is). by: a pseudonym, such as "seat 3". meeting: order
    number of the meeting or coding round. drawn: how the story came before this person.
    """

    number: int
    ref: str
    theme: str | None
    by: str
    role: Role = "seat"
    given: bool = True
    drawn: Drawn = "random"
    meeting: int = 1


@dataclass(frozen=True, slots=True)
class ThemeDefinition:
    """The words for a theme from a moment on. Appended; the latest counts and the earlier ones are its history.

    examples, counter_examples: references of stories. not_this: what the theme is not, where it borders on another.
    """

    number: int
    theme: str
    name: str
    definition: str = ""
    not_this: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    meeting: int = 1


@dataclass(frozen=True, slots=True)
class CodebookTheme:
    """A theme in one version of the codebook. theme: its own identifier, the same in every version, never the
    machine's. candidates: what of the machine's it rests on, and themes that were joined to it."""

    theme: str
    name: str
    definition: str = ""
    not_this: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    history: tuple[ThemeDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryLabels:
    """What people together say one story is about.

    present, absent: themes that are there, and that are not; a theme in neither is unknown (it did not exist yet when
    the story was read). votes: how many of the n_readers gave each theme. decided: themes a facilitator decided.
    """

    ref: str
    present: frozenset[str]
    absent: frozenset[str]
    votes: Mapping[str, int]
    n_readers: int
    drawn: Drawn
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """One version. themes: sorted by name, then identifier. labels: sorted by reference. left_out: labels whose theme
    is not in this version. before: content hash of the version before, "" for the first. content_hash: sha256 over
    themes and labels; the classifier has a checksum of its own."""

    version: int
    themes: tuple[CodebookTheme, ...]
    labels: tuple[StoryLabels, ...]
    left_out: int = 0
    before: str = ""
    content_hash: str = field(init=False)
    classifier: Classifier | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "content_hash", content_hash(self.themes, self.labels))


def content_hash(themes: tuple[CodebookTheme, ...], labels: tuple[StoryLabels, ...]) -> str:
    """sha256 (hex) over what people decided, whatever the order of sets and votes."""
    plain = {"themes": [theme_data(theme) for theme in themes], "labels": [label_data(story) for story in labels]}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def theme_data(theme: CodebookTheme) -> dict[str, Any]:
    """A theme in text, numbers, lists and mappings only."""
    return {
        "theme": theme.theme,
        "name": theme.name,
        "definition": theme.definition,
        "not_this": theme.not_this,
        "examples": list(theme.examples),
        "counter_examples": list(theme.counter_examples),
        "candidates": list(theme.candidates),
        "history": [definition_data(definition) for definition in theme.history],
    }


def definition_data(definition: ThemeDefinition) -> dict[str, Any]:
    """A wording in text, numbers and lists only."""
    return {
        "number": definition.number,
        "theme": definition.theme,
        "name": definition.name,
        "definition": definition.definition,
        "not_this": definition.not_this,
        "examples": list(definition.examples),
        "counter_examples": list(definition.counter_examples),
        "by": definition.by,
        "reason": definition.reason,
        "meeting": definition.meeting,
    }


def label_data(story: StoryLabels) -> dict[str, Any]:
    """What people said about a story, in text, numbers, lists and mappings only."""
    return {
        "ref": story.ref,
        "present": sorted(story.present),
        "absent": sorted(story.absent),
        "votes": {theme: story.votes[theme] for theme in sorted(story.votes)},
        "n_readers": story.n_readers,
        "drawn": story.drawn,
        "decided": sorted(story.decided),
    }
