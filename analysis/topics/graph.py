"""From vectors to a graph of stories that share their neighbours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_DECIMALS = 6
"""Similarities are compared to this many decimals: a last-bit difference between machines changes no neighbour."""
_ROWS_AT_ONCE = 1_000


def aligned(vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors with the languages laid over one another: each language's mean moved to the mean of all.

    What all stories in a language share says nothing about themes; left in, stories group by language.
    vectors: shape (n, d). Returns float32, shape (n, d).
    """
    moved = np.asarray(vectors, dtype=np.float64).copy()
    middle = moved.mean(axis=0)
    groups = np.array(list(languages))
    for language in np.unique(groups):
        rows = groups == language
        moved[rows] += middle - moved[rows].mean(axis=0)
    return _unit(moved)


def centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors after subtracting the mean, which is what all stories share (the subject of the project, mostly).

    vectors: shape (n, d). Returns float32, shape (n, d); a row without any direction of its own is zero.
    """
    moved = np.asarray(vectors, dtype=np.float64)
    return _unit(moved - moved.mean(axis=0))


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    has_direction = lengths > 10.0**-_DECIMALS
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=has_direction).astype(np.float32)


def nearness(
    vectors: NDArray[np.float32], among: NDArray[np.float32], n_near: int, *, themselves: bool
) -> NDArray[np.float64]:
    """Mean cosine with the nearest few: float, shape (n,).

    vectors: shape (n, d). among: where to look, shape (m, d). themselves: the vectors are `among`, and no story counts
    as its own neighbour.
    """
    skip = int(themselves)
    near = np.empty(len(vectors))
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        cosines = vectors[start : start + _ROWS_AT_ONCE] @ among.T
        best = -np.sort(-np.partition(cosines, -(n_near + skip), axis=1)[:, -(n_near + skip) :], axis=1)
        near[start : start + _ROWS_AT_ONCE] = best[:, skip:].mean(axis=1)
    return near


def nearest(unit: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the k nearest other stories, nearest first: int, shape (n, k). Ties go to the lowest row number."""
    n = len(unit)
    found = np.empty((n, k), np.int64)
    tie_break = np.arange(n) * (10.0**-_DECIMALS / (2 * n))
    for start in range(0, n, _ROWS_AT_ONCE):
        block = np.round((unit[start : start + _ROWS_AT_ONCE] @ unit.T).astype(np.float64), _DECIMALS) - tie_break
        block[np.arange(len(block)), np.arange(start, start + len(block))] = -np.inf
        best = np.argpartition(-block, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(block, best, axis=1), axis=1)
        found[start : start + _ROWS_AT_ONCE] = np.take_along_axis(best, order, axis=1)
    return found


def shared_neighbours(neighbours: NDArray[np.int64]) -> sparse.csr_matrix:
    """Graph in which two stories are tied by the share of neighbours they have in common (Jarvis and Patrick 1973).

    neighbours: shape (n, k). Returns a symmetric matrix, shape (n, n), values 0-1 (Jaccard; each story counts as a
    neighbour of itself), diagonal empty.
    """
    n, k = neighbours.shape
    rows = np.repeat(np.arange(n), k + 1)
    columns = np.column_stack((np.arange(n), neighbours)).ravel()
    member = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(n, n))
    common = (member @ member.T).tocsr()
    common.setdiag(0)
    common.eliminate_zeros()
    common.sort_indices()
    common.data = common.data / (2 * (k + 1) - common.data)
    return common
