"""The checking screen as values: choices, places and segments."""

from __future__ import annotations

import uuid

from werkzeug.datastructures import MultiDict

from analysis.records import Span
from survey.manage import checking
from survey.services.deidentification import Proposal

TEXTS = {"also": "Kim was er ook.", "story": "Samira hielp. Toen kwam samira weer, en Kimono niet.", "title": "Kim"}


def proposal(**spans: tuple[Span, ...]) -> Proposal:
    return Proposal(uuid.uuid4(), "nl", TEXTS, {name: spans.get(name, ()) for name in TEXTS})


SURE = Span(0, 6, "PERSON", "names", 0.9, "auto")
UNSURE = Span(24, 30, "PERSON", "names", 0.4, "review")


def test_the_sure_are_masked_and_the_unsure_wait() -> None:
    found = checking.choices(proposal(story=(SURE, UNSURE)), {}, [])
    assert [choice.chosen for choice in found] == ["mask", ""]
    assert [decision.masked for decision in checking.decisions(found)] == [True]
    assert [decision.masked for decision in checking.decisions(found, undecided_as=True)] == [True, True]


def test_what_was_posted_wins_unless_it_is_nonsense() -> None:
    form = {"choice-story-0-6": "stand", "choice-story-24-30": "explode"}
    found = checking.choices(proposal(story=(SURE, UNSURE)), form, [])
    assert [choice.chosen for choice in found] == ["stand", ""]


def test_added_words_are_found_everywhere_as_whole_words() -> None:
    added = checking.Added(checking.ALL_TEXTS, "kim", "PERSON")
    assert checking.places_of(TEXTS, added) == [("title", 0, 3), ("also", 0, 3)]


def test_a_part_of_a_word_is_found_when_no_whole_word_is() -> None:
    assert checking.places_of(TEXTS, checking.Added("story", "Kimo", "PERSON")) == [("story", 40, 44)]


def test_words_that_look_like_a_pattern_are_taken_as_they_are() -> None:
    assert checking.places_of(TEXTS, checking.Added("story", ".*", "PERSON")) == []


def test_segments_give_back_the_text_exactly() -> None:
    added = [checking.Added("", "samira hielp", "PERSON"), checking.Added("", "weer", "DATE")]
    found = checking.choices(proposal(story=(SURE, UNSURE)), {}, added)
    cut = checking.segments(TEXTS["story"], "story", found)
    assert "".join(segment.text for segment in cut) == TEXTS["story"]
    assert [segment.text for segment in cut if segment.choice] == ["Samira", "samira", "weer"]


def test_an_added_mask_wins_over_letting_the_same_stretch_stand() -> None:
    form = {"choice-story-0-6": "stand", "choice-story-24-30": "stand"}
    found = checking.choices(proposal(story=(SURE, UNSURE)), form, [checking.Added("", "samira", "PERSON")])
    decided = checking.decisions(found)
    assert [(d.start, d.masked) for d in decided] == [(0, True), (24, True)]


def test_an_added_mask_that_was_lifted_again_is_no_decision() -> None:
    found = checking.choices(proposal(), {"added-0": "stand"}, [checking.Added("", "weer", "PERSON")])
    assert checking.decisions(found) == []


def test_hidden_fields_come_back_without_blanks() -> None:
    form = MultiDict(
        [
            ("added_field", ""),
            ("added_words", "Kim"),
            ("added_label", "PERSON"),
            ("added_words", " "),
            ("added_label", "DATE"),
        ]
    )
    assert checking.added_in(form) == [checking.Added("", "Kim", "PERSON")]


def test_a_forged_label_is_left_out() -> None:
    form = MultiDict([("added_field", "story"), ("added_words", "Kim"), ("added_label", "NONSENSE")])
    assert checking.added_in(form) == []
