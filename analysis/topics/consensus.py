"""Communities that hold: found in many resamples, then once more in how often two stories were together.

One run of any clusterer on a few hundred stories is partly luck. Forty runs, each on four fifths of the stories and on
a neighbourhood of another size, show which stories end up together whatever the luck (consensus clustering:
Lancichinetti and Fortunato 2012, doi 10.1038/srep00336). The same forty runs tell how firm each topic is, at no
further cost. Each resample is cut twice, coarse and fine.

Communities are found by scikit-network's Louvain, not its Leiden: that draws from the C library's `rand` whatever its
`random_state` says, so it gives another answer each time it is called in one process (measured, version 0.33.5). What
Leiden adds, communities that hang together, the consensus gives as well; quality measured the same.

Among few stories a neighbourhood is a large part of all, and says little. There, every other resample is cut by average
linkage instead: a method that errs in another way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.executor import run_all
from analysis.stability import Resample
from analysis.topics.graph import nearest, shared_neighbours
from analysis.topics.parameters import Parameters

_SEEDS = 2**31


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """The same resamples, cut coarse and fine."""

    coarse: list[Resample]
    fine: list[Resample]


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """What all resamples draw from. unit: centred vectors, shape (n, d). graphs: by size of the neighbourhood."""

    unit: NDArray[np.float32]
    graphs: dict[int, sparse.csr_matrix]
    parameters: Parameters


@dataclass(frozen=True, slots=True, eq=False)
class _Draw:
    """All that is random in one resample, so that it comes out the same wherever it is made. n_linked: topics that
    average linkage is to make; 0 for communities."""

    rows: NDArray[np.int64]
    size: int
    seed: int
    n_linked: int


def resample(unit: NDArray[np.float32], parameters: Parameters, seed: int, *, workers: int = 1) -> Cuts:
    """Group resamples of the stories, all from one neighbour search. unit: centred vectors, shape (n, d)."""
    n = len(unit)
    most = max(2, min(n - 1, round(parameters.neighbours_at_most * n)))
    sizes = [min(size, most) for size in parameters.neighbours]
    neighbours = nearest(unit, max(sizes))
    graphs = {size: shared_neighbours(neighbours[:, :size]) for size in set(sizes)}
    draws = _draws(n, sizes, parameters, seed)
    pairs = run_all(partial(_cut, _World(unit, graphs, parameters)), draws, workers=workers)
    return Cuts([coarse for coarse, _ in pairs], [fine for _, fine in pairs])


def _draws(n: int, sizes: Sequence[int], parameters: Parameters, seed: int) -> list[_Draw]:
    random = np.random.default_rng(seed)
    few = n < parameters.linkage_below
    most_linked = max(parameters.linked[0] + 2, min(parameters.linked[1], int(n**0.5)))
    draws = []
    for number in range(parameters.n_resamples):
        rows = np.sort(random.permutation(n)[: max(2, round(parameters.resample_share * n))])
        n_linked = int(random.integers(parameters.linked[0], most_linked + 1))
        size = sizes[(number // (1 + few)) % len(sizes)]
        draws.append(_Draw(rows, size, int(random.integers(_SEEDS)), n_linked if few and number % 2 else 0))
    return draws


def _cut(world: _World, draw: _Draw) -> tuple[Resample, Resample]:
    graph = world.graphs[draw.size][draw.rows][:, draw.rows]
    if draw.n_linked:
        coarse = linked(world.unit[draw.rows], draw.n_linked)
    else:
        coarse = communities(graph, world.parameters.resolution, draw.seed)
    fine = communities(graph, world.parameters.fine_resolution, draw.seed)
    return Resample(draw.rows, coarse), Resample(draw.rows, fine)


def communities(graph: sparse.csr_matrix, resolution: float, seed: int) -> NDArray[np.int64]:
    """Community of each node: int, shape (n,), numbered from 0. A graph without ties is one community."""
    from sknetwork.clustering import Louvain

    if graph.nnz == 0:
        return np.zeros(graph.shape[0], np.int64)
    found = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed).fit_predict(graph)
    return np.asarray(found, np.int64)


def linked(unit: NDArray[np.float32], n_groups: int) -> NDArray[np.int64]:
    """So many groups by average linkage of cosines: int, shape (n,), numbered from 0 (fewer when stories are equal)."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    cosines = np.round(unit.astype(np.float64) @ unit.T.astype(np.float64), 6)
    apart = np.maximum(1 - (cosines + cosines.T) / 2, 0)
    np.fill_diagonal(apart, 0)
    found = fcluster(linkage(squareform(apart, checks=False), "average"), n_groups, "maxclust")
    return np.asarray(np.unique(found, return_inverse=True)[1], np.int64)


def togetherness(n: int, resamples: Sequence[Resample]) -> NDArray[np.float32]:
    """Share of resamples in which two stories were together, of those that held both: float32, shape (n, n), 0-1."""
    together, both = np.zeros((n, n), np.float32), np.zeros((n, n), np.float32)
    for sample in resamples:
        belongs = np.zeros((n, sample.labels.max() + 1), np.float32)
        belongs[sample.rows, sample.labels] = 1
        present = belongs.sum(axis=1)
        together += belongs @ belongs.T
        both += np.outer(present, present)
    return (together / np.maximum(both, 1)).astype(np.float32)


def agree(together: NDArray[np.float32], parameters: Parameters, seed: int) -> NDArray[np.int64]:
    """The grouping that the resamples agree on: int, shape (n,), numbered from 0."""
    ties = np.where(together >= parameters.together_at_least, together, 0)
    np.fill_diagonal(ties, 0)
    return communities(sparse.csr_matrix(ties), parameters.final_resolution, seed)
