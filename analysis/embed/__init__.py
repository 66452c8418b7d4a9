"""Texts to vectors, on this machine, in every language that tellers use.

`choose_encoder()` is the way in. Nothing here is imported by the web process beyond names: loading an encoder takes
seconds and a few hundred megabytes, and belongs in a worker.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.embed.kinds import EncoderKind, EncoderUnavailable, kind_of, weaker_languages
from analysis.embed.text import BlankText, content_hash, normalise, sentences
from analysis.embed.weights import ModelFileMissing, ModelFileTampered

__all__ = [
    "BlankText",
    "Encoder",
    "EncoderKind",
    "EncoderUnavailable",
    "EncoderUnknown",
    "ModelFileMissing",
    "ModelFileTampered",
    "choose_encoder",
    "content_hash",
    "default_encoder",
    "kind_of",
    "normalise",
    "sentences",
    "weaker_languages",
]

OWN_MODEL = "sentence-transformers:"


class EncoderUnknown(EncoderUnavailable):
    """The setting names no encoder that exists."""


class Encoder(Protocol):
    """Anything that turns texts into vectors. model_id identifies weights, prefix and normalisation together; whoever
    keeps a result keeps it. weaker_languages: ISO 639-1, where the vectors are known to be less good."""

    model_id: str
    dim: int
    weaker_languages: frozenset[str]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, not centred: float32, shape (n, dim). A row depends on its text alone.

        Raises `BlankText` for texts that hold nothing to read.
        """
        ...


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """The packaged sentence model, loaded once a process (two seconds).

    Raises `ModelFileMissing` or `ModelFileTampered` when the weights are not there or not the ones that were checked.
    """
    from analysis.embed.e5 import E5Encoder

    return E5Encoder()


def choose_encoder(choice: str = "e5") -> Encoder:
    """The encoder that an installation chose: "e5", "lexical", or "sentence-transformers:" and the folder of a model.

    Never falls back to another by itself: results of different encoders must not be taken for one another. Raises
    `EncoderUnavailable`.
    """
    if choice == "e5":
        return default_encoder()
    if choice == "lexical":
        from analysis.embed.lexical import LexicalEncoder

        return LexicalEncoder()
    if choice.startswith(OWN_MODEL):
        return _own_model(choice.removeprefix(OWN_MODEL))
    raise EncoderUnknown(f"there is no encoder {choice!r}: choose e5, lexical or {OWN_MODEL}/folder")


@lru_cache(maxsize=1)
def _own_model(folder: str) -> Encoder:
    from analysis.embed.own_model import OwnModelEncoder

    return OwnModelEncoder(Path(folder))
