"""A mapping: which column of an export holds what, and what a cell's words mean here (docs/operations/importing.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from analysis.records import PERSPECTIVES, Use
from survey.services.answers import NOT_GIVEN, STEPS
from survey.services.stories import AGE_BANDS, PROFESSIONAL_ROLES

YES_NO = ("yes", "no")
ON_BEHALF_OF = ("self", "child")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")
ROUTE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
STEP_WORDS = tuple(str(step) for step in STEPS)


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a cell, once put into Loex's own words. words: all there are, or pattern: how they look."""

    words: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    required: bool = False

    def has(self, word: str) -> bool:
        """An empty word says that a cell holds nothing; only what is not required can be nothing."""
        if not word:
            return not self.required
        return bool(self.pattern.fullmatch(word)) if self.pattern else word in self.words

    def __str__(self) -> str:
        return f"a code such as {self.words[0]}" if self.pattern else ", ".join(self.words)


CHOICES = {
    "perspective": Kind(PERSPECTIVES, required=True),
    "language": Kind(("nl",), LANGUAGE, required=True),
    "route": Kind(("school",), ROUTE, required=True),
    "age_band": Kind(AGE_BANDS),
    "professional_role": Kind(PROFESSIONAL_ROLES),
    "on_behalf_of": Kind(ON_BEHALF_OF),
    "helped": Kind(YES_NO),
}
CONSENT = Kind(YES_NO, required=True)
ANSWER = Kind((*STEP_WORDS, *NOT_GIVEN))


@dataclass(frozen=True, slots=True)
class Field:
    """Where one thing comes from. place: its name in the mapping.

    values: what a cell may say, tidied, and what that means here; None: the cell says it in Loex's own words.
    contains: an option of a question with several answers, parted by `split`. default: for an empty cell. always:
    instead of a column.
    """

    place: str
    kind: Kind
    column: str = ""
    values: Mapping[str, str] | None = None
    contains: str = ""
    split: str = ";"
    default: str = ""
    always: str = ""


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A checked mapping. id_column and completed_column: '' where the export has none."""

    name: str
    id_column: str
    completed_column: str
    encoding: str
    separator: str
    sheet: str
    leave_out_empty: bool
    story: str
    title: str
    choices: Mapping[str, Field]
    told_on_column: str
    date_format: str
    told_on: date | None
    consent: Mapping[Use, Field]
    parent_agrees: Field | None
    consent_ground: str
    answers: Mapping[str, Field]
    open: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every header the mapping names, once, in its order. Other columns are never looked at."""
        fields = (*self.choices.values(), *self.consent.values(), self.parent_agrees, *self.answers.values())
        named = [self.id_column, self.completed_column, self.story, self.title, self.told_on_column]
        named += [field.column for field in fields if field] + list(self.open.values())
        return tuple(dict.fromkeys(column for column in named if column))


def read_date(text: str, date_format: str) -> date:
    """Raises ValueError."""
    return datetime.strptime(text, date_format).replace(tzinfo=UTC).date()
