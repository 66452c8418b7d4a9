"""How many stories hold a theme: from the panel's labels on a random sample, sharpened by the machine, never replaced.

Counting a classifier's output instead gives intervals that cover the truth in 23-60 % of cases.
"""

from collections.abc import Sequence

import numpy as np

from analysis.estimation.interval import CONFIDENCE, Estimate, TooFew
from analysis.estimation.shares import share, wilson_bounds

FEWEST_LABELLED = 30
"""Below this many stories read at random there is no number: "not enough checked stories yet"."""

FEWEST_OF_EACH = 8
"""With fewer labelled stories that have the theme, or that have it not, the machine's help is not used: the normal theory
behind it does not hold for so few, and plain Wilson covers."""


def prevalence(
    labels: Sequence[bool],
    predicted: Sequence[float] = (),
    predicted_elsewhere: Sequence[float] = (),
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Share of stories with a theme, 0-1.

    labels: the panel's, of stories drawn at random. predicted: the machine's probability for those same stories, in the
    same order. predicted_elsewhere: for the stories nobody labelled. Prediction-powered estimate with its power tuned
    (A. N. Angelopoulos, J. C. Duchi and T. Zrnic, PPI++, arXiv 2311.01453, 2023), with Wilson's interval on the effective
    number of stories; never wider than without the machine. Raises TooFew below `FEWEST_LABELLED`, ValueError for lists
    that do not fit.
    """
    n = len(labels)
    if predicted and len(predicted) != n:
        raise ValueError("labels and predictions must be equally long")
    if n < FEWEST_LABELLED:
        raise TooFew(f"a share of stories with a theme needs {FEWEST_LABELLED} stories read at random; there are {n}")
    n_with = sum(map(bool, labels))
    plain = share(n_with, n, confidence)
    if not predicted or len(predicted_elsewhere) < 1 or min(n_with, n - n_with) < FEWEST_OF_EACH:
        return plain
    value, effective_n = _sharpened(
        np.asarray(labels, float), np.asarray(predicted, float), np.asarray(predicted_elsewhere, float)
    )
    if effective_n <= n:
        return plain
    low, high = wilson_bounds(value, effective_n, confidence)
    return Estimate(value, low, high, n, "ppi++-wilson")


def _sharpened(
    y: np.ndarray[tuple[int], np.dtype[np.float64]],
    f: np.ndarray[tuple[int], np.dtype[np.float64]],
    elsewhere: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> tuple[float, float]:
    """(value, effective number of labelled stories)."""
    n, ratio = len(y), len(y) / len(elsewhere)
    spread = float(np.var(np.concatenate([f, elsewhere]), ddof=1))
    if not spread:
        return float(y.mean()), float(n)
    power = float(np.clip(np.cov(y, f)[0, 1] / (spread * (1 + ratio)), 0, 1))
    value = float(np.clip(y.mean() + power * (elsewhere.mean() - f.mean()), 0, 1))
    variance = float(np.var(y - power * f, ddof=1)) / n + power**2 * float(np.var(elsewhere, ddof=1)) / max(
        len(elsewhere), 1
    )
    plain = value * (1 - value)
    return value, n if not variance or not plain else plain / variance
