"""The stories by which a topic is shown: the most typical ones and those at its edge, at most one a teller."""

from collections.abc import Iterable, Sequence

import numpy as np

from analysis.topics.place import Placed


def typical(placed: Placed, topic: int, telling: Sequence[object], most: int) -> tuple[int, ...]:
    """The most central stories of a topic; `telling` says who told each."""
    rows = np.flatnonzero(placed.labels == topic)
    order = rows[np.argsort(-np.round(placed.similarity[rows, topic], 6), kind="stable")]
    return _first_of_each(order.tolist(), telling, most)


def borderline(
    placed: Placed, topic: int, taken: Sequence[int], telling: Sequence[object], most: int
) -> tuple[int, ...]:
    """Stories at the edge of a topic: least ahead of the next topic, its own or those the machine doubted about."""
    doubted = np.array([row for row, kind in placed.rest.items() if kind == "machine_doubts"], np.int64)
    leaning = doubted[placed.similarity[doubted].argmax(axis=1) == topic] if len(doubted) else doubted
    rows = np.union1d(np.flatnonzero(placed.labels == topic), leaning)
    rows = rows[~np.isin(rows, taken)]
    others = np.delete(placed.similarity[rows], topic, axis=1)
    ahead = placed.similarity[rows, topic] - (others.max(axis=1) if others.shape[1] else 0)
    return _first_of_each(rows[np.argsort(np.round(ahead, 6), kind="stable")].tolist(), telling, most)


def _first_of_each(order: Iterable[int], telling: Sequence[object], most: int) -> tuple[int, ...]:
    chosen: dict[object, int] = {}
    for row in order:
        if len(chosen) == most:
            break
        chosen.setdefault(telling[row], row)
    return tuple(chosen.values())
