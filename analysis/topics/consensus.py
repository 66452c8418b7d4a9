"""Communities that hold: found in many resamples, then once more in how often two stories were together.

One run of any clusterer on a few hundred stories is partly luck. Forty runs, each on four fifths of the stories and on
a neighbourhood of another size, show which stories end up together whatever the luck (consensus clustering:
Lancichinetti and Fortunato 2012, doi 10.1038/srep00336). The same forty runs tell how firm each topic is, at no
further cost.

Communities are found by scikit-network's Louvain, not its Leiden: that draws from the C library's `rand` whatever its
`random_state` says, so it gives another answer each time it is called in one process (measured, version 0.33.5). What
Leiden adds, communities that hang together, the consensus gives as well; quality measured the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.stability import Resample
from analysis.topics.graph import nearest, shared_neighbours
from analysis.topics.parameters import Parameters


def communities(graph: sparse.csr_matrix, resolution: float, seed: int) -> NDArray[np.int64]:
    """Community of each node: int, shape (n,), numbered from 0. A graph without ties is one community."""
    from sknetwork.clustering import Louvain

    if graph.nnz == 0:
        return np.zeros(graph.shape[0], np.int64)
    found = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed).fit_predict(graph)
    return np.asarray(found, np.int64)


def resample(unit: NDArray[np.float32], parameters: Parameters, seed: int) -> list[Resample]:
    """Group resamples of the stories, all from one neighbour search. unit: centred vectors, shape (n, d)."""
    n = len(unit)
    most = max(2, min(n - 1, round(parameters.neighbours_at_most * n)))
    sizes = [min(size, most) for size in parameters.neighbours]
    neighbours = nearest(unit, max(sizes))
    graphs = {size: shared_neighbours(neighbours[:, :size]) for size in set(sizes)}
    random = np.random.default_rng(seed)
    resamples = []
    for number in range(parameters.n_resamples):
        rows = np.sort(random.permutation(n)[: max(2, round(parameters.resample_share * n))])
        graph = graphs[sizes[number % len(sizes)]][rows][:, rows]
        labels = communities(graph, parameters.resolution, int(random.integers(2**31)))
        resamples.append(Resample(rows, labels))
    return resamples


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
