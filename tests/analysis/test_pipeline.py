"""Embedding in batches: the same however it is divided, and never twice for the same text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import pipeline
from analysis.embed import normalise, sentences
from analysis.embed.e5 import E5Encoder
from analysis.passages import LONGEST_WITHOUT_WINDOWS, windows
from analysis.records import DeidentifiedStory

SHORT = "We wachtten lang. Nu gaat het goed."
LONG = "We wachtten lang. Niemand belde. Toen kwam Sanne. Zij luisterde echt. Nu gaat het goed op school."


class Counting:
    """An encoder that remembers what it was asked."""

    model_id = "counting:1"
    dim = 4
    weaker_languages: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), text.count("e"), text.count("a"), 1] for text in texts], np.float32)


def story(ref: str, text: str = SHORT) -> DeidentifiedStory:
    return DeidentifiedStory(ref, "proef", 1, "parent", "nl", "", text, frozenset({"analysis"}))


def kept(made: pipeline.Embedded) -> tuple[dict, dict]:
    return {v.ref: v for v in made.vectors}, {w.ref: w for w in made.windows}


def test_a_long_story_is_also_read_in_windows_of_two_sentences_and_a_short_one_is_not() -> None:
    assert windows(SHORT) == []
    assert windows("Een. Twee. Drie.") == []
    assert windows("Een. Twee. Drie. Vier.") == ["Een. Twee.", "Drie. Vier."]
    assert windows(LONG) == [
        "We wachtten lang. Niemand belde.",
        "Toen kwam Sanne. Zij luisterde echt. Nu gaat het goed op school.",
    ]
    assert windows("geen punten en toch een heel lang verhaal " * 50) == []


@given(st.lists(st.sampled_from(["Ja.", "Wij wachtten.", "Waarom?", "Het ging mis!", "Toen\n", "ﷺ."]), max_size=30))
@settings(max_examples=200, deadline=None)
def test_windows_hold_every_sentence_once_and_in_order(parts: list[str]) -> None:
    text = " ".join(parts)
    cut = windows(text)
    assert bool(cut) == (len(sentences(normalise(text))) > LONGEST_WITHOUT_WINDOWS)
    assert not cut or " ".join(cut) == normalise(text)


def test_vectors_are_the_same_however_the_stories_are_divided(encoder: E5Encoder) -> None:
    stories = [story(f"r{number}", LONG if number % 3 else SHORT) for number in range(5)]
    whole = pipeline.embed(stories, encoder)
    parts = [pipeline.embed(batch, encoder) for batch in pipeline.batches(stories, 2)]
    assert [v.vector.tolist() for v in whole.vectors] == [v.vector.tolist() for part in parts for v in part.vectors]
    assert [w.vectors.tolist() for w in whole.windows] == [w.vectors.tolist() for part in parts for w in part.windows]
    assert {w.ref for w in whole.windows} == {"r1", "r2", "r4"}
    assert all(w.vectors.shape == (2, encoder.dim) for w in whole.windows)


def test_two_processes_give_the_same_bits_as_one(encoder: E5Encoder) -> None:
    stories = [story(f"r{number}", f"{LONG} En dat was keer {number}.") for number in range(20)]
    alone, divided = (pipeline.embed(stories, encoder, workers=workers) for workers in (1, 2))
    assert all(np.array_equal(a.vector, b.vector) for a, b in zip(alone.vectors, divided.vectors, strict=True))


def test_a_wave_costs_what_is_new_in_it_and_nothing_else() -> None:
    encoder = Counting()
    old = [story(f"r{number}", f"{LONG} {number}.") for number in range(10)]
    vectors, of_windows = kept(pipeline.embed(old, encoder))
    encoder.asked.clear()
    wave = [*old, story("nieuw")]
    missing = pipeline.not_embedded(wave, vectors, of_windows, encoder.model_id)
    assert [one.ref for one in missing] == ["nieuw"]
    pipeline.embed(missing, encoder)
    assert encoder.asked == [SHORT]


@pytest.mark.parametrize("change", ["text", "model", "windows lost"])
def test_a_changed_text_another_model_and_lost_windows_are_embedded_again(change: str) -> None:
    encoder = Counting()
    vectors, of_windows = kept(pipeline.embed([story("r", LONG)], encoder))
    model_id = "counting:2" if change == "model" else encoder.model_id
    again = story("r", f"{LONG} Later weer niet." if change == "text" else LONG)
    known = {} if change == "windows lost" else of_windows
    assert pipeline.not_embedded([again], vectors, known, model_id) == [again]
    assert pipeline.not_embedded([story("r", LONG)], vectors, of_windows, encoder.model_id) == []


def test_passages_say_from_which_row_each_window_comes() -> None:
    stories = [story("a"), story("b", LONG), story("c"), story("d", f"{LONG} Eindelijk.")]
    made = pipeline.embed(stories, Counting())
    found = pipeline.passages(stories, kept(made)[1])
    assert found is not None
    assert found.rows.tolist() == [1, 1, 3, 3, 3]
    assert found.texts[0] == "We wachtten lang. Niemand belde."
    assert found.vectors.shape == (5, 4)
    assert pipeline.passages(stories[:1], {}) is None


def test_no_stories_need_no_encoder() -> None:
    encoder = Counting()
    assert pipeline.embed([], encoder) == pipeline.Embedded((), ())
    assert pipeline.readable([story("a", " \0 "), story("b")]) == [story("b")]
