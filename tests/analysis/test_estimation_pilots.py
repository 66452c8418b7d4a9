"""Many small pilots beside each other: by worked cases and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimation import pilots
from analysis.estimation.interval import TooFew
from tests.analysis.estimates import holds


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


pilots_told = st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 30), st.integers(1, 200)), min_size=3, max_size=12)


@settings(deadline=None, max_examples=40)
@given(pilots_told)
def test_every_interval_contains_its_value_and_no_pilot_is_drawn_beyond_the_others(told: list[tuple]) -> None:
    values, errors, ns = map(list, zip(*told, strict=True))
    found = pilots.estimate_together(values, errors, ns)
    for estimate in (*found.raw, *found.together):
        holds(estimate)
    assert all(min(values) - 1e-6 <= each.value <= max(values) + 1e-6 for each in found.together)


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
