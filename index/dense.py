"""Search by meaning: inner products of unit vectors, by FAISS.

A generation holds one base segment and, after small changes, one delta segment of the clauses
added since. Both are IDMap2 over Flat, exact, until a base is large enough for ``compressed``.
FAISS files must be checked against their hashes before they are read: of damaged ones FAISS
gives wrong neighbours without an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders import Vectors
from index.errors import StoreCorrupt
from index.model import Match

__all__ = ["Allowed", "Dense", "Keys", "write_flat"]

Keys = NDArray[np.int64]


class Allowed:
    """The clause keys a search may return, as the bitmap FAISS asks for."""

    def __init__(self, size: int, *, everything: bool) -> None:
        """Begin with every key below ``size``, or with none."""
        self._flags = np.full(size, everything, np.bool_)

    def set(self, keys: range, *, allowed: bool) -> None:
        """Allow or forbid a range of keys; keys beyond the size are ignored."""
        self._flags[keys.start : keys.stop] = allowed

    def both(self, other: Allowed) -> Allowed:
        """Return the keys that both allow."""
        made = Allowed(0, everything=False)
        size = min(len(self._flags), len(other._flags))
        made._flags = self._flags[:size] & other._flags[:size]
        return made

    @property
    def count(self) -> int:
        """Return how many keys are allowed."""
        return int(np.count_nonzero(self._flags))

    def bits(self) -> NDArray[np.uint8]:
        """Return the bitmap: bit i of byte j is key 8 j + i."""
        return np.packbits(self._flags, bitorder="little")

    def keep(self, keys: Keys) -> Keys:
        """Return those of ``keys`` that are allowed."""
        inside = keys[keys < len(self._flags)]
        return inside[self._flags[inside]]


def write_flat(path: Path, keys: Keys, vectors: Vectors) -> None:
    """Write an exact index of unit vectors, float32 [n, d], under their clauses' keys."""
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(np.ascontiguousarray(vectors, np.float32), keys)
    faiss.write_index(index, str(path))


def read_index(path: Path, dim: int) -> Any:
    """Read a FAISS file whose hash has been checked.

    :raises StoreCorrupt: FAISS refuses it, or its vectors have another length.
    """
    import faiss

    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise StoreCorrupt(
            f"{path}: the search files cannot be read; make them anew with: "
            "policyqa verify --rebuild"
        ) from error
    if index.d != dim:
        raise StoreCorrupt(
            f"{path}: vectors of length {index.d}, expected {dim}; make the search files anew "
            "with: policyqa verify --rebuild"
        )
    return index


class Dense:
    """Searches the segments of one generation."""

    def __init__(self, paths: Sequence[Path], dim: int) -> None:
        """Read the segments; their hashes have been checked.

        :raises StoreCorrupt: one cannot be read.
        """
        self._dim = dim
        self._indexes = [read_index(path, dim) for path in paths]

    @property
    def count(self) -> int:
        """Return how many vectors there are, those of removed clauses included."""
        return sum(int(index.ntotal) for index in self._indexes)

    def search(self, vector: Vectors, k: int, allowed: Allowed | None = None) -> list[Match]:
        """Return the clauses nearest to a unit vector, float32 [d], best first, ties by key.

        :param allowed: the keys that may be returned; ``None``: all.
        """
        if k < 1 or (allowed is not None and not allowed.count):
            return []
        question = np.ascontiguousarray(vector, np.float32).reshape(1, self._dim)
        bits = None if allowed is None else allowed.bits()
        found = [m for index in self._indexes for m in _search(index, question, k, bits)]
        return sorted(found, key=lambda m: (-m.score, m.key))[:k]

    def vectors(self, keys: Iterable[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, d].

        :raises KeyError: a key has no vector here.
        """
        rows = [self._vector(key) for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self._dim), np.float32)

    def _vector(self, key: int) -> NDArray[np.float32]:
        for index in self._indexes:
            try:
                vector: NDArray[np.float32] = index.reconstruct(key)
            except RuntimeError:
                continue
            return vector
        raise KeyError(key)


def _search(index: Any, question: Vectors, k: int, bits: NDArray[np.uint8] | None) -> list[Match]:
    parameters = None if bits is None else _only(bits)
    scores, keys = index.search(question, min(k, max(index.ntotal, 1)), params=parameters)
    return [
        Match(int(key), float(score))
        for key, score in zip(keys[0], scores[0], strict=True)
        if key >= 0
    ]


def _only(bits: NDArray[np.uint8]) -> Any:
    """Return search parameters that let only some keys be found."""
    # FAISS's Python layer accepts arrays and keywords here; its type stubs do not say so.
    faiss: Any = import_module("faiss")
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
