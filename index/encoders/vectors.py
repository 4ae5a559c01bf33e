"""What every encoder does with what its model gives: check it, scale it, say what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailable

__all__ = ["Prompts", "Vectors", "batches", "checked", "first_line", "prompt_mark", "unit"]

Vectors = NDArray[np.float32]
Prompts = tuple[str | None, str | None]
"""Texts put before questions and before documents; None: the model's own, or none."""


def prompt_mark(prompts: Prompts) -> str:
    """Return what a model's name ends with when its prompts are not the model's own."""
    marks = "".join(f"\n{i}{prompt}" for i, prompt in enumerate(prompts) if prompt is not None)
    return f"+{hashlib.sha256(marks.encode()).hexdigest()[:6]}" if marks else ""


def checked(name: str, found: Any, count: int, dim: int | None) -> Vectors:
    """Return the vectors at length 1, or say what is wrong with them."""
    try:
        vectors = np.asarray(found, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise EncoderUnavailable(f"{name}: vectors of different lengths or not numbers") from error
    expected = f"[{count}, {dim or 'any'}]"
    if vectors.ndim != 2 or len(vectors) != count or vectors.shape[1] != (dim or vectors.shape[1]):
        raise EncoderUnavailable(
            f"{name}: vectors of shape {list(vectors.shape)}, expected {expected};"
            " is this an embedding model for sentences?"
        )
    if not np.isfinite(vectors).all() or vectors.shape[1] == 0:
        raise EncoderUnavailable(
            f"{name}: vectors that are empty or not finite (NaN, infinity);"
            " try without half precision, or another model"
        )
    return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; a row of zeros (no known token) points along the last axis."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] < 1e-12
    unit = np.asarray(vectors / np.where(lengths < 1e-12, 1, lengths), np.float32)
    unit[empty, -1] = 1.0
    return unit


def batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the texts ``size`` at a time."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def first_line(error: object) -> str:
    """Return an error's first line, short enough for one line of a terminal."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
