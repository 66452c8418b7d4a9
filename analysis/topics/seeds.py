"""Topics that are looked for by name (the indicators of the catalogue, say), apart from those that stories make themselves.

Zero-shot: a story is about a seed when it lies nearer to the seed's description than stories usually do. Seeds and stories
are each centred by their own mean: descriptions share a tone that says nothing about their subject, as stories do. Each story
is heard together with the stories nearest to it, since one short text is a noisy witness (on SIB-200, names of the seven
labels as seeds: .66 right instead of .58; on the demo stories .37 instead of .31).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.topics.graph import centred, nearest
from analysis.topics.parameters import Parameters
from analysis.topics.place import REST, Placed, without_small

_OWN_MEAN_FROM = 5
"""Seeds. Fewer have no tone of their own; the stories' mean is taken from them instead."""
_HEARD_WITH = 8
"""Nearest stories. The smallest of the neighbourhoods in which topics are sought."""
_MAD_TO_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """What to look for. names: as they are shown. vectors: of their descriptions, by the encoder of the stories, float32,
    shape (s, d)."""

    names: tuple[str, ...]
    vectors: NDArray[np.float32]


def seek(
    level: NDArray[np.float32], seeds: Seeds, tellers: Sequence[str], parameters: Parameters
) -> tuple[Placed, list[int]]:
    """Which stories are about which seed, and the seeds that enough tellers speak of.

    level: aligned vectors of stories, shape (n, d). Returns topics in the order of the seeds; those of too few tellers
    are left out, and -1 is a story that is about no seed.
    """
    wanted = _centred_seeds(level, seeds)
    unit = centred(level)
    heard = unit + unit[nearest(unit, min(_HEARD_WITH, len(unit) - 1))].mean(axis=1)
    cosines = centred(heard / np.maximum(np.linalg.norm(heard, axis=1, keepdims=True), 1e-6)) @ wanted.T
    middle = np.median(cosines, axis=0)
    deviation = _MAD_TO_DEVIATION * np.median(np.abs(cosines - middle), axis=0)
    standing = (cosines - middle) / np.maximum(deviation, 1e-6)
    best = standing.argmax(axis=1)
    labels = np.where(standing.max(axis=1) >= parameters.seed_deviations, best, REST).astype(np.int64)
    labels = without_small(labels, tellers, parameters)
    kept = [int(seed) for seed in np.unique(labels) if seed > REST]
    numbers = {seed: number for number, seed in enumerate(kept)}
    renumbered = np.array([numbers.get(int(label), REST) for label in labels], np.int64)
    return Placed(renumbered, wanted[kept], cosines[:, kept].astype(np.float32), {}), kept


def _centred_seeds(level: NDArray[np.float32], seeds: Seeds) -> NDArray[np.float32]:
    vectors = np.asarray(seeds.vectors, np.float32)
    if len(vectors) >= _OWN_MEAN_FROM:
        return centred(vectors)
    moved = vectors - level.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 0)
