"""BERTopic as the frame: it takes our clusterer and represents what it found by class-based TF-IDF.

All of BERTopic stays inside this module. Three of its habits are met here: it renumbers topics (we map back by the rows
themselves), it quietly falls back to another embedding when given none (we always hand it vectors), and its `transform`
needs hdbscan (we never call it).
"""

import contextlib
import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

CANDIDATES = 100
"""Words that BERTopic ranks for a topic; above a hundred it prints a warning. Ours are chosen from these."""

_FEWEST_WORDS = 2
"""Different words. BERTopic 0.17.4 fails on a vocabulary of one (its weights then have no dimension left)."""

Ranked = dict[int, list[tuple[str, float]]]


class Clusterer:
    """What BERTopic expects where HDBSCAN used to be: `fit` on vectors, `labels_` with -1 for the rest."""

    def __init__(self, find: Callable[[NDArray[np.float32]], NDArray[np.int64]]) -> None:
        self._find = find
        self.labels_: NDArray[np.int64] = np.empty(0, np.int64)

    def fit(self, X: NDArray[np.float32], y: object = None) -> "Clusterer":  # noqa: N803, ARG002 - as BERTopic calls it
        """Cluster centred vectors, shape (n, d)."""
        self.labels_ = self._find(X)
        return self

    def predict(self, X: NDArray[np.float32]) -> NDArray[np.int64]:  # noqa: N803 - as BERTopic calls it
        """The labels that were found, for the same vectors."""
        return self.labels_[: len(X)]


def run_frame(
    words: Sequence[Sequence[str]],
    unit: NDArray[np.float32],
    find: Callable[[NDArray[np.float32]], NDArray[np.int64]],
) -> tuple[NDArray[np.int64], Ranked]:
    """Let BERTopic cluster stories with `find` and represent each cluster.

    words: per story, those that may be a keyword. unit: centred vectors, shape (n, d). Returns the labels that `find`
    gave and, per topic, words with their c-TF-IDF weight, best first.
    """
    clusterer = Clusterer(find)
    if len(set().union(*words)) < _FEWEST_WORDS:
        return clusterer.fit(unit).labels_, {}
    model = bertopic_model(clusterer)
    with _silent():
        theirs, _ = model.fit_transform([" ".join(story) for story in words], embeddings=unit)
    ours = clusterer.labels_
    number_of = {int(their): int(our) for their, our in zip(theirs, ours, strict=True)}
    return ours, {
        number_of[their]: [(word, float(weight)) for word, weight in ranked if word]
        for their, ranked in model.get_topics().items()
        if number_of[their] >= 0
    }


def represent(words: Sequence[Sequence[str]], unit: NDArray[np.float32], labels: NDArray[np.int64]) -> Ranked:
    """Represent a grouping that is known already."""
    return run_frame(words, unit, lambda _: labels)[1]


def bertopic_model(clusterer: Clusterer) -> Any:
    """BERTopic without UMAP, HDBSCAN or an embedding model of its own."""
    with _silent():
        from bertopic import BERTopic
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
        from sklearn.feature_extraction.text import CountVectorizer

        return BERTopic(
            language=None,
            embedding_model=None,
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=clusterer,
            vectorizer_model=CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
            top_n_words=CANDIDATES,
            calculate_probabilities=False,
            verbose=False,
        )


@contextlib.contextmanager
def _silent() -> Any:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
