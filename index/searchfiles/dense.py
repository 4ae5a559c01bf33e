"""Search by meaning: inner products of unit vectors, by FAISS.

A generation holds one base segment and, after small changes, a delta segment of the clauses added
since. Exact segments are IDMap2 over Flat. A base too large for that is a product quantizer of 4
bits for every 4 dimensions, scanned whole with the FastScan kernels (André et al., 2015, "Cache
locality is not enough"; FAISS's IVFPQFastScan with one list, which lets a search be restricted to
some keys), whose best candidates are scored again with the exact vectors.

The files must be checked against their hashes before they are read: of damaged ones FAISS gives
wrong neighbours without an error.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.model import Match
from index.searchfiles.generations import unusable

if TYPE_CHECKING:
    from index.encoders.vectors import Vectors

__all__ = [
    "BASE",
    "DELTA",
    "EXACT_FLOATS",
    "AllowedKeys",
    "DenseIndex",
    "Keys",
    "write_compressed",
    "write_flat",
]

Keys = NDArray[np.int64]

BASE = ("base.faiss", "base.keys.npy", "base.vectors.npy")  # the last two only when compressed
DELTA = "delta.faiss"

# A code of 4 bits stands for so many dimensions, where they can be dealt out so. With 2 a scan
# takes twice as long and finds no more: the best candidates are scored exactly either way.
_DIMENSIONS_A_CODE = 4
# Past this many numbers (vectors times length) searching is not exact any more. An exact search
# takes 5 ms there, and 10 ms at 30 million, on one core;
# measured by eval/bench/store.py.
EXACT_FLOATS = 20_000_000
_TRAINING = 10_000  # vectors; 16 centroids of 4 dimensions need no more
_ROTATION_SEED = 5
# Candidates scored exactly for k results; recall@10 against exact search is then over 0.99, also
# where every clause stands there eight times over. Measured by eval/bench/store.py.
_SPARE, _FOR_EACH = 400, 4


class AllowedKeys:
    """The clause keys a search may return, as the bitmap FAISS asks for."""

    def __init__(self, size: int, *, everything: bool) -> None:
        """Begin with every key below ``size``, or with none."""
        self._flags = np.full(size, everything, np.bool_)

    def set(self, keys: range, *, allowed: bool) -> None:
        """Allow or forbid a range of keys; keys beyond the size are ignored."""
        self._flags[keys.start : keys.stop] = allowed

    @property
    def count(self) -> int:
        """Return how many keys are allowed."""
        return int(np.count_nonzero(self._flags))

    def bits(self) -> NDArray[np.uint8]:
        """Return the bitmap: bit i of byte j is key 8 j + i."""
        return np.packbits(self._flags, bitorder="little")


# ---- writing ----------------------------------------------------------------------------


def write_flat(path: Path, keys: Keys, vectors: Vectors) -> None:
    """Write an exact index of unit vectors, float32 [n, d], under their clauses' keys."""
    faiss = _faiss()
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(np.ascontiguousarray(vectors, np.float32), keys)
    _write(index, path)


def write_compressed(folder: Path, keys: Keys, parts: Iterable[Vectors], dim: int) -> None:
    """Write a compressed index and the exact vectors beside it.

    :param keys: of all vectors, ascending.
    :param parts: the vectors, float16 [n, d] at a time, in the order of the keys.
    """
    index_file, keys_file, vectors_file = (folder / name for name in BASE)
    np.save(keys_file, keys, allow_pickle=False)
    _save_rows(vectors_file, parts, (len(keys), dim))
    stored = np.load(vectors_file, mmap_mode="r", allow_pickle=False)
    index = _trained(stored, dim)
    for start in range(0, len(keys), _TRAINING):
        rows = slice(start, start + _TRAINING)
        index.add_with_ids(stored[rows].astype(np.float32), keys[rows])
    _write(index, index_file)


def _save_rows(path: Path, parts: Iterable[Vectors], shape: tuple[int, int]) -> None:
    """Write rows as one .npy of float16. Not by a memory map: on a full disk that is a SIGBUS."""
    head = {"descr": "<f2", "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, head)
        for part in parts:
            file.write(np.ascontiguousarray(part, np.float16).data)


def _write(index: Any, path: Path) -> None:
    # Not by FAISS itself, which only prints when the last bytes do not fit on the disk.
    with path.open("wb") as file:
        file.write(_faiss().serialize_index(index).data)


def _trained(vectors: NDArray[np.float16], dim: int) -> Any:
    faiss = _faiss()
    codes = dim // math.gcd(dim, _DIMENSIONS_A_CODE)
    scan = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dim), dim, 1, codes, 4, faiss.METRIC_INNER_PRODUCT
    )
    scan.by_residual = False
    rotation = faiss.RandomRotationMatrix(dim, dim)
    rotation.init(_ROTATION_SEED)
    index = faiss.IndexPreTransform(rotation, scan)
    # The same vectors train the same index: a fixed choice of rows and one thread.
    rows = np.linspace(0, len(vectors) - 1, min(_TRAINING, len(vectors))).astype(np.int64)
    with _one_thread():
        index.train(vectors[rows].astype(np.float32))
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS to one thread, in this thread only."""
    faiss = _faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


# ---- searching --------------------------------------------------------------------------


_Found = tuple[Keys, NDArray[np.float32]]  # keys, and the score of each: float32 [n]


class _Segment(Protocol):
    """Part of a generation's vectors."""

    count: int

    def search(self, question: Vectors, k: int, bits: NDArray[np.uint8] | None) -> _Found:
        """Return the nearest of the keys that the bitmap allows."""
        ...

    def vectors(self, keys: Keys) -> tuple[NDArray[np.bool_], Vectors]:
        """Tell which of the keys are here, and return their vectors, float32 [here, d]."""
        ...

    def keys(self) -> Keys:
        """Return the key of every vector."""
        ...


class DenseIndex:
    """Searches the segments of one generation."""

    def __init__(self, folder: Path, names: Sequence[str], dim: int) -> None:
        """Read the segments; their hashes have been checked.

        :param names: the files of vectors in ``folder``.
        :raises StoreCorrupt: one cannot be read.
        """
        self._dim = dim
        self._segments: list[_Segment] = []
        if BASE[2] in names:
            self._segments.append(_Compressed(folder, dim))
        elif BASE[0] in names:
            self._segments.append(_Flat(folder / BASE[0], dim))
        if DELTA in names:
            self._segments.append(_Flat(folder / DELTA, dim))

    @property
    def count(self) -> int:
        """Return how many vectors there are, those of removed clauses included."""
        return sum(segment.count for segment in self._segments)

    def search(self, vector: Vectors, k: int, allowed: AllowedKeys | None = None) -> list[Match]:
        """Return the clauses nearest to a unit vector, float32 [d], best first, ties by key.

        :param allowed: the keys that may be returned; ``None``: all.
        """
        if k < 1 or (allowed is not None and not allowed.count):
            return []
        question = np.ascontiguousarray(vector, np.float32).reshape(1, self._dim)
        bits = None if allowed is None else allowed.bits()
        with _one_thread():
            found = [part.search(question, k, bits) for part in self._segments]
        keys = np.concatenate([keys for keys, _ in found] or [np.empty(0, np.int64)])
        scores = np.concatenate([scores for _, scores in found] or [np.empty(0, np.float32)])
        best = np.lexsort((keys, -scores))[:k]
        return list(map(Match, keys[best].tolist(), scores[best].tolist()))

    def keys(self) -> Keys:
        """Return the key of every vector, ascending, those of removed clauses included."""
        none = np.empty(0, np.int64)
        return np.sort(np.concatenate([none, *(part.keys() for part in self._segments)]))

    def vectors(self, keys: Iterable[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, d].

        :raises KeyError: a key has no vector here.
        """
        wanted = np.fromiter(keys, np.int64)
        vectors = np.zeros((len(wanted), self._dim), np.float32)
        missing = np.arange(len(wanted))
        for segment in self._segments:
            here, found = segment.vectors(wanted[missing])
            vectors[missing[here]] = found
            missing = missing[~here]
        if len(missing):
            raise KeyError(int(wanted[missing[0]]))
        return vectors


class _Flat:
    """Exact search."""

    def __init__(self, path: Path, dim: int) -> None:
        self._index = _read(path, dim)
        self._keys: Keys = _faiss().vector_to_array(self._index.id_map)
        self.count = int(self._index.ntotal)

    def search(self, question: Vectors, k: int, bits: NDArray[np.uint8] | None) -> _Found:
        if self.count == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        only = None if bits is None else _faiss().SearchParameters(sel=_selector(bits))
        scores, keys = self._index.search(question, min(k, self.count), params=only)
        there = keys[0] >= 0
        return keys[0][there], scores[0][there]

    def vectors(self, keys: Keys) -> tuple[NDArray[np.bool_], Vectors]:
        here = np.isin(keys, self._keys)
        vectors = np.zeros((int(here.sum()), self._index.d), np.float32)
        for row, key in enumerate(keys[here].tolist()):
            self._index.reconstruct(key, vectors[row])
        return here, vectors

    def keys(self) -> Keys:
        return self._keys


class _Compressed:
    """A scan of 4-bit codes, its best candidates scored with the exact vectors."""

    def __init__(self, folder: Path, dim: int) -> None:
        index_file, keys_file, vectors_file = (folder / name for name in BASE)
        self._index = _read(index_file, dim)
        try:
            self._keys: Keys = np.load(keys_file, allow_pickle=False)
            # As a plain array, of which rows are cheaper.
            self._vectors = np.asarray(np.load(vectors_file, mmap_mode="r", allow_pickle=False))
        except (OSError, ValueError) as error:
            raise unusable(vectors_file) from error
        self.count = len(self._keys)
        if self._vectors.shape != (self.count, dim) or self._index.ntotal != self.count:
            raise unusable(vectors_file)

    def search(self, question: Vectors, k: int, bits: NDArray[np.uint8] | None) -> _Found:
        faiss = _faiss()
        selector = None if bits is None else _selector(bits)
        scan = faiss.SearchParametersIVF(nprobe=1, sel=selector)
        only = faiss.SearchParametersPreTransform(index_params=scan)
        wanted = min(self.count, _SPARE + _FOR_EACH * k)
        _, found = self._index.search(question, wanted, params=only)
        keys = found[0][found[0] >= 0]
        exact = _as_float32(self._vectors[np.searchsorted(self._keys, keys)])
        scores = exact @ question[0]
        best = np.lexsort((keys, -scores))[:k]
        return keys[best], scores[best]

    def vectors(self, keys: Keys) -> tuple[NDArray[np.bool_], Vectors]:
        rows = np.minimum(np.searchsorted(self._keys, keys), self.count - 1)
        here = self._keys[rows] == keys
        return here, _as_float32(self._vectors[rows[here]])

    def keys(self) -> Keys:
        return self._keys


def _as_float32(halves: NDArray[np.float16]) -> Vectors:
    """Return finite float16 numbers as float32, in a third of the time ``astype`` takes.

    The bits of both mean the same but for where they stand and for the exponent's offset, 15 and
    127: moved there, they are the number times 2**-112, exactly, small ones included.
    """
    bits = halves.view(np.uint16).astype(np.uint32)
    signs = (bits & 0x8000) << 16
    bits &= 0x7FFF
    bits <<= 13
    bits |= signs
    found = bits.view(np.float32)
    found *= np.float32(2.0**112)
    return found


def _read(path: Path, dim: int) -> Any:
    try:
        index = _faiss().read_index(str(path))
    except RuntimeError as error:
        raise unusable(path) from error
    if index.d != dim:
        raise unusable(path)
    return index


def _selector(bits: NDArray[np.uint8]) -> Any:
    return _faiss().IDSelectorBitmap(bits)


def _faiss() -> Any:
    # Typed as Any: FAISS's Python layer accepts arrays and keywords that its stubs do not know.
    return import_module("faiss")
