"""What a codebook learned, as plain numbers: how a vector becomes a probability for each theme.

    probability = sigmoid(direction · unit(vector - mean of its language) + bias)

Logistic regression, nearest centroid and the likeness to a theme's own words are all straight lines in the centred
vector, so what is stored is one direction and one bias a theme, whatever it was learned by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Method = Literal["logistic", "centroid", "none"]
ALL_LANGUAGES = ""
"""Under this key stands the mean of all stories, for a language that was not there when the codebook learned."""
_LANGUAGE_WEIGHS_AS = 2
"""Stories. The mean of a language is drawn to the mean of all as if two more stories had that one, so that the only
story in a language keeps its direction. Two is what shrinkage asks for (James and Stein 1961): in the demo stories the
variance within a language is 1.4 to 2.6 times the squared distance between Dutch and Arabic or English means."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """When the machine keeps silent.

    threshold: least probability (0-1) of a main theme; None: the wanted accuracy cannot be promised, and nothing is
    assigned. wanted: share of assigned stories whose main theme is right. kept_accuracy, kept_share: what
    cross-validation found at the threshold (None without one). n_stories: on how many. judged_on: stories drawn at
    random only, or all. folds: what was held out together.
    """

    threshold: float | None
    wanted: float
    kept_accuracy: float | None
    kept_share: float
    n_stories: int
    judged_on: Literal["random", "all"]
    folds: Literal["pilots", "stories"]

    @property
    def reached(self) -> bool:
        """Whether anything is assigned at all."""
        return self.threshold is not None


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """themes: identifiers, in the order of the rows below. directions: float32, shape (k, d). biases: float32, shape
    (k,). methods: how each theme was learned. n_labels: stories in which each is present. means: per language, float32,
    shape (d,). seed: of the folds."""

    model_id: str
    themes: tuple[str, ...]
    directions: NDArray[np.float32]
    biases: NDArray[np.float32]
    methods: tuple[Method, ...]
    n_labels: tuple[int, ...]
    means: Mapping[str, NDArray[np.float32]]
    abstention: Abstention
    seed: int

    @property
    def dim(self) -> int:
        """Length of the vectors it reads."""
        return int(self.directions.shape[1])

    def checksum(self) -> str:
        """sha256 (hex) over every number and name in it."""
        digest = hashlib.sha256()
        parts = [
            self.model_id,
            self.themes,
            self.methods,
            self.n_labels,
            self.abstention,
            self.seed,
            sorted(self.means),
        ]
        digest.update(repr(parts).encode("utf-8", "surrogatepass"))
        arrays = [self.directions, self.biases, *(self.means[language] for language in sorted(self.means))]
        for array in arrays:
            digest.update(np.ascontiguousarray(array, "<f4").tobytes())
        return digest.hexdigest()


def language_means(vectors: NDArray[np.float32], languages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The mean of all vectors and of each language. vectors: shape (n, d), n at least 1."""
    whole = vectors.astype(np.float64)
    middle = whole.mean(axis=0)
    means = {ALL_LANGUAGES: middle.astype(np.float32)}
    spoken = np.array(list(languages))
    for language in sorted(set(languages) - {ALL_LANGUAGES}):
        own = whole[spoken == language]
        drawn = (own.sum(axis=0) + _LANGUAGE_WEIGHS_AS * middle) / (len(own) + _LANGUAGE_WEIGHS_AS)
        means[language] = drawn.astype(np.float32)
    return means


def centred(
    vectors: NDArray[np.float32], languages: Sequence[str], means: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float64]:
    """Unit vectors after taking away the mean of each one's language: shape (n, d). A row without any direction left,
    or with a number that is none, is zero."""
    moved = np.array(vectors, np.float64)
    spoken = np.array(list(languages))
    for language in sorted(set(languages)):
        moved[spoken == language] -= means.get(language, means[ALL_LANGUAGES])
    moved[~np.isfinite(moved).all(axis=1)] = 0
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > _NO_LENGTH)


_NO_LENGTH = 1e-6


def probabilities(classifier: Classifier, unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each theme in each story: shape (n, k), 0-1. unit: centred vectors, shape (n, d). A theme that nothing was
    learned about has 0, as has every theme in a story without a direction."""
    scores = unit @ classifier.directions.T.astype(np.float64) + classifier.biases
    found = sigmoid(scores)
    found[:, [method == "none" for method in classifier.methods]] = 0
    found[~unit.any(axis=1)] = 0
    return found


def sigmoid(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x), without overflow."""
    result: NDArray[np.float64] = 0.5 * (1 + np.tanh(0.5 * scores))
    return result
