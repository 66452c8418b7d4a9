"""Rows of an export, checked against a mapping and a wave, become stories that can be told. Pure.

A problem says which line, which column and why; never what the cell says, because that may be somebody's story.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from analysis.records import USES, NotGiven, Perspective, Use
from survey.models.programme import AgePolicy
from survey.services.importing.mapping import Field, ImportMapping, read_date
from survey.services.stories import MOST_CHARACTERS, MOST_CHARACTERS_OTHER, UNDER_16, Told, clean
from survey.services.tables_in import ImportRefused, Problem, Row, Table, tidy

ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
NO_DATE = date(1980, 1, 1)
"""What LimeSurvey writes for a survey that keeps no dates."""
REPLACEMENT = "�"
NEAR = 0.8
"""How alike (0-1) a header must be to be suggested for a missing one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the wave and its questionnaire allow. text_codes: of open questions, and 'title' where there is one."""

    answer_codes: tuple[str, ...]
    text_codes: tuple[str, ...]
    opens_on: date
    closes_on: date
    age_policy: AgePolicy
    today: date


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A story that may be told. identity: what makes this row itself when the file comes again."""

    line: int
    identity: tuple[str, ...]
    told: Told
    told_on: date


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """left_out: lines that hold no story for Loex, by reason. damaged: lines with a letter lost before the export."""

    rows: tuple[CheckedRow, ...]
    left_out: Mapping[str, tuple[int, ...]]
    damaged: tuple[int, ...]


def check_rows(table: Table, mapping: ImportMapping, rules: Rules) -> CheckedRows:
    """Raises ImportRefused with every problem of the mapping's columns, or else every problem of the rows."""
    problems = [*_mapping_problems(mapping, rules), *_column_problems(table, mapping)]
    if not table.rows:
        problems.append(Problem(None, None, "The file has a header and no rows."))
    if problems:
        raise ImportRefused(problems)
    positions = {column: table.headers.index(column) for column in mapping.columns}
    found = _Found()
    for row in table.rows:
        _check_row(_Cells(row, positions, found.problems), mapping, rules, found)
    if found.problems:
        raise ImportRefused(found.problems)
    left_out = {reason: tuple(lines) for reason, lines in found.left_out.items()}
    return CheckedRows(tuple(found.rows), left_out, tuple(found.damaged))


def _mapping_problems(mapping: ImportMapping, rules: Rules) -> Iterable[Problem]:
    for place, asked, known in (
        ("answers", mapping.answers, rules.answer_codes),
        ("open", mapping.open, rules.text_codes),
        ("title", ["title"] if mapping.title else [], rules.text_codes),
    ):
        for code in asked:
            if code not in known:
                yield Problem(
                    None,
                    None,
                    f"In the mapping, [{place}] has '{code}', which this wave's questionnaire does not ask. "
                    f"It asks: {', '.join(known) or 'nothing of the kind'}.",
                )
    if not mapping.told_on_column:
        day = mapping.told_on or rules.today
        if why := _day_problem(day, rules):
            yield Problem(
                None,
                None,
                f"Without a column for told_on the stories count as told on {day}, which {why} Map a column.",
            )


def _column_problems(table: Table, mapping: ImportMapping) -> Iterable[Problem]:
    counts = Counter(table.headers)
    for column in mapping.columns:
        if counts[column] == 0:
            near = difflib.get_close_matches(column, sorted(set(table.headers) - {""}), n=1, cutoff=NEAR)
            hint = f" Did you mean '{clean(near[0])}'?" if near else ""
            yield Problem(None, column, f"is in the mapping and not in the file.{hint}")
        elif counts[column] > 1:
            yield Problem(None, column, f"is in the file {counts[column]} times; it is not clear which one is meant.")


# --- one row ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    damaged: list[int] = field(default_factory=list)
    line_of_id: dict[str, int] = field(default_factory=dict)
    times_told: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row by header, and where to report what is wrong with them."""

    row: Row
    positions: Mapping[str, int]
    problems: list[Problem]

    def problem(self, column: str | None, reason: str) -> None:
        self.problems.append(Problem(self.row.line, column, reason))

    def get(self, column: str) -> str:
        """The cell as it is; '' (and a problem) when it has no readable text."""
        position = self.positions[column]
        text = self.row.cells[position]
        if why := self.row.unreadable.get(position):
            self.problem(column, why)
            return ""
        if "\0" in text:
            self.problem(column, "holds a NUL character: the file is damaged. Export it again.")
            return ""
        return text

    def choice(self, wanted: Field) -> str:
        """The cell in Loex's own words; '' when it is empty and nothing is said about that, or after a problem."""
        if wanted.always:
            return wanted.always
        said = tidy(self.get(wanted.column))
        if wanted.contains:
            parts = said.split() if not wanted.split.strip() else map(tidy, said.split(wanted.split))
            return "yes" if wanted.contains in parts else "no"
        if wanted.values is not None and said in wanted.values:
            return wanted.values[said]
        if not said:
            if not wanted.default and wanted.kind.required:
                self.problem(wanted.column, f"is empty; {wanted.place} is needed. The mapping can give a default.")
            return wanted.default
        if wanted.values is None and wanted.kind.has(said):
            return said
        known = ", ".join(f"'{key}'" for key in wanted.values) if wanted.values else str(wanted.kind)
        length = len(said)
        self.problem(
            wanted.column, f"has an answer of {length} characters that is not mapped for {wanted.place}: {known}."
        )
        return ""


def _check_row(cells: _Cells, mapping: ImportMapping, rules: Rules, found: _Found) -> None:
    line, n_problems = cells.row.line, len(found.problems)
    if mapping.completed_column and not tidy(cells.get(mapping.completed_column)):
        if len(found.problems) == n_problems:
            found.left_out.setdefault("not sent in", []).append(line)
        return
    story = clean(cells.get(mapping.story))
    if not story and mapping.leave_out_empty and len(found.problems) == n_problems:
        found.left_out.setdefault("without a story", []).append(line)
        return
    consent = {use: cells.choice(wanted) == "yes" for use, wanted in mapping.consent.items()}
    if len(found.problems) == n_problems and not any(consent.values()):
        found.left_out.setdefault("without consent for any use", []).append(line)
        return
    texts = _texts(cells, mapping, story, has_problem=len(found.problems) > n_problems)
    told_on = _told_on(cells, mapping, rules)
    told = _told(cells, mapping, rules, texts, consent)
    identity = _identity(cells, mapping, story, found)
    if len(found.problems) == n_problems and told and told_on:
        found.rows.append(CheckedRow(line, identity, told, told_on))
        if any(REPLACEMENT in text for text in texts.values()):
            found.damaged.append(line)


def _texts(cells: _Cells, mapping: ImportMapping, story: str, *, has_problem: bool) -> dict[str, str]:
    columns = {"story": mapping.story, **({"title": mapping.title} if mapping.title else {}), **mapping.open}
    texts = {code: story if code == "story" else clean(cells.get(column)) for code, column in columns.items()}
    if not story and not has_problem:
        cells.problem(mapping.story, 'is empty; a story is needed. Or set without_story = "leave_out" in the mapping.')
    for code, text in texts.items():
        limit = MOST_CHARACTERS.get(code, MOST_CHARACTERS_OTHER)
        if len(text) > limit:
            cells.problem(columns[code], f"has {len(text)} characters; {code} can have {limit}.")
    return texts


def _told(
    cells: _Cells, mapping: ImportMapping, rules: Rules, texts: Mapping[str, str], consent: Mapping[Use, bool]
) -> Told | None:
    chosen = {name: cells.choice(wanted) for name, wanted in mapping.choices.items()}
    answers = {code: cells.choice(wanted) for code, wanted in mapping.answers.items()}
    parent_agrees = mapping.parent_agrees is not None and cells.choice(mapping.parent_agrees) == "yes"
    perspective = chosen["perspective"]
    if not perspective or not chosen["language"] or not chosen["route"]:
        return None  # reported by choice()
    age_band = chosen.get("age_band", "")
    if why := _age_problem(perspective, age_band, parent_agrees, rules.age_policy):
        cells.problem(_column(mapping, "age_band"), why)
    role = chosen.get("professional_role", "")
    if perspective == "professional" and not role:
        cells.problem(_column(mapping, "professional_role"), "has no professional_role, which a professional needs.")
    return Told(
        perspective=cast(Perspective, perspective),
        language=chosen["language"],
        route=chosen["route"],
        consent={use: consent[use] for use in USES},
        texts=texts,
        answers={code: _answer(word) for code, word in answers.items() if word},
        age_band=age_band or None,
        professional_role=role if perspective == "professional" else None,
        on_behalf_of=chosen.get("on_behalf_of") or "self",
        helped=chosen.get("helped") == "yes",
        parent_agrees=parent_agrees,
    )


def _answer(word: str) -> int | NotGiven:
    return int(word) if word.isdigit() else cast(NotGiven, word)


def _column(mapping: ImportMapping, name: str) -> str | None:
    wanted = mapping.choices.get(name)
    return (wanted.column or None) if wanted else None


def _age_problem(perspective: str, age_band: str, parent_agrees: bool, policy: AgePolicy) -> str:
    """Why this story may not come in under the pilot's age policy; '' when it may."""
    if perspective != "young_person" or policy == "information_only":
        return ""
    if not age_band:
        return f"has no age_band, which this pilot's age policy ({policy}) needs for a young person."
    if age_band in UNDER_16 and policy == "from_16_only":
        return "is a young person under 16; this pilot takes stories from 16 only."
    if age_band in UNDER_16 and not parent_agrees:
        return "is a young person under 16 without a parent who agrees ([consent] parent_agrees in the mapping)."
    return ""


def _told_on(cells: _Cells, mapping: ImportMapping, rules: Rules) -> date | None:
    if not mapping.told_on_column:
        return mapping.told_on or rules.today
    said = tidy(cells.get(mapping.told_on_column))
    try:
        iso = ISO_DATE.fullmatch(said)
        day = date.fromisoformat(iso[1]) if iso else read_date(said, mapping.date_format or "%Y-%m-%d")
    except ValueError:
        cells.problem(
            mapping.told_on_column,
            f"is no date such as 2026-03-31{f' or in {mapping.date_format}' if mapping.date_format else ''}."
            if said
            else "is empty; the day it was told is needed.",
        )
        return None
    if why := _day_problem(day, rules):
        cells.problem(mapping.told_on_column, f"is {day}, which {why}")
        return None
    return day


def _day_problem(day: date, rules: Rules) -> str:
    if day == NO_DATE:
        return "is what LimeSurvey writes when it keeps no dates. Leave told_on out, or say told_on always = a date."
    if not rules.opens_on <= day <= rules.closes_on:
        return f"is outside the wave ({rules.opens_on} to {rules.closes_on})."
    return "has yet to come." if day > rules.today else ""


def _identity(cells: _Cells, mapping: ImportMapping, story: str, found: _Found) -> tuple[str, ...]:
    """The id that the survey tool gave; without one, the story and how many times it came before in this file.

    Nothing else of the row: the same file with a mended mapping must be recognised.
    """
    if not mapping.id_column:
        found.times_told[story] += 1
        return ("text", story, str(found.times_told[story]))
    given = tidy(cells.get(mapping.id_column))
    if not given:
        cells.problem(mapping.id_column, "is empty; without it this row cannot be told from another.")
    elif (line := found.line_of_id.setdefault(given, cells.row.line)) != cells.row.line:
        cells.problem(mapping.id_column, f"is the same as on line {line}.")
    return ("id", given)
