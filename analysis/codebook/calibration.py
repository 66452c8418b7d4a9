"""From scores to probabilities, learned on stories that the scores had not seen.

Logistic regression over held-out scores (Platt 1999), one weight for each kind of score and one level for each theme.
The weights are shared by all themes: a theme with eight labels cannot carry a curve of its own. How much a theme's own
words say beside its labels is thereby learned as well, not assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.classifier import sigmoid

CALIBRATE_FROM = 10
"""Labelled stories below which there is no curve to learn."""
UNLEARNED = (1.0, 8.0, 8.0)
"""Weights of the three scores until then, in logits: the likelier theme comes first, and nothing is said with much
conviction. Half of what is learned from five to ten labels a theme on the tuning half of SIB-200."""
STRENGTH = 1.0
"""Inverse of the ridge penalty on standardised scores and on the levels of single themes."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """probability = sigmoid(scores · weights + level). weights: shape (3,). levels: shape (k,)."""

    weights: NDArray[np.float64]
    levels: NDArray[np.float64]

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """scores: shape (n, k, 3). Returns shape (n, k), 0-1."""
        return sigmoid(scores @ self.weights + self.levels)


def calibrate(scores: NDArray[np.float64] | None, truth: NDArray[np.int8]) -> Calibration:
    """scores: held out, shape (n, k, 3), or None. truth: shape (n, k), 1 present, 0 absent, -1 unknown. Without scores,
    with very few stories or one kind of answer only, the weights are `UNLEARNED` and the level is the share of present
    ones."""
    k = truth.shape[1]
    story, theme = np.nonzero(truth >= 0)
    there = truth[story, theme] == 1
    if scores is None or len(truth) < CALIBRATE_FROM or there.all() or not there.any():
        usual = (there.sum() + 1) / (len(there) + 2)
        return Calibration(np.array(UNLEARNED), np.full(k, np.log(usual / (1 - usual))))
    from sklearn.linear_model import LogisticRegression

    found = scores[story, theme]
    spread = found.std(axis=0)
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > 0)
    learned = LogisticRegression(C=STRENGTH, max_iter=1000).fit(np.hstack([found * scale, np.eye(k)[theme]]), there)
    return Calibration(learned.coef_[0, :3] * scale, learned.coef_[0, 3:] + learned.intercept_[0])
