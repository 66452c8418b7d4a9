"""Where there are too few stories to group: to each, the stories most like it, for somebody who reads them all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.topics import graph
from analysis.topics.graph import aligned, centred


def nearest(
    vectors: NDArray[np.float32], *, languages: Sequence[str] | None = None, most: int = 3
) -> tuple[tuple[int, ...], ...]:
    """Per story, the rows of the others most like it, nearest first; none for one without a usable vector.

    vectors: as the encoder gave them, float32, shape (n, d). languages: of each (default: one language). Nearness is
    relative: with few stories the nearest may still be far. Raises ValueError when the lengths differ.
    """
    vectors = np.asarray(vectors, np.float32)
    n = len(vectors)
    spoken = list(languages) if languages is not None else [""] * n
    if len(spoken) != n:
        raise ValueError("vectors and languages must be equally long")
    usable = np.array([row for row in range(n) if np.isfinite(vectors[row]).all() and vectors[row].any()], np.int64)
    found: list[tuple[int, ...]] = [()] * n
    if len(usable) > 1 and most > 0:
        unit = centred(aligned(vectors[usable], [spoken[row] for row in usable]))
        for row, others in zip(usable, graph.nearest(unit, min(most, len(usable) - 1)), strict=True):
            found[row] = tuple(usable[others].tolist())
    return tuple(found)
