"""The same network in plain NumPy: the cross-check on the graph, and what runs where onnxruntime does not."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.embed.weights import Weights

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Linear:
    matrix: Floats
    bias: Floats

    def __call__(self, given: Floats) -> Floats:
        return given @ self.matrix + self.bias


@dataclass(frozen=True)
class _Norm:
    scale: Floats
    shift: Floats
    eps: float

    def __call__(self, given: Floats) -> Floats:
        centred = given - given.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self.eps))
        return centred / spread * self.scale + self.shift


class NumpyEngine:
    """Runs the network on NumPy, with the weights unpacked (about 85 MB)."""

    name = "numpy"
    threads = 2

    def __init__(self, weights: Weights) -> None:
        self._shape = shape = weights.shape

        def norm(name: str) -> _Norm:
            return _Norm(weights.dense(name + ".w"), weights.dense(name + ".b"), shape.eps)

        def linear(name: str, n_columns: int) -> _Linear:
            return _Linear(weights.matrix(name + ".w", n_columns).T, weights.dense(name + ".b"))

        self._first = norm("emb.ln")
        self._layers = [
            (
                [linear(f"l{number}.{part}", shape.hidden) for part in ("q", "k", "v", "ao", "fi")],
                linear(f"l{number}.fo", shape.inner),
                norm(f"l{number}.aln"),
                norm(f"l{number}.oln"),
            )
            for number in range(shape.layers)
        ]

    def sharing(self) -> AbstractContextManager[object]:
        """Keep matrix products to one thread each: their own threads and ours would wait for one another (ten times)."""
        from threadpoolctl import threadpool_limits

        limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
        return limits

    def pool(self, embedded: Floats) -> Floats:
        """Mean of the last layer. embedded: float32, shape (tokens, d). Returns float32, shape (d,), any length."""
        state = self._first(embedded)
        for (query, key, value, out, inner), outer, after_attention, after_inner in self._layers:
            state = after_attention(state + out(self._attend(query(state), key(state), value(state))))
            state = after_inner(state + outer(_gelu(inner(state))))
        pooled: Floats = state.mean(axis=0)
        return pooled

    def _attend(self, query: Floats, key: Floats, value: Floats) -> Floats:
        heads = self._shape.heads
        q, k, v = (part.reshape(len(part), heads, -1).transpose(1, 0, 2) for part in (query, key, value))
        scores = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(q.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed: Floats = (shares @ v).transpose(1, 0, 2).reshape(query.shape)
        return mixed


def _gelu(given: Floats) -> Floats:
    from scipy.special import erf

    activated: Floats = np.float32(0.5) * given * (1 + erf(given * np.float32(np.sqrt(0.5))))
    return activated
