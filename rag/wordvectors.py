"""Vectors of single words, kept for the next question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoder

__all__ = ["WordVectors", "word_vectors"]

_MOST = 200_000  # words kept; about 200 MB at 256 dimensions
_QUESTIONS = 8  # whose words' cosines are kept: those that are being answered
# Multiplications of one product of matrices from which on BLAS starts threads (OpenBLAS: 65,536
# times 4). For products as small as a question's they gain nothing, and they wait for their next
# one by turning: with both cores in use, nine tenths of a question's time.
_ALONE = 262_144


class _Cosines:
    """Words' cosines with those of one question.

    :ivar rows: each word's row of ``values``, float32 [words, question's words].
    """

    def __init__(self, count: int) -> None:
        self.rows: dict[str, int] = {}
        self.values = np.empty((0, count), np.float32)

    def add(self, words: Sequence[str], values: NDArray[np.float32]) -> None:
        """Add words that are not here."""
        first = len(self.rows)
        self.rows.update(zip(words, range(first, first + len(words)), strict=True))
        self.values = np.concatenate((self.values, values))


class WordVectors:
    """Vectors of words by an encoder that is cheap on single words. Safe in threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, int] = {}
        self._matrix = np.zeros((1024, encoder.dim), dtype=np.float32)
        self._cosines: dict[tuple[str, ...], _Cosines] = {}
        self._lock = Lock()

    def matrix(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(words), dim], each row of unit length or zero."""
        with self._lock:
            return self._of(words)

    def cosines(self, words: Sequence[str], asked: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(words), len(asked)]: the cosine of every word with every other.

        :param asked: a question's words. Whoever ranks or answers it next compares them with much
            the same words again, so they are kept for a while.
        """
        with self._lock:
            kept = self._kept(tuple(asked))
            new = [word for word in dict.fromkeys(words) if word not in kept.rows]
            if new:
                kept.add(new, _product(self._of(new), self._of(asked).T))
            return kept.values[[kept.rows[word] for word in words]]

    def of_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dim], each row of unit length or zero; nothing is kept."""
        if not texts:
            return np.zeros((0, self._encoder.dim), dtype=np.float32)
        return self._encoder.encode_documents(list(texts))

    def _kept(self, asked: tuple[str, ...]) -> _Cosines:
        if asked not in self._cosines:
            if len(self._cosines) >= _QUESTIONS:
                self._cosines.pop(next(iter(self._cosines)))
            self._cosines[asked] = _Cosines(len(asked))
        return self._cosines[asked]

    def _of(self, words: Sequence[str]) -> NDArray[np.float32]:
        new = [word for word in dict.fromkeys(words) if word not in self._rows]
        if len(self._rows) + len(new) > _MOST:
            self._rows.clear()
            new = list(dict.fromkeys(words))
        self._learn(new)
        return self._matrix[[self._rows[word] for word in words]]

    def _learn(self, words: Sequence[str]) -> None:
        if not words:
            return
        first = len(self._rows)
        need = first + len(words)
        if need > len(self._matrix):
            grown = np.zeros((max(need, 2 * len(self._matrix)), self._matrix.shape[1]), np.float32)
            grown[:first] = self._matrix[:first]
            self._matrix = grown
        self._matrix[first:need] = self._encoder.encode_documents(list(words))
        self._rows.update({word: first + i for i, word in enumerate(words)})


def _product(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``rows @ columns``, in parts that are too small for BLAS to start threads."""
    found = np.empty((len(rows), columns.shape[1]), np.float32)
    step = max(1, _ALONE // max(1, columns.size))
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], columns, out=found[start : start + step])
    return found


def word_vectors(encoder: Encoder) -> WordVectors:
    """Return word vectors by the built-in encoder, which ``encoder`` may be.

    A transformer's vector of a lone word says little and costs much.
    """
    from index.encoders import BuiltinEncoder

    return WordVectors(encoder if isinstance(encoder, BuiltinEncoder) else _builtin())


@cache
def _builtin() -> Encoder:
    from index.encoders import load_encoder

    return load_encoder("builtin")
