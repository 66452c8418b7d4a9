"""What may go wrong when a codebook is learned and used, what always holds, and coding old stories anew."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.codebook import (
    Codebook,
    CodebookError,
    LabelEvent,
    NotLearned,
    OtherModel,
    assign,
    back_code,
    compare,
    fit,
    fold,
)
from analysis.codebook.calibration import calibrate
from analysis.records import StoryVector
from tests.analysis.codebooks import World, labelled, read, themes, world

calm = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def there() -> World:
    return world(200)


@pytest.fixture(scope="module")
def learned(there: World) -> Codebook:
    return fit(labelled(there, range(120)), there.vectors, seed=1)


def test_a_codebook_without_themes_or_vectors_says_so(there: World) -> None:
    with pytest.raises(CodebookError, match="no themes"):
        fit(fold({}), there.vectors)
    with pytest.raises(CodebookError, match="no vectors"):
        fit(fold(themes(2)), {})
    with pytest.raises(NotLearned, match="not learned"):
        assign(there.matrix, fold(themes(2)))


def test_a_codebook_without_labels_assigns_nothing(there: World) -> None:
    coded = assign(there.matrix, fit(fold(themes(3)), there.vectors))
    assert coded.abstained.all()
    assert coded.probabilities.max() == 0
    assert not coded.abstention.reached


@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_a_handful_of_labels_gives_probabilities_and_no_promise(there: World, n: int) -> None:
    coded = assign(there.matrix, fit(labelled(there, range(n)), there.vectors))
    assert coded.abstained.all()
    assert 0 <= coded.probabilities.min() <= coded.probabilities.max() < 1


def test_one_theme_is_learned_against_stories_without_it(there: World) -> None:
    events = [
        LabelEvent(row + 1, there.refs[row], "t0" if 0 in there.truth[row] else None, "seat 1") for row in range(120)
    ]
    coded = assign(there.matrix[120:], fit(fold(themes(1), events), there.vectors))
    there_it_is = np.array([0 in about for about in there.truth[120:]])
    assert coded.probabilities[there_it_is, 0].mean() > coded.probabilities[~there_it_is, 0].mean() + 0.4


def test_a_theme_that_every_story_has_teaches_nothing(there: World) -> None:
    events = [LabelEvent(row + 1, there.refs[row], "t0", "seat 1") for row in range(40)]
    coded = assign(there.matrix, fit(fold(themes(1), events), there.vectors))
    assert coded.abstained.all()


def test_vectors_of_another_model_are_refused_by_name(there: World, learned: Codebook) -> None:
    other = [StoryVector("a", "", "another model", there.matrix[0])]
    with pytest.raises(OtherModel, match=r"another model.*test model"):
        assign(other, learned)
    with pytest.raises(OtherModel, match="another model"):
        assign(there.matrix, learned, model_id="another model")
    with pytest.raises(OtherModel, match="16"):
        assign(there.matrix[:, :8], learned)
    with pytest.raises(OtherModel, match="different models"):
        fit(labelled(there, range(9)), {**there.vectors, "x": other[0]})


def test_lengths_that_differ_are_refused(there: World, learned: Codebook) -> None:
    with pytest.raises(CodebookError, match="one language"):
        assign(there.matrix, learned, languages=["nl"])
    with pytest.raises(CodebookError, match="length"):
        fit(labelled(there, range(9)), {"a": np.ones(3, np.float32), "b": np.ones(4, np.float32)})
    with pytest.raises(CodebookError, match="length"):
        fit(labelled(there, range(9)), there.vectors, words={"t0": np.ones(3, np.float32)})
    with pytest.raises(CodebookError, match="matrix"):
        assign(there.matrix[0], learned)


def test_no_stories_and_stories_without_a_direction_are_no_trouble(there: World, learned: Codebook) -> None:
    assert assign(np.empty((0, 16), np.float32), learned).labels.shape == (0,)
    assert assign([], learned).probabilities.shape == (0, 3)
    assert learned.classifier is not None
    odd = np.stack([learned.classifier.means[""], np.full(16, np.nan), np.full(16, np.inf)]).astype(np.float32)
    coded = assign(odd, learned)
    assert coded.abstained.all()
    assert coded.probabilities.max() == 0


def test_labelled_stories_that_are_no_longer_there_do_not_count(there: World) -> None:
    left = {ref: vector for ref, vector in there.vectors.items() if ref not in there.refs[:60]}
    learned = fit(labelled(there, range(120)), left).classifier
    assert learned is not None
    assert learned.abstention.n_stories == 60


def test_learning_and_assigning_load_nothing_heavy_before_they_are_asked() -> None:
    check = (
        "import sys; import analysis.codebook, analysis.agreement; "
        "heavy = {'bertopic', 'sklearn', 'sknetwork', 'scipy', 'pandas'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=Path(__file__).parents[2])


# --- what always holds -----------------------------------------------------------------------------------------------


@calm
@given(st.integers(0, 99), st.integers(0, 70), st.integers(1, 4), st.floats(0, 4))
def test_probabilities_are_shares_and_silence_follows_the_threshold(seed: int, n: int, k: int, noise: float) -> None:
    there = world(80, k, noise=noise, seed=seed)
    coded = assign(there.matrix, fit(labelled(there, range(n), k), there.vectors, seed=seed))
    assert coded.probabilities.shape == (80, k)
    assert 0 <= coded.probabilities.min(initial=0) <= coded.probabilities.max(initial=0) <= 1
    assert np.array_equal(coded.certainty, coded.probabilities.max(axis=1))
    threshold = coded.abstention.threshold
    if threshold is None:
        assert coded.abstained.all()
    else:
        assert (coded.certainty[~coded.abstained] >= np.float32(threshold)).all()
        assert (coded.certainty[coded.abstained] < np.float32(threshold)).all()
    inside = np.flatnonzero(~coded.abstained)
    assert np.array_equal(coded.probabilities[inside].argmax(axis=1), coded.labels[inside])


@calm
@given(st.permutations([0, 1, 2]), st.integers(0, 20))
def test_other_names_for_the_themes_change_their_order_and_nothing_else(order: list[int], seed: int) -> None:
    there = world(70, seed=seed)
    events = read(there, range(60))
    renamed = {f"n{order[number]}": theme for number, theme in enumerate(themes(3).values())}
    again = fold(
        {key: replace(theme, name=key) for key, theme in renamed.items()},
        [replace(event, theme=f"n{order[int((event.theme or 't0')[1])]}") for event in events],
    )
    one = assign(there.matrix, fit(fold(themes(3), events), there.vectors, seed=seed))
    other = assign(there.matrix, fit(again, there.vectors, seed=seed))
    columns = [other.themes.index(f"n{order[int(theme[1])]}") for theme in one.themes]
    assert np.allclose(one.probabilities, other.probabilities[:, columns], atol=2e-3)


@calm
@given(st.integers(0, 50), st.floats(0.1, 3))
def test_calibration_never_turns_the_order_of_one_score_around(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    truth = (random.random((60, 2)) < 0.5).astype(np.int8)
    scores = np.zeros((60, 2, 3))
    scores[:, :, 0] = 2 * truth + spread * random.standard_normal((60, 2))
    found = calibrate(scores, truth).probabilities(scores)
    for theme in range(2):
        order = np.argsort(scores[:, theme, 0])
        assert (np.diff(found[order, theme]) >= 0).all()


# --- coding old stories anew -----------------------------------------------------------------------------------------


def test_old_stories_are_coded_by_the_new_version_too(there: World, learned: Codebook) -> None:
    more = fold(
        {**themes(3), "t9": themes(3)["t0"].__class__("Nieuw", ("c9",), ())}, read(there, range(140)), previous=learned
    )
    newer = fit(more, there.vectors, seed=1)
    old, new = back_code(learned, there.vectors), back_code(newer, there.vectors)
    seen = compare(old, new)
    assert (seen.old_version, seen.new_version, seen.n) == (1, 2, 200)
    assert seen.n_same + sum(seen.moved.values()) == 200
    assert sum(before for before, _ in seen.counts.values()) == 200
    assert sum(after for _, after in seen.counts.values()) == 200
    assert seen.counts["t9"] == (0, 0)
    assert seen.n_same > 180


def test_only_stories_that_both_versions_hold_are_compared(there: World, learned: Codebook) -> None:
    fewer = {ref: there.vectors[ref] for ref in there.refs[50:]}
    same = compare(back_code(learned, there.vectors), back_code(learned, fewer))
    assert (same.n, same.n_same, same.moved) == (150, 150, {})


def test_silence_is_the_same_as_silence(there: World, learned: Codebook) -> None:
    nothing = fit(fold(themes(3)), there.vectors)
    quiet = compare(back_code(nothing, there.vectors), back_code(nothing, there.vectors))
    assert quiet.n_same == 200
    louder = compare(back_code(nothing, there.vectors), back_code(learned, there.vectors))
    assert louder.counts[""][0] == 200 > louder.counts[""][1]
