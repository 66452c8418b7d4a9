"""Texts to vectors, on this machine, in every language that tellers use.

`default_encoder()` is the way in. Nothing here is imported by the web process: loading an encoder takes seconds and a
few hundred megabytes, and belongs in a worker.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.embed.text import BlankText, content_hash, normalise, sentences
from analysis.embed.weights import ModelFileMissing, ModelFileTampered

__all__ = [
    "BlankText",
    "Encoder",
    "ModelFileMissing",
    "ModelFileTampered",
    "content_hash",
    "default_encoder",
    "normalise",
    "sentences",
]


class Encoder(Protocol):
    """Anything that turns texts into vectors. model_id identifies weights, prefix and normalisation together."""

    model_id: str
    dim: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, not centred: float32, shape (n, dim). Raises `BlankText` for texts that hold nothing to read."""
        ...


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """The encoder of this installation, loaded once a process (two seconds).

    Raises `ModelFileMissing` or `ModelFileTampered` when the weights are not there or not the ones that were checked.
    """
    from analysis.embed.e5 import E5Encoder

    return E5Encoder()
