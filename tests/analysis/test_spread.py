"""A difference counts for less where stories on one theme differ anyhow, by labels and by what stories make themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.codebook import assign, fit, scores
from analysis.records import StoryVector
from analysis.spread import spread
from analysis.topics import Parameters, find_topics
from analysis.topics.place import Placed
from analysis.topics.sharpen import look_again, sharpened
from tests.analysis.codebooks import MODEL, World, labelled

LOUD = 4
"""The first so many directions hold what says nothing about themes, twice as loud as what does."""


def noisy(n: int, k: int = 3, *, loud: float = 1.2, seed: int = 0, dim: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """n vectors over k themes that differ in quiet directions, and the theme of each."""
    random = np.random.default_rng(seed)
    theme = np.arange(n) % k
    vectors = 0.25 * random.standard_normal((n, dim))
    vectors[:, :LOUD] += loud * random.standard_normal((n, LOUD))
    vectors[np.arange(n), LOUD + theme] += 1
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), theme


def apart(unit: np.ndarray, theme: np.ndarray) -> float:
    """Mean cosine of stories on one theme, less that of stories on two."""
    cosines, same = unit @ unit.T, theme[:, None] == theme
    return float(cosines[same].mean() - cosines[~same].mean())


def test_spread_is_measured_inside_themes_and_has_mean_variance_one() -> None:
    unit, theme = noisy(300)
    inside, middles = spread(unit.astype(np.float64), np.eye(3)[theme])
    assert np.trace(inside) / len(inside) == pytest.approx(1)
    assert np.diag(inside)[:LOUD].min() > 2 * np.diag(inside)[LOUD:].max()
    assert np.allclose(middles[1], unit[theme == 1].mean(axis=0), atol=1e-6)


def test_stories_that_are_all_the_same_have_no_spread_to_measure_by() -> None:
    inside, _ = spread(np.ones((6, 4)), np.ones((6, 1)))
    assert np.array_equal(inside, np.eye(4))


def test_what_topics_differ_in_is_seen_better_the_second_time() -> None:
    unit, theme = noisy(300)
    assert apart(sharpened(unit, theme), theme) > 1.3 * apart(unit, theme)


def test_the_rest_group_has_no_say_in_how_stories_are_seen() -> None:
    unit, theme = noisy(120)
    labels = np.where(np.arange(120) < 90, theme, -1)
    moved = np.concatenate([unit[:90], unit[90:][::-1]])
    assert np.allclose(sharpened(unit, labels)[:90], sharpened(moved, labels)[:90])


@pytest.mark.parametrize(("n", "again"), [(59, False), (60, True)])
def test_stories_are_looked_at_again_from_a_number_on(n: int, again: bool) -> None:
    unit, theme = noisy(n)
    first = Placed(theme, np.eye(3, 24, dtype=np.float32), unit[:, :3], {})
    found = look_again(
        unit,
        np.zeros(n, bool),
        np.ones((n, n), np.float32),
        first,
        [*map(str, range(n))],
        replace(Parameters(), again_from=60),
        1,
        1,
    )
    assert (found is not first) is again


def test_one_topic_gives_nothing_to_look_again_by() -> None:
    unit, _ = noisy(60)
    first = Placed(np.zeros(60, np.int64), np.eye(1, 24, dtype=np.float32), unit[:, :1], {})
    tellers = [*map(str, range(60))]
    alone, together = np.zeros(60, bool), np.ones((60, 60), np.float32)
    assert look_again(unit, alone, together, first, tellers, Parameters(again_from=2), 1, 1) is first


def test_topics_are_found_back_better_with_the_second_look() -> None:
    unit, theme = noisy(240, loud=0.65, seed=1)
    texts = [f"verhaal {row}" for row in range(240)]
    once = find_topics(texts, unit, seed=1, parameters=Parameters(again_from=1_000))
    twice = find_topics(texts, unit, seed=1, parameters=Parameters(again_from=200))
    assert adjusted_rand_score(theme, twice.labels) > adjusted_rand_score(theme, once.labels) + 0.05
    assert twice.ari == once.ari, "how firm topics are is asked of the first look only"


def test_the_second_look_is_the_same_in_any_order_and_with_any_workers() -> None:
    unit, _ = noisy(220, loud=0.65, seed=2)
    texts, tellers = [f"verhaal {row}" for row in range(220)], [*map(str, range(220))]
    order = np.random.default_rng(4).permutation(220)
    parameters = Parameters(again_from=200)
    one = find_topics(texts, unit, seed=1, tellers=tellers, parameters=parameters)
    other = find_topics(
        [texts[row] for row in order],
        unit[order],
        seed=1,
        tellers=[tellers[row] for row in order],
        parameters=parameters,
        workers=2,
    )
    assert np.array_equal(one.labels[order], other.labels)
    assert np.array_equal(one.weights[order], other.weights)


def test_a_codebook_overlooks_what_says_nothing_about_themes(monkeypatch: pytest.MonkeyPatch) -> None:
    unit, theme = noisy(400, loud=0.9, seed=2)
    refs = tuple(f"s{row:04d}" for row in range(400))
    vectors = {ref: StoryVector(ref, "", MODEL, vector) for ref, vector in zip(refs, unit, strict=True)}
    book = labelled(World(refs, tuple((int(number),) for number in theme), vectors), range(24))

    def right() -> float:
        coded = assign(unit[200:], fit(book, vectors))
        likeliest = [int(coded.themes[column][1]) for column in coded.probabilities.argmax(axis=1)]
        return float(np.mean(likeliest == theme[200:]))

    overlooking = right()
    monkeypatch.setattr(scores, "spread", lambda stories, share: (np.eye(24), spread(stories, share)[1]))
    assert overlooking > right() + 0.05
