"""Test doubles: an encoder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["HashEncoder"]


@lru_cache(maxsize=200_000)
def _gram_vector(gram: str, dim: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(dim).astype(np.float32)


class HashEncoder:
    """A deterministic encoder: the mean of one random vector for each pair of characters.

    Texts that share words are near each other; it knows nothing else.
    """

    def __init__(self, dim: int = 64, name: str = "hash-64") -> None:
        self._dim = dim
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return self._dim

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._one(text) for text in texts]) if texts else self._none()

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_documents(texts)

    def _none(self) -> NDArray[np.float32]:
        return np.zeros((0, self._dim), np.float32)

    def _one(self, text: str) -> NDArray[np.float32]:
        padded = f" {text} "
        total = np.zeros(self._dim, np.float32)
        for i in range(len(padded) - 1):
            total += _gram_vector(padded[i : i + 2], self._dim)
        length = float(np.linalg.norm(total))
        return total / np.float32(length) if length else _gram_vector("", self._dim)
