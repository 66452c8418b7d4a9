"""Where each story stands: in a topic, between two, or nowhere; how much of each it holds; who speaks for a topic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.records import RestKind
from analysis.topics.parameters import Parameters

REST = -1
_MAD_TO_DEVIATION = 1.4826
"""Median absolute deviation times this is the standard deviation of a normal distribution."""

_LEAST_DEVIATION = 1e-3
"""Cosine. Among stories that are nearly the same, smaller differences than this set nobody apart."""

_OWN_TOPIC_LEADS = 1e-3
"""Cosine by which a story's own topic is ahead in its weights, at the least."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """labels: int, shape (n,), topics from 0, largest first, -1 rest. similarity: centred cosine with each topic's
    centre, shape (n, k). weights: shape (n, k), rows sum to 1 at most. rest: why a story is in the rest group."""

    labels: NDArray[np.int64]
    similarity: NDArray[np.float32]
    weights: NDArray[np.float32]
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
    similarity = unit @ centres(unit, kept).T
    doubtful: dict[bool, RestKind] = {True: "machine_doubts", False: "fits_nowhere"}
    rest = {int(row): doubtful[bool(doubted[row] and not alone[row])] for row in np.flatnonzero(kept == REST)}
    return Placed(kept, similarity, soft_weights(similarity, kept, parameters), rest)


def alone_below(near: NDArray[np.float64], parameters: Parameters) -> float:
    """How near its nearest few a story has to be, not to stand alone. near: of each story, shape (n,).

    Seen before centring: a story about something else altogether then lies far from all others, while after centring
    all such stories seem to belong together.
    """
    middle = float(np.median(near))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(near - middle)))
    return middle - parameters.outlier_deviations * max(deviation, _LEAST_DEVIATION)


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


def soft_weights(
    similarity: NDArray[np.float32], labels: NDArray[np.int64], parameters: Parameters
) -> NDArray[np.float32]:
    """How much each story belongs to each topic: softmax of its similarities, shape (n, k), 0-1.

    A row sums to 1, or to less for a story that lies further from every topic than half of the stories in topics do.
    The topic that a story was put in counts as at least as near as any other.
    """
    if not similarity.shape[1]:
        return similarity.astype(np.float32)
    best = similarity.max(axis=1)
    inside = np.flatnonzero(labels > REST)
    leaning = similarity.astype(np.float64)
    leaning[inside, labels[inside]] = best[inside] + _OWN_TOPIC_LEADS
    raised = np.exp((leaning - leaning.max(axis=1, keepdims=True)) / parameters.softness)
    usual = max(float(np.median(best[labels > REST])), 1e-6)
    fit = np.clip(best / usual, 0, 1)[:, None]
    return (fit * raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def extend(
    placed: Placed,
    drawn: NDArray[np.int64],
    unit: NDArray[np.float32],
    alone: NDArray[np.bool_],
    parameters: Parameters,
) -> Placed:
    """Place all stories by what was found among some of them.

    drawn: rows of those, shape (m,). unit: of all, shape (n, d). alone: of all, shape (n,). A story is in doubt when
    it is as undecided between two topics as the middle one of the drawn stories in doubt.
    """
    similarity = unit @ centres(unit[drawn], placed.labels).T
    if not similarity.shape[1]:
        nowhere: dict[int, RestKind] = dict.fromkeys(range(len(unit)), "fits_nowhere")
        return Placed(np.full(len(unit), REST, np.int64), similarity, similarity, nowhere)
    ahead = _ahead(similarity)
    doubted = [row for row, kind in placed.rest.items() if kind == "machine_doubts"]
    lead = float(np.median(ahead[drawn[doubted]])) if doubted else 0.0
    labels = np.where(alone | (ahead < lead), REST, similarity.argmax(axis=1)).astype(np.int64)
    labels[drawn] = placed.labels
    rest: dict[int, RestKind] = {
        int(row): "fits_nowhere" if alone[row] else "machine_doubts" for row in np.flatnonzero(labels == REST)
    }
    rest |= {int(drawn[row]): kind for row, kind in placed.rest.items()}
    return Placed(labels, similarity, soft_weights(similarity, labels, parameters), rest)


def _ahead(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far the nearest topic is ahead of the next: shape (n,)."""
    if similarity.shape[1] < 2:
        return similarity.max(axis=1)
    two = np.partition(similarity, -2, axis=1)[:, -2:]
    ahead: NDArray[np.float32] = two[:, 1] - two[:, 0]
    return ahead


def typical(placed: Placed, topic: int, telling: Sequence[object], most: int) -> tuple[int, ...]:
    """The most central stories of a topic, at most one a teller; `telling` says who told each."""
    rows = np.flatnonzero(placed.labels == topic)
    order = rows[np.argsort(-np.round(placed.similarity[rows, topic], 6), kind="stable")]
    return _first_of_each(order, telling, most)


def borderline(
    placed: Placed, topic: int, taken: Sequence[int], telling: Sequence[object], most: int
) -> tuple[int, ...]:
    """Stories at the edge of a topic: least ahead of the next topic, its own or those the machine doubted about."""
    best = placed.similarity.argmax(axis=1)
    doubted = np.array([placed.rest.get(row) == "machine_doubts" for row in range(len(placed.labels))])
    rows = np.flatnonzero((placed.labels == topic) | (doubted & (best == topic)))
    rows = rows[~np.isin(rows, taken)]
    others = np.delete(placed.similarity[rows], topic, axis=1)
    ahead = placed.similarity[rows, topic] - (others.max(axis=1) if others.shape[1] else 0)
    return _first_of_each(rows[np.argsort(np.round(ahead, 6), kind="stable")], telling, most)


def _first_of_each(order: NDArray[np.int64], telling: Sequence[object], most: int) -> tuple[int, ...]:
    chosen: dict[object, int] = {}
    for row in order:
        chosen.setdefault(telling[row], int(row))
    return tuple(chosen.values())[:most]
