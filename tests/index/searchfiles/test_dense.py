"""Search by meaning, held to a dot product in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreCorrupt
from index.searchfiles import dense
from index.searchfiles.dense import AllowedKeys, DenseIndex

DIM = 32


def unit_vectors(count: int, seed: int = 7) -> dense.Vectors:
    found = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float16).astype(np.float32)


def exact(keys: dense.Keys, vectors: dense.Vectors, question: dense.Vectors, k: int) -> list[int]:
    scores = vectors @ question
    return [int(keys[i]) for i in np.lexsort((keys, -scores))[:k]]


@pytest.fixture(params=["flat", "compressed", "with a delta"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


KEYS = np.arange(3_000, dtype=np.int64) * 2 + 5
VECTORS = unit_vectors(3_000)


def write(folder: Path, kind: str) -> DenseIndex:
    if kind == "flat":
        dense.write_flat(folder / dense.BASE[0], KEYS, VECTORS)
        return DenseIndex(folder, dense.BASE[:1], DIM)
    split = 3_000 if kind == "compressed" else 2_500
    halves = (VECTORS[:1_000], VECTORS[1_000:split])
    dense.write_compressed(folder, KEYS[:split], halves, DIM)
    names = dense.BASE
    if kind == "with a delta":
        dense.write_flat(folder / dense.DELTA, KEYS[split:], VECTORS[split:])
        names = (*names, dense.DELTA)
    return DenseIndex(folder, names, DIM)


def test_the_nearest_are_found(tmp_path: Path, kind: str) -> None:
    searched = write(tmp_path, kind)
    hits = total = 0
    for question in unit_vectors(50, seed=11):
        found = searched.search(question, 10)
        assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
        expected = exact(KEYS, VECTORS, question, 10)
        hits += len({m.key for m in found} & set(expected))
        total += 10
    assert hits / total >= (1.0 if kind == "flat" else 0.98)


def test_only_allowed_keys_are_found(tmp_path: Path, kind: str) -> None:
    searched = write(tmp_path, kind)
    allowed = AllowedKeys(10_000, everything=False)
    allowed.set(range(105, 205), allowed=True)
    allowed.set(range(5_900, 6_004), allowed=True)
    inside = np.array([key for key in KEYS if 105 <= key < 205 or 5_900 <= key < 6_004])
    rows = np.searchsorted(KEYS, inside)
    for question in unit_vectors(5, seed=13):
        found = [m.key for m in searched.search(question, 20, allowed)]
        assert found == exact(inside, VECTORS[rows], question, 20)
    assert len(searched.search(VECTORS[0], 5_000, allowed)) == len(inside)


def test_vectors_come_back(tmp_path: Path, kind: str) -> None:
    searched = write(tmp_path, kind)
    assert searched.count == len(KEYS)
    wanted = [int(KEYS[2_999]), int(KEYS[0]), int(KEYS[1_234])]
    assert np.array_equal(searched.vectors(wanted), VECTORS[[2_999, 0, 1_234]])
    assert np.array_equal(searched.keys(), KEYS)
    with pytest.raises(KeyError):
        searched.vectors([6])


def test_the_same_vectors_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "compressed")
    for name in dense.BASE:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "flat")
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        DenseIndex(tmp_path, dense.BASE[:1], DIM * 2)


def test_every_finite_half_is_the_same_number_in_single_precision() -> None:
    halves = np.arange(0x10000, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    found = dense._as_float32(halves)
    assert found.dtype == np.float32
    assert np.array_equal(found, halves.astype(np.float32))
    assert np.array_equal(np.signbit(found), np.signbit(halves))
