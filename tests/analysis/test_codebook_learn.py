"""A codebook learns from labels, says how sure it is, and keeps silent when it is not sure enough."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from analysis.codebook import (
    Assignment,
    Codebook,
    ThemeDefinition,
    assign,
    fit,
    fold,
    theme_words,
    to_json,
)
from analysis.codebook.abstention import LEAST_KEPT, RANDOM_FROM, choose_threshold
from analysis.codebook.classifier import centred, language_means
from analysis.codebook.scores import LOGISTIC_FROM, Labelled, held_out_scores
from tests.analysis.codebooks import World, labelled, themes, world

calm = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def there() -> World:
    return world(200)


@pytest.fixture(scope="module")
def learned(there: World) -> Codebook:
    return fit(labelled(there, range(120)), there.vectors, seed=1)


@pytest.fixture(scope="module")
def found(there: World, learned: Codebook) -> Assignment:
    return assign(there.matrix[120:], learned)


def test_new_stories_get_the_themes_that_people_would_give(there: World, found: Assignment) -> None:
    truth = there.truth[120:]
    kept = ~found.abstained
    assert found.themes == ("t0", "t2", "t1"), "in the order of their names"
    names = [int(theme[1]) for theme in found.themes]
    right = [names[found.labels[row]] in truth[row] for row in np.flatnonzero(kept)]
    assert kept.mean() > 0.8
    assert np.mean(right) > 0.9


def test_a_story_may_hold_several_themes(there: World, found: Assignment) -> None:
    both = [row for row, about in enumerate(there.truth[120:]) if len(about) == 2]
    second = [np.sort(found.probabilities[row])[-2] for row in both]
    single = [
        np.sort(p)[-2] for p, about in zip(found.probabilities, there.truth[120:], strict=True) if len(about) == 1
    ]
    assert np.mean(second) > 2 * np.mean(single)


def test_probabilities_are_calibrated(there: World, found: Assignment) -> None:
    names = [int(theme[1]) for theme in found.themes]
    truth = np.array([[name in about for name in names] for about in there.truth[120:]])
    likely = found.probabilities >= 0.8
    assert abs(found.probabilities.mean() - truth.mean()) < 0.05
    assert truth[likely].mean() > 0.8


def test_the_promise_is_shown_beside_what_it_keeps(found: Assignment) -> None:
    stop = found.abstention
    assert stop.reached
    assert stop.kept_accuracy is not None
    assert stop.kept_accuracy >= stop.wanted == 0.85
    assert 0 < stop.kept_share <= 1
    assert (stop.n_stories, stop.judged_on, stop.folds) == (120, "random", "stories")


def test_the_same_stories_and_seed_teach_the_same_to_the_last_bit(there: World, learned: Codebook) -> None:
    turned = dict(reversed(there.vectors.items()))
    assert to_json(fit(labelled(there, range(120)), turned, seed=1)) == to_json(learned)


def test_what_a_story_gets_does_not_depend_on_the_others(there: World, learned: Codebook, found: Assignment) -> None:
    alone = assign(there.matrix[150:151], learned)
    assert np.allclose(alone.probabilities[0], found.probabilities[30], atol=1e-6)
    assert alone.labels[0] == found.labels[30]


def test_few_labels_are_learned_by_the_nearest_centroid_and_more_by_regression(there: World) -> None:
    few = fit(labelled(there, range(12)), there.vectors).classifier
    assert few is not None
    assert max(few.n_labels) < LOGISTIC_FROM
    assert set(few.methods) == {"centroid"}
    enough = fit(labelled(there, range(60)), there.vectors).classifier
    assert enough is not None
    assert min(enough.n_labels) >= LOGISTIC_FROM
    assert set(enough.methods) == {"logistic"}


def right(there: World, codebook: Codebook) -> float:
    """Share of stories whose likeliest theme is one of theirs."""
    coded = assign(there.matrix, codebook)
    main = [int(coded.themes[column][1]) for column in coded.probabilities.argmax(axis=1)]
    return float(np.mean([theme in about for theme, about in zip(main, there.truth, strict=True)]))


def test_a_themes_own_words_help_where_labels_are_few() -> None:
    there = world(200, noise=1.6, seed=5)
    middle = {f"t{t}": there.matrix[[about == (t,) for about in there.truth]].mean(axis=0) for t in range(3)}
    book = labelled(there, range(3))
    assert right(there, fit(book, there.vectors, words=middle)) > right(there, fit(book, there.vectors)) + 0.05


def test_stories_that_nobody_labelled_help_to_find_the_middle_of_a_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [world(200, noise=1, seed=seed) for seed in range(6)]
    helped = [right(there, fit(labelled(there, range(6)), there.vectors)) for there in worlds]
    monkeypatch.setattr(sys.modules["analysis.codebook.learn"], "COMPANY", 0)
    alone = [right(there, fit(labelled(there, range(6)), there.vectors)) for there in worlds]
    assert np.mean(helped) > np.mean(alone) + 0.05


def test_the_words_to_embed_are_name_and_definition() -> None:
    book = fold(themes(2), [], [ThemeDefinition(1, "t0", "De klik", "Begrepen worden.")])
    assert theme_words(book) == {"t0": "De klik: Begrepen worden.", "t1": "Wachten"}


def test_noise_is_not_learned_and_everything_is_left_to_people() -> None:
    noise = world(150, noise=60, seed=2)
    book = fit(labelled(noise, range(100)), noise.vectors)
    coded = assign(noise.matrix[100:], book)
    assert not coded.abstention.reached
    assert (coded.abstention.threshold, coded.abstention.kept_accuracy) == (None, None)
    assert coded.abstained.all()


def test_whole_pilots_are_held_out() -> None:
    there = world(120)
    pilots = {ref: f"pilot {row % 3}" for row, ref in enumerate(there.refs)}
    book = fit(labelled(there, range(120)), there.vectors, pilots=pilots)
    assert book.classifier is not None
    assert book.classifier.abstention.folds == "pilots"
    many = Labelled(
        refs=tuple(there.refs),
        unit=there.matrix.astype(float),
        truth=np.array([[theme in about for theme in range(3)] for about in there.truth], np.int8),
        pilots=tuple(pilots[ref] for ref in there.refs),
        random=np.ones(120, bool),
        words=np.zeros((3, 16)),
        company=there.matrix.astype(float),
        methods=("logistic",) * 3,
    )
    held_out = held_out_scores(many, 0)
    assert held_out is not None
    for pilot in set(pilots.values()):
        inside = np.array([name == pilot for name in many.pilots])
        assert len(set(held_out.folds[inside].tolist())) == 1
        assert not set(held_out.folds[inside]) & set(held_out.folds[~inside])


def test_stories_drawn_at_random_are_judged_alone_once_there_are_enough() -> None:
    n = RANDOM_FROM + 40
    sure = np.full((n, 1), 0.95)
    truth = np.ones((n, 1), np.int8)
    truth[RANDOM_FROM:] = 0
    random = np.arange(n) < RANDOM_FROM
    only = choose_threshold(sure, truth, random, wanted=0.85, folds="stories")
    assert (only.judged_on, only.n_stories, only.kept_accuracy) == ("random", RANDOM_FROM, 1.0)
    random[0] = False
    mixed = choose_threshold(sure, truth, random, wanted=0.85, folds="stories")
    assert (mixed.judged_on, mixed.n_stories, mixed.reached) == ("all", n, False)


@pytest.mark.parametrize(("n", "reached"), [(LEAST_KEPT, True), (LEAST_KEPT - 1, False)])
def test_nothing_is_promised_on_a_handful_of_stories(n: int, reached: bool) -> None:
    stop = choose_threshold(
        np.full((n, 1), 0.9), np.ones((n, 1), np.int8), np.zeros(n, bool), wanted=0.85, folds="stories"
    )
    assert stop.reached is reached


def test_a_promise_needs_the_count_and_the_probabilities_both() -> None:
    truth, random = np.ones((50, 1), np.int8), np.zeros(50, bool)
    modest = choose_threshold(np.full((50, 1), 0.6), truth, random, wanted=0.85, folds="stories")
    assert not modest.reached, "all right, by luck: the probabilities expected no such thing"
    boastful = choose_threshold(
        np.full((50, 1), 0.99), np.zeros((50, 1), np.int8), random, wanted=0.85, folds="stories"
    )
    assert not boastful.reached


def test_languages_are_laid_over_one_another_and_an_unseen_one_is_flagged() -> None:
    there = world(120)
    spoken = {ref: "ar" if row % 2 else "nl" for row, ref in enumerate(there.refs)}
    away = np.zeros(16, np.float32)
    away[5] = 0.4
    moved = {ref: replace(v, vector=v.vector + away * (spoken[ref] == "ar")) for ref, v in there.vectors.items()}
    matrix = np.stack([moved[ref].vector for ref in there.refs])
    unit = centred(matrix, list(spoken.values()), language_means(matrix, list(spoken.values())))
    one, other = unit[::2].mean(axis=0), unit[1::2].mean(axis=0)
    assert np.abs(one - other).max() < 0.1
    left_in = centred(matrix, [""] * 120, language_means(matrix, [""] * 120))
    assert np.abs(left_in[::2].mean(axis=0) - left_in[1::2].mean(axis=0)).max() > 0.8
    book = fit(labelled(there, range(120)), moved, spoken)
    coded = assign(matrix[:4], book, languages=["nl", "fr", "so", ""])
    assert coded.cautions == ("", "language_not_seen", "language_weaker", "")


def test_a_language_with_one_story_keeps_that_storys_direction() -> None:
    matrix = world(20).matrix
    means = language_means(matrix, ["nl"] * 19 + ["uk"])
    assert np.linalg.norm(centred(matrix[19:], ["uk"], means)[0]) == pytest.approx(1)
