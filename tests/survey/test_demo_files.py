"""The invented programme's files: whole, in order, and read by whom they are for."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from survey.demo import files

ROOT = Path(__file__).parents[2]
READER = ROOT / "tests" / "data" / "demo_reader"


def reader() -> dict[str, dict[str, Any]]:
    lines = (line for path in sorted(READER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines() if line)
    return {record["id"]: record for record in map(json.loads, lines)}


def all_text(story: dict[str, Any]) -> str:
    return "\n".join(story[field] for field in ("story", "title", "worse", "also"))


def test_there_are_at_least_240_stories_in_two_pilots_of_two_waves() -> None:
    per_pilot = Counter(story["pilot"] for story in files.stories())
    per_wave = Counter((story["pilot"], story["wave"]) for story in files.stories())
    assert sum(per_pilot.values()) >= 240
    assert per_pilot["samen"] >= 160
    assert per_pilot["scherm"] >= 80
    assert len(per_wave) == 4


def test_about_ten_stories_each_are_in_english_and_in_arabic() -> None:
    languages = Counter(story["language"] for story in files.stories())
    assert set(languages) == {"nl", "en", "ar"}
    assert languages["en"] >= 9
    assert languages["ar"] >= 9


def test_every_perspective_is_heard_and_not_mentioned_occurs_in_every_domain() -> None:
    assert min(Counter(story["perspective"] for story in files.stories()).values()) >= 30
    for domain in ("support", "housing", "school_work", "income", "wellbeing"):
        given = [story["then_now"][domain] for story in files.stories()]
        assert "not_mentioned" in given
        assert any(isinstance(steps, list) for steps in given)


def test_no_two_stories_begin_alike_or_resemble_each_other() -> None:
    openings = Counter(" ".join(re.findall(r"\w+", story["story"].lower())[:3]) for story in files.stories())
    assert [opening for opening, n in openings.items() if n > 1] == []
    grams = [_eight_words(story["story"]) for story in files.stories()]
    shared = Counter(gram for story in grams for gram in story)
    assert [gram for gram, n in shared.items() if n > 1] == []


def _eight_words(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + 8]) for at in range(len(words) - 7)}


def test_every_story_has_a_decision_by_a_person_and_the_readers_labels() -> None:
    ids = [story["id"] for story in files.stories()]
    assert len(ids) == len(set(ids))
    assert set(files.decisions()) == set(ids) == set(reader())
    people = {person["key"] for person in files.settings("programme")["people"]}
    for decision in files.decisions().values():
        assert decision["release"]["by"] in people
        assert decision["release"]["outcome"] in ("released", "held_back")
        assert isinstance(decision["release"]["masks"], list)


def test_every_mask_and_every_labelled_span_stands_in_its_story() -> None:
    for story in files.stories():
        text = all_text(story)
        for mask in files.decisions()[story["id"]]["release"]["masks"] + reader()[story["id"]]["spans"]:
            assert mask["surface"] in text, (story["id"], mask)


def test_the_coordinator_masks_every_identifying_span_or_says_why_not() -> None:
    for story in files.stories():
        decision = files.decisions()[story["id"]]["release"]
        masked = [mask["surface"] for mask in decision["masks"]]
        for span in reader()[story["id"]]["spans"]:
            covered = any(span["surface"] in surface for surface in masked)
            assert covered or decision["reason"], (story["id"], span)


def test_a_story_without_consent_for_analysis_is_held_back() -> None:
    for story in files.stories():
        if not story["consent"]["analysis"]:
            assert files.decisions()[story["id"]]["release"]["outcome"] == "held_back"


def test_every_theme_code_of_a_seat_has_its_ruling() -> None:
    used = {
        theme for decision in files.decisions().values() for label in decision["labels"] for theme in label["themes"]
    }
    assert used <= set(files.settings("rulings")["themes"])


@pytest.mark.parametrize("package", ["survey", "analysis", "reports"])
def test_nothing_in_the_product_reads_the_readers_labels(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert "demo_reader" not in path.read_text("utf-8"), path
