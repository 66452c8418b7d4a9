"""Working copies: what evaluators' own programs read back is what tellers told and answered, letter by letter."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.records import DeidentifiedStory
from reports.texts import say
from reports.working.parquet import render_parquet
from reports.working.qda import NAMESPACE, PROJECT, render_qdpx, texts_of
from reports.working.spss import LONGEST_TEXT_BYTES, render_sav
from reports.working.stories import AskedQuestion, CodedTheme, WorkingSet, WorkingStory, columns
from tests.refi_qda import assert_valid
from tests.reports import factory

STEPS = ((1, "heel slecht"), (2, "slecht"), (3, "gaat wel"), (4, "goed"), (5, "heel goed"))
THEME = CodedTheme(str(uuid.UUID(int=7)), "Lang wachten op hulp", "In bijna elk verhaal.")
ANSWERS = (
    {"support.then": 2, "support.now": 5, "rapport": "not_mentioned"},
    {"support.then": "not_applicable", "support.now": 4},
    {},
    {"rapport": 1},
    {"rapport": 5},
)


def working(stories: tuple[DeidentifiedStory, ...] = factory.STORIES) -> WorkingSet:
    return WorkingSet(
        pilot="samen",
        title=factory.PILOT.title,
        is_demo=True,
        made_on=date(2026, 11, 22),
        mark="0a1b2c3d",
        questions=(
            AskedQuestion("support.then", "Steun: toen", STEPS),
            AskedQuestion("support.now", "Steun: nu", STEPS),
            AskedQuestion("rapport", "Het klikt tussen ons", STEPS),
        ),
        themes=(THEME,),
        stories=tuple(
            WorkingStory(story, ANSWERS[at % len(ANSWERS)], (THEME.identifier,) if at == 0 else ())
            for at, story in enumerate(stories)
        ),
    )


def read_sav(content: bytes, folder: Path) -> tuple[pd.DataFrame, object]:
    path = folder / "read.sav"
    path.write_bytes(content)
    frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
    return frame, meta


def test_spss_reads_back_texts_answers_and_their_labels(tmp_path: Path) -> None:
    frame, meta = read_sav(render_sav(working()), tmp_path)
    assert list(frame["text"]) == [story.text for story in factory.STORIES]
    assert list(frame["story"]) == [story.ref for story in factory.STORIES]
    assert list(frame["support_then"])[:2] == [2, -2]
    assert frame["rapport"][0] == -1
    assert pd.isna(frame["rapport"][1]), "nobody was asked: that is something else than not mentioned"
    assert meta.variable_value_labels["support_now"][5.0] == "heel goed"
    assert meta.variable_value_labels["support_now"][-1.0] == say("working.not_mentioned")
    assert meta.column_names_to_labels["rapport"] == "Het klikt tussen ons"
    assert "0a1b2c3d" in meta.file_label


def test_spss_takes_not_mentioned_for_missing_and_never_for_a_step(tmp_path: Path) -> None:
    _, meta = read_sav(render_sav(working()), tmp_path)
    assert sorted(r["lo"] for r in meta.missing_ranges["rapport"]) == [-2.0, -1.0]
    assert "theme_1" not in meta.missing_ranges


@pytest.mark.parametrize("extra", [0, 1])
def test_a_text_too_long_for_one_cell_goes_on_in_the_next(tmp_path: Path, extra: int) -> None:
    long = "é" * (LONGEST_TEXT_BYTES // 2) + "x" + "🙂" * extra
    assert len(long.encode()) == LONGEST_TEXT_BYTES + 4 * extra
    frame, _ = read_sav(render_sav(working((replace(factory.STORIES[0], text=long),))), tmp_path)
    parts = [name for name in frame.columns if name == "text" or name.startswith("text_")]
    assert len(parts) == 1 + extra
    assert "".join(frame[name][0] for name in parts) == long


def test_parquet_reads_back_the_same_and_says_what_every_column_is() -> None:
    table = pq.read_table(io.BytesIO(render_parquet(working())))
    assert table.column("text").to_pylist() == [story.text for story in factory.STORIES]
    assert table.column("support_then").to_pylist()[:3] == [2, -2, None]
    assert table.schema.metadata[b"rules"].decode() == say("working.rules")
    for column in columns(working()):
        assert table.schema.field(column.name).metadata[b"label"].decode() == column.label
    steps = json.loads(table.schema.field("rapport").metadata[b"values"])
    assert steps["5"] == "heel goed"


def test_two_questions_that_would_have_one_name_get_two() -> None:
    twins = (AskedQuestion("de klik", "a", ()), AskedQuestion("de.klik", "b", ()), AskedQuestion("1e", "c", ()))
    names = [column.name for column in columns(replace(working(), questions=twins))]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name) for name in names)


# --- REFI-QDA ---------------------------------------------------------------------------------------------------------


def unpacked(content: bytes) -> tuple[ElementTree.Element, dict[str, str]]:
    """The project, held against the standard's own schema, and its texts by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files = {name: package.read(name).decode("utf-8") for name in package.namelist()}
    project = files.pop(PROJECT)
    assert_valid(project.encode(), "Project")
    return ElementTree.fromstring(project), files


def check_references(root: ElementTree.Element) -> None:
    known = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(set(known)) == len(known), "an identifier is used twice"
    for element in root.iter():
        for key in ("targetGUID", "creatingUser", "creatingUserGUID"):
            assert element.get(key) is None or element.get(key) in known


def selections(root: ElementTree.Element, files: dict[str, str]) -> dict[str, str]:
    """What each selection holds, by the reference of its story, cut out by code points."""
    found = {}
    for source in root.iter(f"{{{NAMESPACE}}}TextSource"):
        text = files["sources/" + source.get("plainTextPath", "").removeprefix("internal://")]
        for selection in source:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
            found[selection.get("name", "")] = text[start:end]
    return found


def test_a_project_holds_to_the_schema_of_the_standard_and_has_no_loose_ends() -> None:
    root, files = unpacked(render_qdpx(working()))
    check_references(root)
    assert len(files) == len({(s.wave, s.perspective) for s in factory.STORIES})


def test_positions_count_code_points_also_behind_emoji_and_arabic() -> None:
    both = replace(factory.STORIES[0], text="👩‍👧 eerst 🙂", ref=str(uuid.UUID(int=1)))
    arabic = replace(factory.STORIES[0], text=factory.ARABIC, ref=str(uuid.UUID(int=2)))
    behind = replace(factory.STORIES[0], text="en dan dit", ref=str(uuid.UUID(int=3)))
    found = selections(*unpacked(render_qdpx(working((both, arabic, behind)))))
    assert found == {story.ref: story.text for story in (both, arabic, behind)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1, max_size=6))
def test_whatever_was_told_is_found_back_at_its_place(told: list[str]) -> None:
    stories = tuple(
        replace(factory.STORIES[0], text=text, ref=str(uuid.UUID(int=n))) for n, text in enumerate(told, start=1)
    )
    found = selections(*unpacked(render_qdpx(working(stories))))
    for story in stories:
        assert found[story.ref] == story.text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_coding_is_the_computers_and_says_so() -> None:
    root, _ = unpacked(render_qdpx(working()))
    [user] = root.iter(f"{{{NAMESPACE}}}User")
    [coding] = root.iter(f"{{{NAMESPACE}}}Coding")
    assert user.get("name") == say("working.computer")
    assert coding.get("creatingUser") == user.get("guid")
    assert coding[0].get("targetGUID") == THEME.identifier


def test_a_project_without_themes_or_stories_still_holds_to_the_schema() -> None:
    for small in (replace(working(), themes=()), replace(working(), themes=(), stories=())):
        stories = tuple(replace(row, themes=()) for row in small.stories)
        root, _ = unpacked(render_qdpx(replace(small, stories=stories)))
        check_references(root)


def test_the_same_stories_give_the_same_project() -> None:
    assert render_qdpx(working()) == render_qdpx(working())
    assert [group.name for group in texts_of(working())] == [
        say("working.group", wave=wave, people=say(f"perspective.{who}.many"))
        for wave, who in ((1, "parent"), (1, "professional"), (2, "young_person"), (2, "parent"))
    ]
