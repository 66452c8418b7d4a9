"""Means on a scale, two groups of tellers, and what a number of stories can show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimation import groups, power, scales
from analysis.estimation.interval import TooFew
from tests.analysis.estimates import holds


@given(st.lists(st.integers(1, 5), min_size=2, max_size=29))
def test_a_mean_lies_in_its_interval_inside_the_scale(steps: list[int]) -> None:
    summary = scales.summarise(steps)
    holds(summary.mean)
    assert summary.mean.low >= 1
    assert summary.mean.high <= 5
    assert sum(summary.counts) == len(steps)


def test_from_thirty_answers_on_the_interval_follows_the_skew() -> None:
    answers = [5] * 20 + [4] * 5 + [1] * 4
    assert scales.summarise(answers).mean.method == "t"
    skewed = scales.summarise([*answers, 1]).mean
    assert skewed.method == "bca"
    assert skewed.value - skewed.low > skewed.high - skewed.value


def test_a_mean_does_not_depend_on_who_answered_first() -> None:
    answers = [1, 2, 3, 4, 5] * 8
    assert scales.summarise(answers).mean == scales.summarise(answers[::-1]).mean


def test_when_all_say_the_same_the_mean_is_still_not_certain() -> None:
    few, many = scales.summarise([5] * 3).mean, scales.summarise([5] * 40).mean
    assert few.low < many.low < 5


def test_a_step_outside_the_scale_or_a_single_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 1-5"):
        scales.summarise([3, 6])
    with pytest.raises(TooFew):
        scales.summarise([3])


def test_cliffs_delta_counts_who_lies_above_whom() -> None:
    estimate = groups.cliffs_delta([1, 2, 3], [2, 3, 4])
    assert estimate.value == pytest.approx((6 - 1) / 9)


def test_complete_separation_of_a_few_is_not_certainty() -> None:
    few, many = groups.cliffs_delta([1, 1, 1], [5, 5, 5]), groups.cliffs_delta([1] * 30, [5] * 30)
    assert few.value == many.value == 1
    assert few.low < 0.5 < many.low
    assert few.high == 1


groups_of_steps = st.lists(st.integers(1, 5), min_size=2, max_size=25)


@given(groups_of_steps, groups_of_steps)
def test_a_comparison_turned_round_changes_its_sign(one: list[int], two: list[int]) -> None:
    there, back = groups.compare(one, two), groups.compare(two, one)
    for estimate, other in ((there.difference, back.difference), (there.delta, back.delta)):
        holds(estimate)
        assert (estimate.low, estimate.high) == pytest.approx((-other.high, -other.low), abs=1e-6)
    assert there.p_value == pytest.approx(back.p_value)


def test_thirty_stories_a_wave_see_a_large_shift_and_miss_a_small_one() -> None:
    assert power.chance_to_see(15, 30) == pytest.approx(0.73, abs=0.02)
    assert power.chance_to_see(5, 30) == pytest.approx(1 / 8, abs=0.02)
    assert power.chance_to_see(0, 30) == pytest.approx(0.05, abs=0.001)


@given(st.integers(2, 200), st.floats(1, 40))
def test_more_stories_see_more(n: int, shift: float) -> None:
    assert power.chance_to_see(shift, n) <= power.chance_to_see(shift, n + 1) + 1e-9
