"""Scores of stories on themes: straight lines in the centred vector, learned from labelled stories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.classifier import Method
from analysis.spread import NO_SPREAD, spread

LOGISTIC_FROM = 10
"""Stories with a theme from which logistic regression beats the nearest centroid (research, panel labels)."""
STRENGTH = 3.0
"""Inverse of the ridge penalty (scikit-learn's C). On the tuning half of SIB-200 anything from 1 to 30 measures the
same."""
COMPANY = 1_000
"""Stories at most, labelled or not, that help to find the middle of a theme; more would drown the labels."""
SHARPNESS = 20.0
"""How much nearer a theme has to be to get a story's company: logits per centred cosine. On the tuning half of SIB-200
15 to 25 measure the same."""
MOST_FOLDS = 10
LOGISTIC, CENTROID, WORDS = range(3)
N_SCORES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Labelled stories side by side, in the order of their references.

    refs: of each. unit: centred vectors, shape (n, d). truth: shape (n, k), 1 present, 0 absent, -1 unknown. pilots: of
    each, "" when unknown. random: drawn at random, shape (n,). words: directions of the themes' own words, shape (k, d), zero where
    not given. company: stories of any kind, shape (m, d). methods: how each theme is to be learned.
    """

    refs: tuple[str, ...]
    unit: NDArray[np.float64]
    truth: NDArray[np.int8]
    pilots: tuple[str, ...]
    random: NDArray[np.bool_]
    words: NDArray[np.float64]
    company: NDArray[np.float64]
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """One straight line per score and theme. directions: shape (3, k, d). biases: shape (3, k)."""

    directions: NDArray[np.float64]
    biases: NDArray[np.float64]

    def scores(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (n, k, 3)."""
        found: NDArray[np.float64] = np.einsum("nd,skd->nks", unit, self.directions) + self.biases.T
        return found


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """scores: of each story by what was learned without its fold, shape (n, k, 3). folds: shape (n,)."""

    scores: NDArray[np.float64]
    folds: NDArray[np.int64]


def lines(labelled: Labelled, rows: NDArray[np.int64]) -> Lines:
    """Learn the three scores from some of the labelled stories."""
    k, d = labelled.words.shape
    directions, biases = np.zeros((N_SCORES, k, d)), np.zeros((N_SCORES, k))
    directions[WORDS] = labelled.words
    directions[CENTROID], biases[CENTROID] = _centroids(labelled, rows)
    for theme, method in enumerate(labelled.methods):
        known = rows[labelled.truth[rows, theme] >= 0]
        there = labelled.truth[known, theme] == 1
        if method == "logistic" and 0 < there.sum() < len(there):
            directions[LOGISTIC, theme], biases[LOGISTIC, theme] = _logistic(labelled.unit[known], there)
    return Lines(directions, biases)


def held_out_scores(labelled: Labelled, seed: int) -> HeldOut | None:
    """Scores by cross-validation: whole pilots are held out where there are two or more, else stories. None when there
    is nothing to hold out."""
    if len(labelled.unit) < 2:
        return None
    folds = _by_pilot(labelled.pilots) if len(set(labelled.pilots)) > 1 else _by_story(labelled.truth, seed)
    scores = np.zeros((*labelled.truth.shape, N_SCORES))
    for fold in np.unique(folds):
        inside = folds == fold
        scores[inside] = lines(labelled, np.flatnonzero(~inside)).scores(labelled.unit[inside])
    return HeldOut(scores, folds)


def _logistic(unit: NDArray[np.float64], there: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    from sklearn.linear_model import LogisticRegression

    learned = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(unit, there)
    return learned.coef_[0], float(learned.intercept_[0])


def _centroids(labelled: Labelled, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nearness to the middle of each theme: directions, shape (k, d), of length 1 on average, and biases, shape (k,); zero
    for a theme without labels in these rows.

    The middle is first that of a theme's labelled stories, then of these and of all the company that lies nearest to it,
    each story's company divided over the themes (one step of expectation maximisation; Nigam and others 2000,
    doi 10.1023/A:1007692713085). A difference counts for less where stories on one theme differ anyhow (linear
    discriminant analysis). Company makes this work: with the spread among labelled stories alone little is gained.
    """
    of_theme = (labelled.truth[rows] == 1).astype(np.float64)
    known = of_theme.any(axis=0)
    directions, biases = np.zeros((len(known), labelled.unit.shape[1])), np.zeros(len(known))
    if not known.any():
        return directions, biases
    first = _unit(of_theme[:, known].T @ labelled.unit[rows])
    near = np.exp(SHARPNESS * (labelled.company @ first.T - 1))
    stories = np.vstack([labelled.unit[rows], labelled.company])
    share = np.vstack([of_theme[:, known], near / near.sum(axis=1, keepdims=True)])
    inside, middles = spread(stories, share)
    found = np.linalg.solve(inside, middles.T).T
    length = max(float(np.linalg.norm(found, axis=1).mean()), NO_SPREAD)
    directions[known], biases[known] = found / length, -(found * middles).sum(axis=1) / (2 * length)
    return directions, biases


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def _by_pilot(pilots: tuple[str, ...]) -> NDArray[np.int64]:
    """Whole pilots to folds, the largest first, each to the emptiest fold: shape (n,)."""
    names, numbers, sizes = np.unique(np.array(pilots), return_inverse=True, return_counts=True)
    n_folds = min(MOST_FOLDS, len(names))
    fold_of, filled = np.zeros(len(names), np.int64), np.zeros(n_folds, np.int64)
    for pilot in np.argsort(-sizes, kind="stable"):
        fold_of[pilot] = filled.argmin()
        filled[fold_of[pilot]] += sizes[pilot]
    return fold_of[numbers]


def _by_story(truth: NDArray[np.int8], seed: int) -> NDArray[np.int64]:
    """Stories dealt over the folds so that each theme is spread evenly, the rarest first: shape (n,)."""
    n = len(truth)
    n_labels = (truth == 1).sum(axis=0)
    first = np.where(n_labels > 0, (truth == 1).argmax(axis=0), n)
    rank = np.empty(len(n_labels), np.int64)
    rank[np.lexsort((first, n_labels))] = np.arange(len(n_labels))
    rarest = np.where(truth == 1, rank, len(n_labels)).min(axis=1, initial=len(n_labels))
    order = np.lexsort((np.random.default_rng(seed).permutation(n), rarest))
    folds = np.empty(n, np.int64)
    folds[order] = np.arange(n) % min(MOST_FOLDS, n)
    return folds
