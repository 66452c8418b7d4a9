"""A second look at the stories, through what the topics of the first differ in."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.spread import spread
from analysis.topics.consensus import agree, resample, togetherness
from analysis.topics.parameters import Parameters
from analysis.topics.place import Placed, place


def look_again(
    unit: NDArray[np.float32],
    alone: NDArray[np.bool_],
    together: NDArray[np.float32],
    first: Placed,
    tellers: Sequence[str],
    parameters: Parameters,
    seed: int,
    workers: int,
) -> Placed:
    """The topics among the stories as the topics found first let them be seen.

    unit: centred vectors, shape (n, d). alone: stories that stand alone, shape (n,). together: in the first resamples,
    shape (n, n). Whether a story is in doubt is asked of both looks, equally. How firm a topic is must not be asked of the
    second: a space that was fitted to an answer gives that answer more easily.
    """
    if len(unit) < parameters.again_from or len(first.centres) < 2:
        return first
    seen = sharpened(unit, first.labels)
    cuts = resample(seen, replace(parameters, n_resamples=parameters.n_again), seed, workers=workers)
    again = togetherness(len(unit), cuts.coarse)
    both = ((together + again) / 2).astype(np.float32)
    return place(unit, alone, both, agree(again, parameters, seed), tellers, parameters)


def sharpened(unit: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Unit vectors in which a difference counts for less where stories on one topic differ anyhow: float32, shape (n, d).

    The discriminant space of a first grouping, in which the next is found (Ding and Li 2007, doi 10.1145/1273496.1273562).
    unit: centred vectors, shape (n, d). labels: int, shape (n,), topics from 0, -1 rest, which has no say in it.
    """
    member = (labels[:, None] == np.arange(labels.max() + 1)).astype(np.float64)
    vectors = unit.astype(np.float64)
    inside, _ = spread(vectors, member)
    moved = np.linalg.solve(np.linalg.cholesky(inside), vectors.T).T
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 0).astype(np.float32)
