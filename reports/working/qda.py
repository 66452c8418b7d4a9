"""A working copy for ATLAS.ti, MAXQDA, NVivo and QualCoder: a REFI-QDA project (`.qdpx`).

Source: REFI-QDA standard 1.5, Project.xsd of 18 March 2019, namespace urn:QDA-XML:project:1.0. A project is a zip with
`project.qde` and its texts under `sources/`. Positions count Unicode code points, the end exclusive.

Stories stand together in one text per wave and perspective, each under a line with its reference: programs open a survey
with a file per story as a list nobody can read (QualCoder #396). A story is a case with a selection; what the teller
answered are its variables; under which theme the computer put it is a coding by the user "computer", so that nobody
takes it for the teller's or the coder's own.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree

from analysis.records import PERSPECTIVES
from reports.render.packing import packed
from reports.texts import say
from reports.working.stories import Column, WorkingSet, WorkingStory, cell, columns

NAMESPACE = "urn:QDA-XML:project:1.0"
ORIGIN = "Loex"
PROJECT = "project.qde"
_GUIDS = uuid.UUID("0c3f5c0e-52d1-5f0b-9a6c-0f5b8e4f4a77")
"""Namespace of identifiers that are made from names."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Placed(NamedTuple):
    """A story and where its words stand in the text of its group, in code points."""

    row: WorkingStory
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextOfGroup:
    """All stories of one wave and perspective as one text."""

    identifier: str
    name: str
    text: str
    stories: tuple[Placed, ...]


def render_qdpx(working: WorkingSet) -> bytes:
    """The project. The same working set gives the same bytes."""
    groups = texts_of(working)
    project = '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        _project(working, groups), encoding="unicode"
    )
    return packed({PROJECT: project, **{f"sources/{group.identifier}.txt": group.text for group in groups}})


def texts_of(working: WorkingSet) -> tuple[TextOfGroup, ...]:
    """The stories put together, in the order of waves and perspectives."""
    found: dict[tuple[int, int], list[WorkingStory]] = {}
    for row in working.stories:
        found.setdefault((row.story.wave, PERSPECTIVES.index(row.story.perspective)), []).append(row)
    return tuple(_together(working, wave, PERSPECTIVES[who], found[wave, who]) for wave, who in sorted(found))


def guid(*names: str) -> str:
    """An identifier that is the same whenever it is made from the same names."""
    return str(uuid.uuid5(_GUIDS, "\n".join(names)))


def _together(working: WorkingSet, wave: int, who: str, rows: Sequence[WorkingStory]) -> TextOfGroup:
    pieces, length, placed = [], 0, []
    for row in rows:
        title = f"{row.story.title}\n" if row.story.title else ""
        heading = f"{say('working.heading', ref=row.story.ref[:8])}\n{title}"
        words = row.story.text.replace("\r\n", "\n").replace("\r", "\n")
        placed.append(Placed(row, length + len(heading), length + len(heading) + len(words)))
        pieces.append(f"{heading}{words}\n\n")
        length += len(pieces[-1])
    name = say("working.group", wave=wave, people=say(f"perspective.{who}.many"))
    return TextOfGroup(guid(working.mark, str(wave), who), name, "".join(pieces), tuple(placed))


def _project(working: WorkingSet, groups: Sequence[TextOfGroup]) -> ElementTree.Element:
    computer, made = guid("user", "computer"), _moment(working.made_on)
    root = ElementTree.Element(
        "Project",
        {
            "xmlns": NAMESPACE,
            "name": _clean(working.title),
            "origin": ORIGIN,
            "creatingUserGUID": computer,
            "creationDateTime": made,
        },
    )
    users = ElementTree.SubElement(root, "Users")
    ElementTree.SubElement(users, "User", {"guid": computer, "name": say("working.computer")})
    _codebook(root, working)
    listed = [column for column in columns(working) if column.about == "answer" or column.source in _VARIABLES]
    _variables(root, listed)
    if groups:
        _cases(root, listed, groups)
        _sources(root, groups, computer, made)
    ElementTree.SubElement(root, "Description").text = _clean(_description(working))
    return root


_VARIABLES = frozenset({"wave", "perspective", "language"})


def _description(working: WorkingSet) -> str:
    label = say("working.file_label", pilot=working.pilot, mark=working.mark)
    return "\n\n".join(
        [label, say("working.rules"), say("working.coded_by"), *([say("head.demo_long")] * working.is_demo)]
    )


def _codebook(root: ElementTree.Element, working: WorkingSet) -> None:
    """The panel's themes; without themes there is no codebook, because the form asks for one code at least."""
    if not working.themes:
        return
    codes = ElementTree.SubElement(ElementTree.SubElement(root, "CodeBook"), "Codes")
    for theme in working.themes:
        code = ElementTree.SubElement(
            codes, "Code", {"guid": theme.identifier, "name": _clean(theme.name), "isCodable": "true"}
        )
        if theme.description:
            ElementTree.SubElement(code, "Description").text = _clean(theme.description)


def _variables(root: ElementTree.Element, listed: Iterable[Column]) -> None:
    variables = ElementTree.SubElement(root, "Variables")
    for column in listed:
        kind = "Integer" if _is_number(column) else "Text"
        made = ElementTree.SubElement(
            variables, "Variable", {"guid": _variable(column), "name": column.name, "typeOfVariable": kind}
        )
        steps = "; ".join(f"{number} = {word}" for number, word in column.values)
        ElementTree.SubElement(made, "Description").text = _clean(f"{column.label}. {steps}" if steps else column.label)


def _cases(root: ElementTree.Element, listed: Sequence[Column], groups: Sequence[TextOfGroup]) -> None:
    cases = ElementTree.SubElement(root, "Cases")
    for placed in (story for group in groups for story in group.stories):
        ref = placed.row.story.ref
        case = ElementTree.SubElement(cases, "Case", {"guid": guid("case", ref), "name": ref})
        for column in listed:
            value = cell(placed.row, column)
            if value is not None:
                held = ElementTree.SubElement(case, "VariableValue")
                ElementTree.SubElement(held, "VariableRef", {"targetGUID": _variable(column)})
                kind = "IntegerValue" if _is_number(column) else "TextValue"
                ElementTree.SubElement(held, kind).text = _clean(str(value))
        ElementTree.SubElement(case, "SelectionRef", {"targetGUID": guid("selection", ref)})


def _sources(root: ElementTree.Element, groups: Sequence[TextOfGroup], computer: str, made: str) -> None:
    by = {"creatingUser": computer, "creationDateTime": made}
    sources = ElementTree.SubElement(root, "Sources")
    for group in groups:
        path = f"internal://{group.identifier}.txt"
        source = ElementTree.SubElement(
            sources, "TextSource", {"guid": group.identifier, "name": group.name, "plainTextPath": path, **by}
        )
        for row, start, end in group.stories:
            ref = row.story.ref
            place = {"startPosition": str(start), "endPosition": str(end)}
            selection = ElementTree.SubElement(
                source, "PlainTextSelection", {"guid": guid("selection", ref), "name": ref, **place, **by}
            )
            for theme in row.themes:
                coding = ElementTree.SubElement(selection, "Coding", {"guid": guid("coding", ref, theme), **by})
                ElementTree.SubElement(coding, "CodeRef", {"targetGUID": theme})


def _is_number(column: Column) -> bool:
    return column.source != "language"


def _variable(column: Column) -> str:
    return guid("variable", column.name)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
