"""A version of the codebook follows from what people said, and from nothing else."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import EventsDoNotFit, LabelEvent, ThemeDefinition, changes, fold
from analysis.records import Theme, Verdict
from analysis.themes import apply_verdicts
from tests.analysis.codebooks import themes

TWO = themes(2)


def said(number: int, ref: str, theme: str | None, by: str = "seat 1", **more) -> LabelEvent:
    return LabelEvent(number, ref, theme, by, **more)


def test_a_theme_is_present_when_half_of_its_readers_gave_it() -> None:
    three = [said(1, "a", "t0", "seat 1"), said(2, "a", "t1", "seat 2"), said(3, "a", "t1", "seat 3")]
    [story] = fold(TWO, three).labels
    assert (story.present, story.absent, story.n_readers) == ({"t1"}, {"t0"}, 3)
    assert story.votes == {"t0": 1, "t1": 2}
    [of_two] = fold(TWO, three[:2]).labels
    assert of_two.present == {"t0", "t1"}


def test_what_was_taken_back_is_gone_and_the_reading_stays() -> None:
    [story] = fold(TWO, [said(1, "a", "t0"), said(2, "a", "t0", given=False)]).labels
    assert (story.present, story.absent, story.n_readers) == (set(), {"t0"}, 1)


def test_a_reading_taken_back_as_a_whole_was_never_there() -> None:
    assert fold(TWO, [said(1, "a", "t0"), said(2, "a", None, given=False)]).labels == ()


def test_a_story_read_without_a_theme_says_no_to_all_that_existed() -> None:
    book = fold(TWO, [said(1, "a", None), said(2, "b", "t0"), said(3, "b", "t1")])
    assert book.labels[0].absent == {"t0", "t1"}
    assert book.labels[0].n_readers == 1


def test_a_reading_from_before_a_theme_existed_says_nothing_about_it() -> None:
    early, late = said(1, "a", "t0", meeting=1), said(2, "b", "t1", meeting=2)
    first, second = fold(TWO, [early, late]).labels
    assert (first.present, first.absent) == ({"t0"}, set())
    assert (second.present, second.absent) == ({"t1"}, {"t0"})
    defined_early = ThemeDefinition(1, "t1", "Wachten", meeting=1)
    assert fold(TWO, [early, late], [defined_early]).labels[0].absent == {"t1"}


def test_what_a_facilitator_decided_goes_before_and_is_no_reading() -> None:
    events = [said(1, "a", "t0", "seat 1"), said(2, "a", "t0", "seat 2"), said(3, "b", "t1", "seat 1")]
    moved = [
        said(4, "a", "t0", "F", role="facilitator", given=False),
        said(5, "a", "t1", "F", role="facilitator"),
        said(6, "c", "t1", "F", role="facilitator"),
    ]
    a, _, c = fold(TWO, events + moved).labels
    assert (a.present, a.absent, a.n_readers, a.decided) == ({"t1"}, {"t0"}, 2, {"t0", "t1"})
    assert a.votes == {"t0": 2}, "the votes stay: disagreement is kept"
    assert (c.present, c.absent, c.n_readers) == ({"t1"}, set(), 0), "nobody said what else is in it"


def test_a_label_on_a_candidate_counts_for_the_theme_that_rests_on_it() -> None:
    log = [
        Verdict("x", "merge", "zelfde", merge_into="y", final=True),
        Verdict("y", "confirm", "herken ik", name="Wachten", final=True),
    ]
    [theme] = apply_verdicts(log)
    book = fold({"waiting": theme}, [said(1, "a", "x"), said(2, "b", "y"), said(3, "c", "elsewhere")])
    assert [story.present for story in book.labels] == [{"waiting"}, {"waiting"}, set()]
    assert book.left_out == 1


def test_a_story_once_drawn_at_random_counts_as_random() -> None:
    events = [said(1, "a", "t0", drawn="chosen"), said(2, "a", "t0", "seat 2", drawn="random")]
    assert fold(TWO, events).labels[0].drawn == "random"
    assert fold(TWO, events[:1]).labels[0].drawn == "chosen"


def test_the_latest_words_count_and_the_earlier_ones_are_history() -> None:
    first = ThemeDefinition(1, "t0", "Klik", "Het klikt.")
    then = ThemeDefinition(2, "t0", "De klik", "Begrepen worden.", "Niet: lang kennen.", ("a",), ("b",))
    entry = next(theme for theme in fold(TWO, [], [then, first]).themes if theme.theme == "t0")
    assert (entry.name, entry.definition, entry.examples) == ("De klik", "Begrepen worden.", ("a",))
    assert entry.history == (first,)
    plain = next(theme for theme in fold(TWO).themes if theme.theme == "t0")
    assert (plain.name, plain.definition, plain.candidates) == ("De klik", "", ("c0",))


def test_nothing_new_is_no_new_version() -> None:
    one = fold(TWO, [said(1, "a", "t0")])
    assert one.version == 1
    assert fold(TWO, [said(1, "a", "t0"), said(2, "a", "t0")], previous=one) is one
    two = fold(TWO, [said(1, "a", "t0"), said(2, "b", "t0")], previous=one)
    assert (two.version, two.before) == (2, one.content_hash)
    assert two.content_hash != one.content_hash


def test_changes_say_what_happened_to_themes_and_stories() -> None:
    old = fold(themes(3), [said(1, "a", "t0"), said(2, "b", "t2"), said(3, "gone", "t1")])
    joined = {"t0": Theme("De klik", ("c0", "c2", "t2"), ()), "t1": TWO["t1"], "new": Theme("Rust", ("n",), ())}
    new = fold(
        joined,
        [said(1, "a", "t0"), said(2, "b", "t2"), said(4, "c", "new"), said(5, "a", "t1")],
        [ThemeDefinition(1, "t1", "Lang wachten", "Op hulp.")],
        previous=old,
    )
    seen = changes(old, new)
    assert (seen.added, seen.removed) == (("new",), ("t2",))
    assert (seen.renamed, seen.reworded) == ((("t1", "Wachten", "Lang wachten"),), ("t1",))
    assert seen.joined == (("t2", "t0"),)
    assert (seen.stories_added, seen.stories_removed, seen.relabelled) == (("c",), ("gone",), ("a", "b"))
    assert changes(new, new).relabelled == ()


@pytest.mark.parametrize(
    ("confirmed", "events", "definitions"),
    [
        (TWO, [said(1, "a", "t0"), said(1, "a", "t1")], []),
        (TWO, [], [ThemeDefinition(1, "t0", "  ")]),
        ({"t0": Theme("A", ("c",), ()), "t1": Theme("B", ("c",), ())}, [], []),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(confirmed, events, definitions) -> None:
    with pytest.raises(EventsDoNotFit, match=r"[a-z]{3} [a-z]"):
        fold(confirmed, events, definitions)


logs = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["t0", "t1", "c0", "other", None]),
        st.sampled_from(["seat 1", "seat 2", "seat 3"]),
        st.booleans(),
        st.sampled_from(["random", "chosen"]),
        st.integers(1, 3),
    ),
    max_size=14,
).map(
    lambda rows: [
        LabelEvent(number, ref, theme, by, given=given, drawn=drawn, meeting=meeting)
        for number, (ref, theme, by, given, drawn, meeting) in enumerate(rows)
    ]
)


@given(logs, st.integers(0, 99))
def test_the_order_in_which_the_log_is_read_does_not_matter(log, seed: int) -> None:
    mixed = random.Random(seed).sample(log, len(log))
    assert fold(TWO, mixed).content_hash == fold(TWO, log + log).content_hash


@given(logs)
def test_no_theme_is_both_there_and_not_there(log) -> None:
    for story in fold(TWO, log).labels:
        assert not story.present & story.absent
        assert story.present | story.absent <= {"t0", "t1"}
        assert all(0 < votes <= story.n_readers for votes in story.votes.values())


@given(logs)
def test_a_withdrawn_story_leaves_the_codebook(log) -> None:
    without = fold(TWO, [event for event in log if event.ref != "a"])
    assert all(story.ref != "a" for story in without.labels)
    before = {replace(story).ref: story for story in fold(TWO, log).labels if story.ref != "a"}
    assert {story.ref for story in without.labels} == set(before)
