"""Vectors as they come in, side by side and checked: one sentence model, one length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.book import CodebookError, OtherModel
from analysis.records import StoryVector

Vector = StoryVector | NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """refs: sorted. matrix: float32, shape (n, d). model_id: "" when nobody said."""

    refs: tuple[str, ...]
    matrix: NDArray[np.float32]
    model_id: str


def gather(vectors: Mapping[str, Vector], model_id: str = "") -> Vectors:
    """Vectors by reference as one matrix. Raises OtherModel, CodebookError for lengths that differ."""
    refs = tuple(sorted(vectors))
    matrix, found = stacked([vectors[ref] for ref in refs], model_id)
    return Vectors(refs, matrix, found)


def stacked(vectors: Sequence[Vector] | NDArray[np.float32], model_id: str = "") -> tuple[NDArray[np.float32], str]:
    """One matrix, shape (n, d), and the model that made it. Raises OtherModel, CodebookError."""
    if isinstance(vectors, np.ndarray):
        if vectors.ndim != 2:
            raise CodebookError("vectors must be a matrix with one row a story")
        return np.asarray(vectors, np.float32), model_id
    models = {vector.model_id for vector in vectors if isinstance(vector, StoryVector)} | ({model_id} - {""})
    if len(models) > 1:
        raise OtherModel(f"these vectors come from different models: {', '.join(sorted(models))}")
    rows = [np.asarray(v.vector if isinstance(v, StoryVector) else v, np.float32) for v in vectors]
    if len({row.shape for row in rows}) > 1 or any(row.ndim != 1 for row in rows):
        raise CodebookError("these vectors differ in length")
    matrix = np.stack(rows) if rows else np.empty((0, 0), np.float32)
    return matrix, next(iter(models), "")
