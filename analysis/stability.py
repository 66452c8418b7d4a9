"""How firm a topic is: does it come back when the same question is put to four fifths of the stories, forty times?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.published import Firmness

FIRM_FROM = 0.95
"""Share of resamples from which a topic is firm. Measured, not agreed upon: on three public sets a topic that returned in
.95 or more of its resamples was found again in a new sample, without one story in common, about twice as often as one
that returned in .60 to .95, fine or coarse (docs/methods/themes.md). Hennig's .75 (2007,
doi 10.1016/j.csda.2006.11.025) promised more than came back: resamples share stories, a new sample does not."""
FAIR_FROM = 0.60
"""Hennig's bound below which a cluster should not be trusted to be there at all: under it a topic is shaky. The same
.60 is asked of a cluster of new stories before it becomes a candidate for the panel."""
RETURNED_FROM = 0.5
"""Jaccard overlap from which a topic counts as returned: more than half of the two together is shared, so at most one
cluster can be its return, and a topic that dissolves falls under it (Hennig's dissolution point)."""


@dataclass(frozen=True, slots=True, eq=False)
class Resample:
    """One grouping of part of the stories. rows: int, shape (m,), ascending. labels: int, shape (m,), from 0; -1
    none."""

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stability:
    """shares: per topic, the share (0-1) of resamples in which it returned. ari, ami: mean adjusted Rand index and adjusted
    mutual information between resamples on the stories they share (1 the same, 0 chance); 0.0 when there is nothing to
    compare."""

    shares: tuple[float, ...]
    ari: float
    ami: float
    n_resamples: int


def firmness(share: float) -> Firmness:
    """In words, how firm a topic is that returned in this share (0-1) of resamples."""
    if share >= FIRM_FROM:
        return "firm"
    return "fair" if share >= FAIR_FROM else "shaky"


def measure(labels: NDArray[np.int64], resamples: Sequence[Resample]) -> Stability:
    """Firmness of a grouping. labels: int, shape (n,), from 0; -1 for the rest group."""
    n_topics = int(labels.max(initial=-1)) + 1
    overlaps = np.array([overlap(labels, n_topics, sample) for sample in resamples]).reshape(len(resamples), n_topics)
    shares = (overlaps >= RETURNED_FROM).mean(axis=0) if len(resamples) else np.zeros(n_topics)
    return Stability(tuple(float(share) for share in shares), *agreement(resamples), len(resamples))


def overlap(labels: NDArray[np.int64], n_topics: int, sample: Resample) -> NDArray[np.float64]:
    """Best Jaccard overlap of each topic with a cluster of the resample, among its stories: shape (n_topics,), 0-1."""
    ours = labels[sample.rows]
    n_clusters = int(sample.labels.max(initial=-1)) + 1
    if not n_clusters or not n_topics:
        return np.zeros(n_topics)
    counts = np.zeros((n_topics + 1, n_clusters + 1))
    np.add.at(counts, (ours, sample.labels), 1)
    union = counts.sum(axis=1, keepdims=True) + counts.sum(axis=0, keepdims=True) - counts
    jaccard = counts / np.maximum(union, 1)
    best: NDArray[np.float64] = jaccard[:n_topics, :n_clusters].max(axis=1)
    return best


def agreement(resamples: Sequence[Resample]) -> tuple[float, float]:
    """Mean adjusted Rand index and mean adjusted mutual information between each resample and the next, on the stories
    that both hold."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    scores = []
    for one, other in pairwise(resamples):
        _, here, there = np.intersect1d(one.rows, other.rows, assume_unique=True, return_indices=True)
        if len(here) > 1:
            ones, others = one.labels[here], other.labels[there]
            scores.append((adjusted_rand_score(ones, others), adjusted_mutual_info_score(ones, others)))
    ari, ami = np.mean(scores, axis=0) if scores else (0.0, 0.0)
    return float(ari), float(ami)
