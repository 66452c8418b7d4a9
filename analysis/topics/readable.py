"""The stories that can be read, in an order that depends on nothing but themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.embed.text import normalise
from analysis.records import Passages
from analysis.topics.graph import aligned, centred


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """Stories that can be read, side by side, out of n that were given. rows: where each stood among those.

    aligned, unit: vectors with the languages laid over one another, and those centred, both shape (m, d). windows: of
    longer stories, centred likewise, shape (w, d); of_story: the story of each window, shape (w,).
    """

    n: int
    rows: NDArray[np.int64]
    texts: tuple[str, ...]
    aligned: NDArray[np.float32]
    unit: NDArray[np.float32]
    languages: tuple[str, ...]
    tellers: tuple[str, ...]
    windows: NDArray[np.float32]
    of_story: NDArray[np.int64]


def readable(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    languages: Sequence[str],
    tellers: Sequence[str],
    passages: Passages | None,
) -> Stories:
    """The stories that hold something to read and have a vector with a direction.

    They are put in an order of their own, by what they hold: which story came in first makes no difference then. Raises
    ValueError for passages that do not fit the stories.
    """
    plain = [normalise(text) for text in texts]
    usable = [row for row, text in enumerate(plain) if text and _has_direction(vectors[row])]
    ordered = sorted(usable, key=lambda row: (plain[row], languages[row], tellers[row], vectors[row].tobytes()))
    rows = np.array(ordered, np.int64)
    spoken = tuple(languages[row] for row in ordered)
    level = aligned(vectors[rows], spoken) if len(rows) else np.empty((0, 0), np.float32)
    windows, of_story = _windows(passages, rows, len(texts), spoken)
    return Stories(
        n=len(texts),
        rows=rows,
        texts=tuple(plain[row] for row in ordered),
        aligned=level,
        unit=centred(level) if len(rows) else level,
        languages=spoken,
        tellers=tuple(tellers[row] for row in ordered),
        windows=windows,
        of_story=of_story,
    )


def _windows(
    passages: Passages | None, rows: NDArray[np.int64], n: int, spoken: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Centred windows of the stories in `rows`, and which of those each belongs to."""
    if passages is None or not len(passages.rows):
        return np.empty((0, 0), np.float32), np.empty(0, np.int64)
    vectors, source = np.asarray(passages.vectors, np.float32), np.asarray(passages.rows, np.int64)
    if len(vectors) != len(source) or source.min() < 0 or source.max() >= n:
        raise ValueError("every passage needs a vector and the row of its story")
    place = np.full(n, -1, np.int64)
    place[rows] = np.arange(len(rows))
    kept = (place[source] >= 0) & np.isfinite(vectors).all(axis=1) & vectors.any(axis=1)
    if not kept.any():
        return np.empty((0, 0), np.float32), np.empty(0, np.int64)
    of_story = place[source[kept]]
    return centred(aligned(vectors[kept], [spoken[story] for story in of_story])), of_story


def _has_direction(vector: NDArray[np.float32]) -> bool:
    return bool(np.isfinite(vector).all() and vector.any())
