"""The network as an ONNX graph, built at start from the packed weights and run by onnxruntime.

The weights stay in four bits (`MatMulNBits`) while every sum is made in 32: a tenth of the memory of an unpacked graph
at the same speed. One text a run and one thread a run: what comes out depends on that text alone, never on its
neighbours in a batch, so results are the same to the last bit however the work is divided. Threads work on different
texts.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embed.weights import BLOCK, Weights

_ONNX_OPSET, _IR_VERSION = 20, 10
_CONTRIB = "com.microsoft"
_SUMS_IN_FLOAT32 = 1
"""accuracy_level of MatMulNBits; 4 would round activations to 8 bits (cosine .9998) and is not faster here."""


class OnnxEngine:
    """Runs the network on onnxruntime. Raises ImportError when onnx or onnxruntime is not there."""

    name = "onnxruntime"
    threads = 2
    """An evaluator's laptop stays usable."""

    def __init__(self, weights: Weights) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        graph = _Graph(weights).serialise()
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def sharing(self) -> AbstractContextManager[object]:
        """Nothing to arrange: a run takes one thread."""
        return nullcontext()

    def pool(self, embedded: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean of the last layer. embedded: float32, shape (tokens, d). Returns float32, shape (d,), any length."""
        pooled: NDArray[np.float32] = self._session.run(None, {"embedded": embedded[None]})[0][0]
        return pooled


class _Graph:
    """Writes the graph down, operator by operator."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def serialise(self) -> bytes:
        """The graph as bytes that onnxruntime loads."""
        from onnx import TensorProto, helper

        self._write()
        hidden = self._weights.shape.hidden
        given = helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, "tokens", hidden])
        returned = helper.make_tensor_value_info("pooled", TensorProto.FLOAT, [1, hidden])
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", [given], [returned], self._constants)
        opsets = [helper.make_opsetid("", _ONNX_OPSET), helper.make_opsetid(_CONTRIB, 1)]
        serialised: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION).SerializeToString()
        return serialised

    def _write(self) -> None:
        shape = self._weights.shape
        state = self._norm("LayerNormalization", ["embedded"], "emb.ln", axis=-1)
        for number in range(shape.layers):
            at = f"l{number}."
            query, key, value = (self._linear(state, at + part, shape.hidden) for part in "qkv")
            mixed = self._node("MultiHeadAttention", [query, key, value], at + "mixed", _CONTRIB, num_heads=shape.heads)
            mixed = self._linear(mixed, at + "ao", shape.hidden)
            state = self._norm("SkipLayerNormalization", [mixed, state], at + "aln")
            inner = self._node("Gelu", [self._linear(state, at + "fi", shape.hidden)], at + "gelu", _CONTRIB)
            inner = self._linear(inner, at + "fo", shape.inner)
            state = self._norm("SkipLayerNormalization", [inner, state], at + "oln")
        self._node("ReduceMean", [state, self._constant("over_tokens", np.array([1], np.int64))], "pooled", keepdims=0)

    def _linear(self, given: str, name: str, n_columns: int) -> str:
        blocks = self._weights.blocks(name + ".w", n_columns)
        n_rows = len(blocks)
        packed = self._constant(name + ".w", _interleaved(blocks["halves"]))
        scales = self._constant(name + ".scale", blocks["scale"].astype(np.float32))
        sizes = {"K": n_columns, "N": n_rows, "bits": 4, "block_size": BLOCK, "accuracy_level": _SUMS_IN_FLOAT32}
        product = self._node("MatMulNBits", [given, packed, scales], name + ".product", _CONTRIB, **sizes)
        return self._node("Add", [product, self._constant(name + ".b", self._weights.dense(name + ".b"))], name)

    def _norm(self, operator: str, given: list[str], name: str, **attributes: Any) -> str:
        scale = self._constant(name + ".w", self._weights.dense(name + ".w"))
        shift = self._constant(name + ".b", self._weights.dense(name + ".b"))
        domain = _CONTRIB if operator.startswith("Skip") else ""
        attributes["epsilon"] = self._weights.shape.eps
        return self._node(operator, [*given, scale, shift], name, domain, **attributes)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, operator: str, given: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(operator, given, [name], domain=domain, **attributes))
        return name


def _interleaved(halves: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """From the file's order (weight j beside weight j + 16) to ONNX's (weight 2j beside weight 2j + 1)."""
    whole = np.concatenate((halves & 0x0F, halves >> 4), axis=-1)
    interleaved: NDArray[np.uint8] = whole[..., 0::2] | (whole[..., 1::2] << 4)
    return interleaved
