"""Shares, their differences and net movement: against published figures, and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimation import shares
from analysis.estimation.interval import TooFew
from analysis.indicators import wilson
from tests.analysis.estimates import holds

counts = st.integers(0, 60)


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


@given(counts, counts, counts, st.integers(2, 12))
def test_net_movement_is_surer_with_more_of_the_same(better: int, same: int, worse: int, more: int) -> None:
    few, many = (shares.net_movement(better * k + 1, same * k, worse * k) for k in (1, more))
    assert better + same + worse == 0 or many.high - many.low <= few.high - few.low + 1e-9


@given(st.integers(1, 40), st.integers(1, 40), st.integers(2, 12), st.data())
def test_a_difference_is_surer_with_more_of_the_same(n: int, m: int, more: int, data: st.DataObject) -> None:
    k, j = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    few, many = (shares.difference((k * times, n * times), (j * times, m * times)) for times in (1, more))
    assert many.high - many.low < few.high - few.low


def test_nobody_and_more_than_everybody_are_refused() -> None:
    with pytest.raises(TooFew):
        shares.share(0, 0)
    with pytest.raises(ValueError, match="5 of 4"):
        shares.share(5, 4)
    with pytest.raises(ValueError, match="never negative"):
        shares.net_movement(-1, 3, 0)
