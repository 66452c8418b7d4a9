"""Then and now, changes between waves and perspectives, and what follows from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimation import changes, movement, shown
from analysis.indicators import wilson
from analysis.records import IndicatorResult
from tests.analysis.estimates import holds

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


@given(st.data())
def test_our_exact_test_is_scipys(data: st.DataObject) -> None:
    from scipy.stats import fisher_exact

    (a, m), (b, n) = (
        (data.draw(st.integers(0, whole)), whole)
        for whole in (data.draw(st.integers(0, 60)), data.draw(st.integers(0, 60)))
    )
    theirs = fisher_exact([[a, m - a], [b, n - b]]).pvalue
    assert changes.exact_p_value((a, m), (b, n)) == pytest.approx(theirs, abs=1e-9)


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
