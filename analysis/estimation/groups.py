"""Two groups of different tellers, or two waves: difference of means, and how often one lies above the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimation.interval import CONFIDENCE, Estimate, TooFew, z_value


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """difference: second mean minus first, in the unit of the scale (Welch). delta: Cliff's delta, -1 to 1: how much more
    often a teller of the second group lies above one of the first than below. p_value: Mann-Whitney, two-sided, only to
    control how many comparisons are pointed out by chance; never shown as stars."""

    difference: Estimate
    delta: Estimate
    p_value: float


def compare(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> GroupComparison:
    """Compare two groups. Raises TooFew when either has fewer than 2."""
    from scipy import stats

    one, two = np.asarray(first, float), np.asarray(second, float)
    if min(len(one), len(two)) < 2:
        raise TooFew("a comparison needs at least two answers in each group")
    alike = len(np.unique(np.concatenate([one, two]))) == 1
    p_value = 1.0 if alike else float(stats.mannwhitneyu(two, one, alternative="two-sided").pvalue)
    return GroupComparison(_welch(one, two, confidence), cliffs_delta(first, second, confidence), p_value)


def _welch(one: np.ndarray, two: np.ndarray, confidence: float) -> Estimate:
    """B. L. Welch (1947), Biometrika 34, 28-35. Without any spread the interval is the value alone."""
    from scipy import stats

    value = float(two.mean() - one.mean())
    parts = np.array([one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)])
    if not parts.sum():
        return Estimate(value, value, value, len(one) + len(two), "welch")
    freedom = parts.sum() ** 2 / (parts**2 / np.array([len(one) - 1, len(two) - 1])).sum()
    half = float(stats.t.ppf(0.5 + confidence / 2, freedom) * np.sqrt(parts.sum()))
    return Estimate(value, value - half, value + half, len(one) + len(two), "welch")


def cliffs_delta(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Cliff's delta of the second group over the first, ties counting for neither.

    Interval: score-like inversion of the Mann-Whitney variance, which also holds at complete separation: R. G. Newcombe
    (2006), Statistics in Medicine 25, 559-573, method 5. delta = 2 AUC - 1: N. Cliff (1993), Psychological Bulletin 114.
    Raises TooFew for an empty group.
    """
    one, two = np.sort(np.asarray(first, float)), np.asarray(second, float)
    if not len(one) or not len(two):
        raise TooFew("a comparison needs answers in both groups")
    below = np.searchsorted(one, two, side="left").sum()
    tied = np.searchsorted(one, two, side="right").sum() - below
    auc = float((below + tied / 2) / (len(one) * len(two)))
    low, high = _auc_bounds(auc, len(one), len(two), z_value(confidence))
    return Estimate(2 * auc - 1, 2 * low - 1, 2 * high - 1, len(one) + len(two), "newcombe-mw")


JUST_INSIDE = 1e-9


def _auc_bounds(auc: float, m: int, n: int, z: float) -> tuple[float, float]:
    from scipy.optimize import brentq

    def beyond(theta: float) -> float:
        return float((theta - auc) ** 2 - z * z * _auc_variance(theta, m, n))

    # At complete separation the value itself is a root as well; the bound is the other one, just inside.
    inside = min(max(auc, JUST_INSIDE), 1 - JUST_INSIDE)
    low = 0.0 if auc <= 0 else float(brentq(beyond, 0.0, inside))
    high = 1.0 if auc >= 1 else float(brentq(beyond, inside, 1.0))
    return low, high


def _auc_variance(theta: float, m: int, n: int) -> float:
    """Hanley and McNeil's variance with both group sizes replaced by their mean where they stand alone."""
    more = (m + n) / 2 - 1
    spread = 1 + more * ((1 - theta) / (2 - theta) + theta / (1 + theta))
    return theta * (1 - theta) * spread / (m * n)
