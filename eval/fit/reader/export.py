"""Write the reader for ONNX Runtime: matrices and embeddings in 8 bits, the rest as it is.

Weights have a scale for each column and 7 bits, because processors with AVX2 but without VNNI add
two products in 16 bits, which 8 bits overflow. What is multiplied by them is quantised as it comes.
A few columns of a transformer's states are many times larger than the others and would take all the
steps: they are multiplied beside in full, and the others are brought to like size, by factors that
move into the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.ranking.reader_rows import LONGEST, PAD

if TYPE_CHECKING:
    import onnx

__all__ = ["Shape", "write_onnx"]

Array = NDArray[Any]
_LARGEST = 63  # of a weight in 7 bits
_EMBEDDED = 127  # of an embedding in 8 bits
_APART = 4
_TINY = 1e-5
_CONTRIB = "com.microsoft"
_OPSET = 17


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a network is written.

    :param exit: the head whose score is given; ``layers``: those below it.
    """

    layers: int
    heads: int
    eps: float
    exit: int


def write_onnx(
    weights: Mapping[str, Array],
    shape: Shape,
    path: Path,
    largest: Mapping[str, Array] | None = None,
) -> None:
    """Write a network's weights as a graph from ``ids`` [texts, tokens] to ``scores`` [texts].

    :param weights: by their names in ``eval.fit.reader.network.Network``.
    :param largest: for each matrix, the largest value that each of its inputs takes; ``None``
        writes full weights instead of 8 bits.
    """
    import onnx  # which only who trains has

    helper, kinds = onnx.helper, onnx.TensorProto
    graph = _Graph(weights, shape, largest, onnx)
    graph.build()
    ids = helper.make_tensor_value_info("ids", kinds.INT64, ["texts", "tokens"])
    scores = helper.make_tensor_value_info("scores", kinds.FLOAT, ["texts"])
    made = helper.make_graph(graph.nodes, "reader", [ids], [scores], graph.constants)
    versions = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=versions, ir_version=9)
    path.write_bytes(model.SerializeToString())


@dataclass(slots=True)
class _Graph:
    """Collects nodes and constants; each method returns the name of what it computes."""

    weights: Mapping[str, Array]
    shape: Shape
    largest: Mapping[str, Array] | None
    library: Any
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def build(self) -> None:
        pad = self.constant("pad", np.asarray(PAD, np.int64))
        there = self.node("Not", [self.node("Equal", ["ids", pad])])
        mask = self.node("Cast", [there], to=self.library.TensorProto.INT32)
        x = self.embedded()
        for layer in range(self.shape.layers):
            x = self.layer(x, mask, f"layers.{layer}.")
        self.score(x, there)

    def node(self, kind: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        name = f"n{len(self.nodes)}"
        made = self.library.helper.make_node(
            kind, inputs, [name], name, domain=domain, **attributes
        )
        self.nodes.append(made)
        return name

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(
            self.library.numpy_helper.from_array(np.array(value, order="C"), name)
        )
        return name

    def embedded(self) -> str:
        table = self.weights["words.weight"]
        if self.largest is not None:
            steps, scale = _quantised(table.T, _EMBEDDED)
            rows = self.node("Gather", [self.constant("words", steps.T), "ids"])
            scales = self.constant("word_scales", scale[:, None].astype(np.float32))
            x = self.node("Mul", [self.to_float(rows), self.node("Gather", [scales, "ids"])])
        else:
            x = self.node("Gather", [self.constant("words", table), "ids"])
        places = self.constant("positions", self.weights["positions.weight"][:LONGEST])
        tokens = self.node("Shape", ["ids"], start=1, end=2)
        zero = self.constant("zero", np.asarray([0], np.int64))
        here = self.node("Slice", [places, zero, tokens, zero])
        return self.normal(self.node("Add", [x, here]), "norm")

    def to_float(self, name: str) -> str:
        return self.node("Cast", [name], to=self.library.TensorProto.FLOAT)

    def normal(self, x: str, name: str) -> str:
        parts = [self.constant(f"{name}.{p}", self.weights[f"{name}.{p}"]) for p in _PARTS]
        return self.node("LayerNormalization", [x, *parts], epsilon=self.shape.eps, axis=-1)

    def layer(self, x: str, mask: str, name: str) -> str:
        three = self.linear(x, f"{name}qkv")
        sizes = self.constant(f"{name}sizes", np.asarray([three_of(self.weights, name)] * 3))
        parts = [f"{name}{part}" for part in "qkv"]
        self.nodes.append(self.library.helper.make_node("Split", [three, sizes], parts, axis=-1))
        seen = self.node(
            "MultiHeadAttention", [*parts, "", mask], _CONTRIB, num_heads=self.shape.heads
        )
        x = self.normal(self.node("Add", [x, self.linear(seen, f"{name}ao")]), f"{name}aln")
        inner = self.node("Gelu", [self.linear(x, f"{name}fi")], _CONTRIB)
        return self.normal(self.node("Add", [x, self.linear(inner, f"{name}fo")]), f"{name}oln")

    def linear(self, x: str, name: str) -> str:
        weight = self.weights[f"{name}.weight"].T
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        if self.largest is None:
            return self.node("Add", [self.node("MatMul", [x, self.constant(name, weight)]), bias])
        plan = _Inputs.of(self.largest[name], weight)
        even = self.node("Mul", [x, self.constant(f"{name}.even", plan.factors)])
        steps, scale = _quantised(plan.brought(weight), _LARGEST)
        given = [
            self.constant(name, steps),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros_like(scale, np.int8)),
        ]
        most = self.node("DynamicQuantizeMatMul", [even, *given, bias], _CONTRIB)
        places = self.constant(f"{name}.apart", plan.apart)
        rest = self.node("Gather", [x, places], axis=2)
        exact = self.constant(f"{name}.exact", weight[plan.apart])
        return self.node("Add", [most, self.node("MatMul", [rest, exact])])

    def score(self, x: str, there: str) -> None:
        """Score the first token's state beside the mean of all."""
        last = self.constant("last", np.asarray([-1], np.int64))
        second = self.constant("second", np.asarray([1], np.int64))
        weight = self.node("Unsqueeze", [self.to_float(there), last])
        total = self.node("ReduceSum", [self.node("Mul", [x, weight]), second], keepdims=0)
        mean = self.node("Div", [total, self.node("ReduceSum", [weight, second], keepdims=0)])
        first = self.node("Gather", [x, self.constant("start", np.asarray(0, np.int64))], axis=1)
        pooled = self.node("Concat", [first, mean], axis=-1)
        head = f"score.{self.shape.exit}"
        matrix = self.constant("head", self.weights[f"{head}.weight"].T)
        bias = self.constant("head.bias", self.weights[f"{head}.bias"])
        scored = self.node("Add", [self.node("MatMul", [pooled, matrix]), bias])
        self.nodes.append(self.library.helper.make_node("Squeeze", [scored, last], ["scores"]))


_PARTS = ("weight", "bias")


def three_of(weights: Mapping[str, Array], name: str) -> int:
    """Return the width of the question, key and value that a layer's first matrix makes."""
    return int(weights[f"{name}qkv.weight"].shape[0]) // 3


def _quantised(matrix: Array, most: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix in steps and the size of a step for each of its columns."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / most
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What is done with a matrix's inputs before they are quantised.

    :param apart: those few that are many times larger than the others: they are multiplied as they
        are, beside.
    :param factors: of each input, so that neither it nor its weights stand out; 0 for those apart.
    """

    apart: NDArray[np.int64]
    factors: NDArray[np.float32]

    @classmethod
    def of(cls, largest: Array, weight: Array) -> _Inputs:
        apart = np.sort(np.argsort(-largest, kind="stable")[:_APART])
        inputs, weights = np.maximum(largest, _TINY), np.abs(weight).max(axis=1).clip(_TINY)
        factors = np.sqrt(weights / inputs)
        factors /= np.exp(np.log(factors).mean())
        factors[apart] = 0
        return cls(apart.astype(np.int64), factors.astype(np.float32))

    def brought(self, weight: Array) -> Array:
        """Return the weights of the inputs after their factors."""
        there = self.factors > 0
        return (
            weight
            * np.divide(1, self.factors, out=np.zeros_like(self.factors), where=there)[:, None]
        )
