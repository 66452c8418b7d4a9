"""How firm a topic is: counted over resamples, and put into words in one place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stability import FAIR_FROM, FIRM_FROM, Resample, agreement, firmness, measure, overlap


def of(rows: list[int], labels: list[int]) -> Resample:
    return Resample(np.array(rows), np.array(labels))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "firm"),
        (FIRM_FROM, "firm"),
        (FIRM_FROM - 0.01, "fair"),
        (FAIR_FROM, "fair"),
        (FAIR_FROM - 0.01, "shaky"),
        (0.0, "shaky"),
    ],
)
def test_firmness_is_said_in_three_words(share: float, words: str) -> None:
    assert firmness(share) == words


def test_a_topic_that_always_returns_has_share_one_and_one_that_dissolves_less() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    kept = of([0, 1, 2, 4, 5, 6], [0, 0, 0, 1, 1, 1])
    split = of([0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 1, 2, 3, 4])
    measured = measure(labels, [kept, split])
    assert measured.shares == (1.0, 0.5)
    assert measured.n_resamples == 2


def test_a_topic_merged_with_an_equally_large_one_has_just_returned_and_with_a_larger_one_has_not() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    assert overlap(labels, 2, of(list(range(8)), [0] * 8)).tolist() == [0.5, 0.5]
    assert measure(labels, [of(list(range(8)), [0] * 8)]).shares == (1.0, 1.0)
    lopsided = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    assert measure(lopsided, [of(list(range(8)), [0] * 8)]).shares == (1.0, 0.0)


def test_the_rest_group_is_no_topic_and_spoils_an_overlap() -> None:
    labels = np.array([0, 0, 0, -1, -1, -1, -1])
    assert overlap(labels, 1, of(list(range(7)), [0] * 7)).tolist() == [3 / 7]
    assert measure(np.full(4, -1), [of([0, 1], [0, 0])]).shares == ()


def test_agreement_is_one_for_the_same_grouping_under_other_numbers() -> None:
    assert agreement([of([0, 1, 2, 3], [0, 0, 1, 1]), of([1, 2, 3, 4], [1, 0, 0, 0])]) == (1.0, 1.0)
    assert agreement([of([0, 1], [0, 1])]) == (0.0, 0.0)
    assert agreement([]) == (0.0, 0.0)


@given(
    st.lists(st.integers(-1, 4), min_size=1, max_size=40),
    st.lists(st.lists(st.integers(0, 3), min_size=40, max_size=40), max_size=4),
)
def test_shares_are_shares_whatever_the_grouping(labels: list[int], groupings: list[list[int]]) -> None:
    n = len(labels)
    measured = measure(np.array(labels), [of(list(range(n)), grouping[:n]) for grouping in groupings])
    assert len(measured.shares) == max(labels) + 1
    assert all(0 <= share <= 1 for share in measured.shares)
    assert -1 <= measured.ari <= 1
    assert -1 <= measured.ami <= 1 + 1e-9
