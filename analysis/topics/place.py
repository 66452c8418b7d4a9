"""Where each story stands: in a topic, between two, or nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.records import RestKind
from analysis.topics.parameters import Parameters

REST = -1


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """labels: int, shape (n,), topics from 0, largest first, -1 rest. centres: of the topics, unit, shape (k, d).
    similarity: centred cosine of each story with each centre, shape (n, k). rest: why a story is in the rest group."""

    labels: NDArray[np.int64]
    centres: NDArray[np.float32]
    similarity: NDArray[np.float32]
    rest: dict[int, RestKind]


def place(
    unit: NDArray[np.float32],
    alone: NDArray[np.bool_],
    together: NDArray[np.float32],
    labels: NDArray[np.int64],
    tellers: Sequence[str],
    parameters: Parameters,
) -> Placed:
    """Keep what holds of a grouping and set the rest aside.

    unit: centred vectors, shape (n, d). alone: stories that stand alone, shape (n,). together: shape (n, n).
    labels: int, shape (n,), from 0.
    """
    kept = without_small(np.where(alone, REST, labels), tellers, parameters)
    doubted = np.zeros(len(labels), bool)
    if kept.max(initial=REST) > REST:
        doubted = hesitates(unit, together, kept, parameters)
        kept = without_small(np.where(doubted, REST, kept), tellers, parameters)
    kept = largest_first(kept)
    middles = centres(unit, kept)
    doubtful: dict[bool, RestKind] = {True: "machine_doubts", False: "fits_nowhere"}
    rest = {int(row): doubtful[bool(doubted[row] and not alone[row])] for row in np.flatnonzero(kept == REST)}
    return Placed(kept, middles, unit @ middles.T, rest)


def without_small(labels: NDArray[np.int64], tellers: Sequence[str], parameters: Parameters) -> NDArray[np.int64]:
    """The same labels, with topics of too few different tellers dissolved into the rest group."""
    kept = labels.copy()
    for topic in np.unique(labels[labels > REST]):
        rows = np.flatnonzero(labels == topic).tolist()
        if len({tellers[row] for row in rows}) < parameters.min_tellers:
            kept[rows] = REST
    return kept


def hesitates(
    unit: NDArray[np.float32], together: NDArray[np.float32], labels: NDArray[np.int64], parameters: Parameters
) -> NDArray[np.bool_]:
    """Stories that the resamples put nearly as often with another topic. Shape (n,).

    For a story that lies nearer the centre of another topic than its own, twice the margin is asked.
    """
    largest = largest_first(labels)
    inside = np.flatnonzero(largest > REST)
    own = largest[inside]
    member = np.eye(own.max() + 1, dtype=np.float32)[own]
    among = together[np.ix_(inside, inside)].copy()
    np.fill_diagonal(among, 0)
    usual = (among @ member) / np.maximum(member.sum(axis=0) - member, 1)
    at_home = usual[np.arange(len(own)), own]
    usual[np.arange(len(own)), own] = -1
    nearest_topic = (unit[inside] @ centres(unit, largest).T).argmax(axis=1)
    doubted = np.zeros(len(labels), bool)
    ahead = at_home - usual.max(axis=1)
    doubted[inside] = (ahead < parameters.doubt_margin) | (
        (nearest_topic != own) & (ahead < 2 * parameters.doubt_margin)
    )
    return doubted


def largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Topics renumbered from 0 without gaps, largest first; of two equally large, the one with the earliest story."""
    topics, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted((-size, row, topic) for topic, row, size in zip(topics, first, sizes, strict=True) if topic > REST)
    renumbered = np.full(len(labels), REST, np.int64)
    for number, (_, _, topic) in enumerate(order):
        renumbered[labels == topic] = number
    return renumbered


def centres(unit: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Unit mean of each topic: float32, shape (k, d)."""
    n_topics = int(labels.max(initial=REST)) + 1
    sums = np.zeros((n_topics, unit.shape[1]), np.float64)
    inside = labels > REST
    np.add.at(sums, labels[inside], unit[inside])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0).astype(np.float32)


def extend(
    placed: Placed,
    drawn: NDArray[np.int64],
    unit: NDArray[np.float32],
    alone: NDArray[np.bool_],
) -> Placed:
    """Place all stories by what was found among some of them.

    drawn: rows of those, shape (m,). unit: of all, shape (n, d). alone: of all, shape (n,). A story is in doubt when
    it is as undecided between two topics as the middle one of the drawn stories in doubt.
    """
    similarity = unit @ placed.centres.T
    if not similarity.shape[1]:
        nowhere: dict[int, RestKind] = dict.fromkeys(range(len(unit)), "fits_nowhere")
        return Placed(np.full(len(unit), REST, np.int64), placed.centres, similarity, nowhere)
    ahead = _ahead(similarity)
    doubted = [row for row, kind in placed.rest.items() if kind == "machine_doubts"]
    lead = float(np.median(ahead[drawn[doubted]])) if doubted else 0.0
    labels = np.where(alone | (ahead < lead), REST, similarity.argmax(axis=1)).astype(np.int64)
    labels[drawn] = placed.labels
    rest: dict[int, RestKind] = {
        int(row): "fits_nowhere" if alone[row] else "machine_doubts" for row in np.flatnonzero(labels == REST)
    }
    rest |= {int(drawn[row]): kind for row, kind in placed.rest.items()}
    return Placed(labels, placed.centres, similarity, rest)


def _ahead(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far the nearest topic is ahead of the next: shape (n,)."""
    if similarity.shape[1] < 2:
        return similarity.max(axis=1)
    two = np.partition(similarity, -2, axis=1)[:, -2:]
    ahead: NDArray[np.float32] = two[:, 1] - two[:, 0]
    return ahead
