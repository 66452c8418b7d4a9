"""In how many stories a theme is present: the panel's labels, sharpened by a machine, never replaced."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimation import prevalence, shares
from analysis.estimation.interval import TooFew


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
