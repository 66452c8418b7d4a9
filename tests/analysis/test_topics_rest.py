"""What fits nowhere stays outside, and whatever is sent in, there is an answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.topics import Parameters, find_topics, nearest
from analysis.topics.alone import foreign, stand_alone
from analysis.topics.graph import aligned

RECIPES = (
    "Verwarm de oven voor op 180 graden en roer de boter door het meel.",
    "Snijd de uien fijn, fruit ze glazig en voeg de gehakte tomaten toe.",
    "Laat het deeg een uur rijzen onder een vochtige doek.",
)
SOFTWARE = (
    "De nieuwe versie van de driver lost een geheugenlek op in de netwerkkaart.",
    "Voer het installatiescript uit met beheerdersrechten en herstart de server.",
    "De functie geeft een foutcode terug wanneer de parameter leeg is.",
)
WEATHER = (
    "Morgen wordt het zwaarbewolkt met een matige wind uit het zuidwesten.",
    "In het noorden kans op onweer, in het zuiden blijft het droog bij 21 graden.",
    "Vannacht koelt het af tot rond het vriespunt en kan er mist ontstaan.",
)


@pytest.mark.parametrize("strays", [RECIPES, SOFTWARE, WEATHER], ids=["recipes", "software", "weather"])
def test_stories_about_another_subject_altogether_end_up_outside(
    encoder, stories: tuple[str, ...], story_vectors: np.ndarray, strays: tuple[str, ...]
) -> None:
    run = find_topics([*stories, *strays], np.vstack([story_vectors, encoder.encode(strays)]), seed=5)
    assert [run.rest.get(row) for row in range(48, 51)] == ["fits_nowhere"] * 3
    assert run.fine is not None
    assert run.fine.labels[48:].tolist() == [-1] * 3
    assert run.share_outside == len(run.rest) / 51
    shown = {row for topic in (*run.topics, *run.fine.topics) for row in (*topic.representatives, *topic.contrary)}
    assert not shown & {48, 49, 50}


def test_strays_of_every_kind_together_still_end_up_outside(
    encoder, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    strays = [*RECIPES[:2], *SOFTWARE[:2], *WEATHER[:2]]
    run = find_topics([*stories, *strays], np.vstack([story_vectors, encoder.encode(strays)]), seed=5)
    assert [run.rest.get(row) for row in range(48, 54)] == ["fits_nowhere"] * 6
    assert (run.labels[:48] >= 0).mean() >= 0.8, "and the stories themselves are not pushed out"


def test_twenty_strays_that_are_all_alike_are_still_no_story() -> None:
    random = np.random.default_rng(1)
    stories = np.eye(1, 32) + 0.15 * random.standard_normal((100, 32))
    strays = 0.3 * np.eye(1, 32) + np.eye(32)[5] + 0.02 * random.standard_normal((20, 32))
    level = aligned(np.vstack([stories, strays]).astype(np.float32), [""] * 120)
    alone = stand_alone(level, np.arange(120), Parameters())
    assert alone[100:].all()
    assert alone[:100].mean() <= 0.05


def test_subjects_that_share_their_ground_are_all_at_home() -> None:
    random = np.random.default_rng(1)
    subjects = np.eye(1, 32) + 0.6 * np.eye(32)[1:5][np.arange(120) % 4]
    level = aligned((subjects + 0.05 * random.standard_normal((120, 32))).astype(np.float32), [""] * 120)
    assert not foreign(level, np.arange(120), Parameters()).mean() > 0.03


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800",
        "\0",
        "ﷺ" * 2_000,
        "z" * 50_000,
        "Het ging goed. " * 3_400,
        "\u202e\u0301",
        "<script>alert(1)</script>",
    ],
    ids=["blank", "surrogate", "nul", "ligature", "one long word", "long", "marks", "markup"],
)
def test_one_odd_text_among_stories_is_no_trouble(
    stories: tuple[str, ...], story_vectors: np.ndarray, text: str
) -> None:
    texts = [text, *stories[1:]]
    run = find_topics(texts, story_vectors, seed=1)
    assert run.enough
    assert len(run.labels) == 48
    assert all(len(keyword.word) <= 40 for topic in run.topics for keyword in topic.keywords)


def test_a_corpus_of_one_story_told_by_many_is_at_most_one_topic(stories: tuple[str, ...]) -> None:
    vectors = np.tile(np.eye(1, 384, dtype=np.float32), (60, 1))
    run = find_topics([stories[0]] * 60, vectors, seed=1)
    assert run.fine is not None
    assert len(run.topics) == len(run.fine.topics) <= 1


# --- too few to group: nearest stories, for reading ------------------------------------------------------------------


def test_the_nearest_stories_are_about_the_same(stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    near = nearest(story_vectors[:24], most=1)
    assert np.mean([others[0] % 4 == row % 4 for row, others in enumerate(near)]) >= 0.6
    assert all(row not in others for row, others in enumerate(near))


def test_nearest_stories_of_none_or_one_or_broken_ones() -> None:
    assert nearest(np.empty((0, 4), np.float32)) == ()
    assert nearest(np.ones((1, 4), np.float32)) == ((),)
    vectors = np.eye(4, dtype=np.float32)
    vectors[2] = 0
    vectors[3, 0] = np.nan
    assert nearest(vectors) == ((1,), (0,), (), ())
    with pytest.raises(ValueError, match="equally long"):
        nearest(vectors, languages=["nl"])


@given(st.integers(0, 12), st.integers(0, 5), st.integers(0, 2**31 - 1))
def test_nearest_stories_are_others_and_each_once(n: int, most: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((n, 6)).astype(np.float32)
    near = nearest(vectors, most=most)
    assert len(near) == n
    for row, others in enumerate(near):
        assert row not in others
        assert len(set(others)) == len(others) == (min(most, n - 1))
