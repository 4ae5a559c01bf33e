"""Vectors of texts that were encoded recently, kept because the same passages come up again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoders.encoder import Encoder
from index.encoders.vectors import Vectors
from index.recent_cache import RecentCache

__all__ = ["RecentVectors"]

_KEPT = 8192  # texts; 8 MB at 256 dimensions


class RecentVectors:
    """An encoder's vectors of texts, each text encoded once while it is remembered.

    Most questions are asked of few documents, so that the sentences compared with a question were
    mostly compared with an earlier one too. Safe in threads.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: RecentCache[str, Vectors] = RecentCache(_KEPT)

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], as the encoder's ``encode_documents`` does."""
        if not texts:
            return np.zeros((0, self._encoder.dim), np.float32)
        found = self._kept.get_many(texts)
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            encoded = dict(zip(new, self._encoder.encode_documents(new), strict=True))
            self._kept.put_many(encoded)
            found.update(encoded)
        return np.stack([found[text] for text in texts])
