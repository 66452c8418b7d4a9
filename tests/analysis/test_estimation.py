"""Estimates say how sure they are, and no surer: against published figures, by simulation, and as properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimation import changes, groups, movement, pilots, power, prevalence, scales, shares, shown
from analysis.estimation.interval import Estimate, TooFew
from analysis.indicators import wilson
from analysis.records import IndicatorResult

counts = st.integers(0, 60)


def holds(estimate: Estimate) -> None:
    assert estimate.low <= estimate.value <= estimate.high


# --- shares ----------------------------------------------------------------------------------------------------------


def test_seven_of_ten_lies_between_forty_and_eighty_nine_percent() -> None:
    estimate = shares.share(7, 10)
    assert (round(estimate.low, 3), round(estimate.high, 3)) == (0.397, 0.892)


@given(st.integers(1, 400), st.data())
def test_our_wilson_is_scipys(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    from scipy.stats import binomtest

    theirs = binomtest(k, n).proportion_ci(method="wilson")
    assert shares.wilson_bounds(k / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert wilson(k, n) == shares.wilson_bounds(k / n, n)


@given(st.floats(0, 1), st.floats(0.5, 500))
def test_a_share_lies_in_its_interval_also_for_an_effective_number(value: float, n: float) -> None:
    low, high = shares.wilson_bounds(value, n)
    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1


@given(st.integers(1, 20), st.integers(2, 20), st.data())
def test_a_share_is_surer_with_more_of_the_same(n: int, more: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    few, many = shares.share(k, n), shares.share(k * more, n * more)
    assert many.high - many.low < few.high - few.low


def test_the_difference_of_two_shares_is_newcombes_worked_example() -> None:
    """Newcombe (1998), table II, method 10: 56/70 against 48/80 gives .0524 to .3339."""
    estimate = shares.difference((48, 80), (56, 70))
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (0.0524, 0.3339)


@given(st.integers(1, 50), st.integers(1, 50), st.data())
def test_a_difference_turned_round_changes_its_sign(n: int, m: int, data: st.DataObject) -> None:
    one, two = (data.draw(st.integers(0, n)), n), (data.draw(st.integers(0, m)), m)
    there, back = shares.difference(one, two), shares.difference(two, one)
    holds(there)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))


@given(counts, counts, counts)
def test_net_movement_lies_in_its_interval_and_turns_with_the_scale(better: int, same: int, worse: int) -> None:
    if not better + same + worse:
        with pytest.raises(TooFew):
            shares.net_movement(better, same, worse)
        return
    up, down = shares.net_movement(better, same, worse), shares.net_movement(worse, same, better)
    holds(up)
    assert (up.low, up.high) == pytest.approx((-down.high, -down.low))


def test_nobody_and_more_than_everybody_are_refused() -> None:
    with pytest.raises(TooFew):
        shares.share(0, 0)
    with pytest.raises(ValueError, match="5 of 4"):
        shares.share(5, 4)
    with pytest.raises(ValueError, match="never negative"):
        shares.net_movement(-1, 3, 0)


# --- scales and groups -----------------------------------------------------------------------------------------------


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


# --- pilots beside each other ----------------------------------------------------------------------------------------


def test_small_pilots_borrow_more_than_large_ones() -> None:
    found = pilots.estimate_together([40, 60, 62, 58, 61], [9, 2, 2, 2, 2], [6, 120, 120, 120, 120])
    assert found.raw[0].value == 40
    assert 45 < found.together[0].value < 60
    assert abs(found.together[1].value - 60) < 1
    assert found.together[0].high - found.together[0].low < found.raw[0].high - found.raw[0].low


def test_pilots_that_differ_a_lot_keep_their_own_value() -> None:
    found = pilots.estimate_together([10, 50, 90], [1, 1, 1], [50, 50, 50])
    for raw, together in zip(found.raw, found.together, strict=True):
        assert together.value == pytest.approx(raw.value, abs=0.5)


def test_the_order_of_pilots_does_not_matter() -> None:
    ahead = pilots.estimate_together([40, 55, 61, 58], [6, 3, 4, 5], [8, 20, 15, 12])
    turned = pilots.estimate_together([58, 61, 55, 40], [5, 4, 3, 6], [12, 15, 20, 8])
    for one, other in zip(ahead.together, reversed(turned.together), strict=True):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_two_pilots_or_a_pilot_without_spread_cannot_borrow() -> None:
    with pytest.raises(TooFew):
        pilots.estimate_together([1, 2], [1, 1], [9, 9])
    with pytest.raises(ValueError, match="standard error"):
        pilots.estimate_together([1, 2, 3], [1, 0, 1], [9, 9, 9])


def test_nineteen_of_twenty_pilot_intervals_hold_the_truth() -> None:
    """Simulation as in the research: 12 pilots of 5 to 40, spread 3, deviation 22. Plug-in methods cover 82-89 %."""
    random = np.random.default_rng(20)
    held, raw_miss, miss = [], [], []
    for _ in range(60):
        ns, truth = random.integers(5, 41, 12), random.normal(60, 3, 12)
        told = [random.normal(t, 22, n) for t, n in zip(truth, ns, strict=True)]
        values, errors = [t.mean() for t in told], [t.std(ddof=1) / len(t) ** 0.5 for t in told]
        found = pilots.estimate_together(values, errors, [int(n) for n in ns])
        held += [e.low <= t <= e.high for e, t in zip(found.together, truth, strict=True)]
        miss += [(e.value - t) ** 2 for e, t in zip(found.together, truth, strict=True)]
        raw_miss += [(v - t) ** 2 for v, t in zip(values, truth, strict=True)]
    assert np.mean(held) > 0.91
    assert np.mean(miss) < 0.5 * np.mean(raw_miss)


# --- themes ----------------------------------------------------------------------------------------------------------


def a_sample(random: np.random.Generator, n: int, true_share: float) -> tuple[list[bool], list[float], list[float]]:
    """Labels of 60 of n stories, with a machine's probabilities that are biased downwards but tell something."""
    present = random.random(n) < true_share
    probability = 0.7 / (1 + np.exp(-(random.normal(0, 1, n) + 3 * (present - 0.5))))
    return list(present[:60]), list(probability[:60]), list(probability[60:])


def test_prevalence_covers_the_truth_where_counting_the_machines_output_does_not() -> None:
    random = np.random.default_rng(3)
    held, naive, narrower = [], [], []
    for _ in range(300):
        labels, here, elsewhere = a_sample(random, 300, 0.25)
        found, plain = prevalence.prevalence(labels, here, elsewhere), prevalence.prevalence(labels)
        held.append(found.low <= 0.25 <= found.high)
        narrower.append((found.high - found.low) / (plain.high - plain.low))
        counted = shares.share(int((np.array([*here, *elsewhere]) > 0.5).sum()), 300)
        naive.append(counted.low <= 0.25 <= counted.high)
    assert np.mean(held) > 0.92
    assert np.mean(narrower) < 0.93
    assert np.mean(naive) < 0.7


def test_with_few_stories_that_have_the_theme_the_machine_does_not_help() -> None:
    labels = [True] * 7 + [False] * 53
    sure = [0.9 if label else 0.1 for label in labels]
    assert prevalence.prevalence(labels, sure, [0.1] * 200).method == "wilson"
    labels = [True] * 8 + [False] * 52
    sure = [0.9 if label else 0.1 for label in labels]
    assert prevalence.prevalence(labels, sure, [0.1, 0.9] * 100).method == "ppi++-wilson"


def test_a_useless_machine_changes_nothing() -> None:
    labels = [True, False] * 30
    assert prevalence.prevalence(labels, [0.5] * 60, [0.5] * 100) == prevalence.prevalence(labels)


def test_below_thirty_stories_read_at_random_there_is_no_number() -> None:
    assert prevalence.prevalence([True] * 30).n == 30
    with pytest.raises(TooFew, match="29"):
        prevalence.prevalence([True] * 29)


# --- then and now ----------------------------------------------------------------------------------------------------

given_steps = st.sampled_from(movement.KINDS)


@given(st.lists(st.tuples(given_steps, given_steps), max_size=80))
def test_all_moves_add_up(pairs: list[tuple[movement.Given, movement.Given]]) -> None:
    found = movement.movement(pairs)
    assert sum(map(sum, found.table)) == len(pairs)
    if not found.n_pairs:
        assert found.net is None
        return
    assert found.better
    assert found.same
    assert found.worse
    assert found.net
    assert found.better.value + found.same.value + found.worse.value == pytest.approx(1)
    assert found.net.value == pytest.approx(found.better.value - found.worse.value)


def test_not_mentioned_is_neither_zero_nor_a_fall() -> None:
    found = movement.movement([(4, "not_mentioned"), ("not_applicable", 2), (2, 3)])
    assert found.n_pairs == 1
    assert found.worse is not None
    assert found.worse.value == 0


# --- changes ---------------------------------------------------------------------------------------------------------


def a_result(indicator: str, wave: int, numerator: int, n: int, perspective: str = "parent") -> IndicatorResult:
    low, high = wilson(numerator, n) if n else (None, None)
    value = numerator / n if n else None
    return IndicatorResult(
        indicator, "measured", "pilot", wave, perspective, n, numerator, n, value, low, high, "wilson-95"
    )  # type: ignore[arg-type]  # perspective as text


def test_a_clear_change_between_waves_is_pointed_out_and_a_small_one_is_not() -> None:
    found = changes.over_waves(
        [a_result("trust", 1, 10, 60), a_result("trust", 2, 40, 60), a_result("trust", 3, 42, 60)]
    )
    assert [(c.first.wave, c.second.wave, c.pointed_out) for c in found] == [(1, 2, True), (2, 3, False)]


def test_a_changed_wording_breaks_the_line() -> None:
    rows = [a_result("trust", 1, 10, 60), a_result("trust", 2, 40, 60)]
    (found,) = changes.over_waves(rows, instrument_of={1: "a", 2: "b"})
    assert found.broken
    assert not found.pointed_out


def test_among_many_comparisons_chance_is_not_pointed_out() -> None:
    random = np.random.default_rng(5)
    rows = [
        a_result(f"question{number}", wave, int(random.binomial(40, 0.5)), 40)
        for number in range(100)
        for wave in (1, 2)
    ]
    found = changes.over_waves(rows)
    assert len(found) == 100
    assert sum(change.pointed_out for change in found) <= 1


def test_perspectives_are_compared_in_pairs_and_nobody_with_no_one() -> None:
    rows = [
        a_result("trust", 1, k, n, p) for k, n, p in ((3, 9, "young_person"), (5, 9, "parent"), (0, 0, "professional"))
    ]
    (found,) = changes.between_perspectives(rows)
    assert (found.first.perspective, found.second.perspective) == ("young_person", "parent")
    assert found.difference.value == pytest.approx(2 / 9)


# --- what a number of stories can show -------------------------------------------------------------------------------


def test_thirty_stories_a_wave_see_a_large_shift_and_miss_a_small_one() -> None:
    assert power.chance_to_see(15, 30) == pytest.approx(0.73, abs=0.02)
    assert power.chance_to_see(5, 30) == pytest.approx(1 / 8, abs=0.02)
    assert power.chance_to_see(0, 30) == pytest.approx(0.05, abs=0.001)


@given(st.integers(2, 200), st.floats(1, 40))
def test_more_stories_see_more(n: int, shift: float) -> None:
    assert power.chance_to_see(shift, n) <= power.chance_to_see(shift, n + 1) + 1e-9


@given(st.data())
def test_our_exact_test_is_scipys(data: st.DataObject) -> None:
    from scipy.stats import fisher_exact

    (a, m), (b, n) = ((data.draw(st.integers(0, whole)), whole) for whole in (data.draw(counts), data.draw(counts)))
    theirs = fisher_exact([[a, m - a], [b, n - b]]).pvalue
    assert changes.exact_p_value((a, m), (b, n)) == pytest.approx(theirs, abs=1e-9)


# --- what follows from what is shown ----------------------------------------------------------------------------------


def figure(indicator: str, numerator: int | None, denominator: int | None = 40, **changed: object):
    from analysis.internal import InternalIndicator

    value = None if numerator is None or not denominator else numerator / denominator
    given = {
        "n": denominator,
        "low": value,
        "high": value,
        "n_not_mentioned": 0,
        "n_not_applicable": 0,
        "withheld": None,
    }
    given = (
        {"kind": "measured", "pilot": "p", "wave": 1, "perspective": "parent", "method": "wilson-95"} | given | changed
    )
    return InternalIndicator(indicator=indicator, numerator=numerator, denominator=denominator, value=value, **given)  # type: ignore[arg-type]


def test_net_movement_follows_from_better_and_worse_as_they_are_shown() -> None:
    (found,) = shown.moved([figure("support.better", 20), figure("support.worse", 8)])
    assert (found.better, found.same, found.worse, found.n_pairs) == (20, 12, 8, 40)
    assert found.net is not None
    assert found.net.value == pytest.approx((20 - 8) / 40)
    holds(found.net)


@pytest.mark.parametrize(("better", "worse"), [(None, 8), (20, None), (None, None)])
def test_what_is_hidden_has_no_movement_either(better: int | None, worse: int | None) -> None:
    (found,) = shown.moved([figure("support.better", better), figure("support.worse", worse)])
    assert (found.same, found.net) == (None, None)
    assert (found.worse_share is None) is (worse is None)


def test_only_figures_that_are_shown_are_compared() -> None:
    rows = [figure("trust.agree", 20), figure("trust.agree", None, wave=2)]
    assert [row.wave for row in shown.comparable(rows)] == [1]


def test_questions_left_open_are_counted_over_those_who_could_answer() -> None:
    (found,) = shown.unanswered([figure("trust.agree", 20, n=42)], {(1, "parent"): 50})
    assert (found.indicator, found.numerator, found.denominator) == ("unanswered.trust.agree", 8, 50)
    assert shown.unanswered([figure("trust.agree", None, n=None)], {(1, "parent"): 50}) == []
