"""Topics on two levels and how firm they are, from one neighbour search and one set of resamples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.stability import Stability, measure
from analysis.topics.alone import stand_alone
from analysis.topics.consensus import Cuts, agree, resample, togetherness
from analysis.topics.levels import Split, extend_split, split
from analysis.topics.parameters import Parameters
from analysis.topics.place import Placed, extend, place
from analysis.topics.readable import Stories
from analysis.topics.sharpen import look_again


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """coarse, fine: topics of all stories. steady, fine_steady: how firm those are. mentions: what each story that was
    clustered is about, groups of too few tellers and stories that stand alone included. drawn: rows of the stories that
    were clustered, and cuts: their resamples."""

    coarse: Placed
    steady: Stability
    fine: Split
    fine_steady: Stability
    mentions: tuple[tuple[int], ...]
    drawn: NDArray[np.int64]
    cuts: Cuts


def cluster(stories: Stories, unit: NDArray[np.float32], parameters: Parameters, seed: int, workers: int) -> Found:
    """Topics among stories. unit: their centred vectors, shape (n, d)."""
    drawn = sample(stories.languages, parameters.fit_at_most, seed)
    tellers = [stories.tellers[row] for row in drawn]
    everyone_alone = stand_alone(stories.aligned, drawn, parameters)
    alone = everyone_alone[drawn]
    cuts = resample(unit[drawn], parameters, seed, workers=workers)
    together = togetherness(len(drawn), cuts.coarse)
    first = place(unit[drawn], alone, together, agree(together, parameters, seed), tellers, parameters)
    coarse = look_again(unit[drawn], alone, together, first, tellers, parameters, seed, workers)
    together = togetherness(len(drawn), cuts.fine)
    fine = split(unit[drawn], together, coarse.labels, tellers, parameters, seed)
    mentions = tuple((-1 - row,) if alone[row] else (int(group),) for row, group in enumerate(fine.groups))
    steady, fine_steady = measure(coarse.labels, cuts.coarse), measure(fine.placed.labels, cuts.fine)
    if len(drawn) < len(unit):
        coarse = extend(coarse, drawn, unit, everyone_alone)
        fine = extend_split(fine, drawn, unit, coarse.labels)
    return Found(coarse, steady, fine, fine_steady, mentions, drawn, cuts)


def sample(languages: Sequence[str], most: int, seed: int) -> NDArray[np.int64]:
    """Rows of a random sample, ascending: every language by its share, to within one story."""
    n = len(languages)
    random = np.random.default_rng(seed).permutation(n)
    groups = np.unique(np.array(languages), return_inverse=True)[1]
    turn = np.empty(n)
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        turn[rows[np.argsort(random[rows])]] = (np.arange(len(rows)) + 0.5) / len(rows)
    return np.sort(np.lexsort((random, turn))[:most])
