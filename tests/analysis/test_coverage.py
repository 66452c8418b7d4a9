"""Did we hear enough: what was heard once tells how much was not heard at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coverage import coverage


def told(*counts: int) -> list[list[int]]:
    """One theme a story: theme 0 so many times, theme 1 so many, and so on."""
    return [[theme] for theme, count in enumerate(counts) for _ in range(count)]


def test_themes_heard_once_are_what_is_missing() -> None:
    found = coverage(told(6, 2, 1, 1))
    assert found is not None
    assert found.share == pytest.approx(1 - 2 / 10 * (9 * 2) / (9 * 2 + 2 * 1)), "Chao and Jost 2012, equation 4a"
    assert (found.n_heard, found.n_once, found.n_stories) == (4, 2, 10)


def test_when_every_theme_was_heard_again_nothing_new_is_expected_but_few_stories_stay_uncertain() -> None:
    few, many = coverage(told(5, 5)), coverage(told(100, 100))
    assert few is not None
    assert many is not None
    assert few.share == many.share == 1
    assert few.new_per_ten == many.new_per_ten == 0
    assert few.low < 0.8 < 0.97 < many.low
    assert few.high == many.high == 1


def test_when_every_story_is_about_something_else_nearly_everything_is_still_to_be_heard() -> None:
    found = coverage(told(*[1] * 12))
    assert found is not None
    assert found.share == 0
    assert found.high < 0.4
    assert 8 < found.new_per_ten <= 10


def test_nothing_said_has_no_coverage() -> None:
    assert coverage([]) is None
    assert coverage([[], []]) is None


def test_one_story_is_an_answer_without_a_claim() -> None:
    found = coverage([["school"]])
    assert found is not None
    assert (found.share, found.low) == (0, 0)
    assert 0 < found.new_per_ten <= 10


@pytest.mark.parametrize("a_story_holds", [1, 3])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(a_story_holds: int) -> None:
    random = np.random.default_rng(3)
    likely = 1 / np.arange(1, 45)
    likely = np.minimum(likely / likely.sum() * a_story_holds, 0.95)
    held = []
    for _ in range(200):
        stories = [np.flatnonzero(random.random(44) < likely).tolist() for _ in range(60)]
        found = coverage(stories)
        heard = sorted({theme for story in stories for theme in story})
        assert found is not None
        held.append(found.low <= likely[heard].sum() / likely.sum() <= found.high)
    assert 0.88 <= np.mean(held) <= 0.99


def test_what_ten_more_stories_bring_is_foretold() -> None:
    random = np.random.default_rng(4)
    likely = 1 / np.arange(1, 45)
    likely = likely / likely.sum()
    foretold, brought = [], []
    for _ in range(300):
        drawn = random.choice(44, 40, p=likely)
        found = coverage([[theme] for theme in drawn[:30]])
        assert found is not None
        foretold.append(found.new_per_ten)
        brought.append(len(set(drawn[30:]) - set(drawn[:30])))
    assert np.mean(foretold) == pytest.approx(np.mean(brought), rel=0.15)


@given(st.lists(st.lists(st.integers(0, 12), max_size=5), max_size=40))
def test_coverage_is_a_share_inside_its_interval(mentions: list[list[int]]) -> None:
    found = coverage(mentions)
    if found is None:
        assert not any(mentions)
        return
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert 0 <= found.new_per_ten <= 10 * max(len(set(story)) for story in mentions) + 1e-9
    assert coverage(mentions[::-1]) == found
