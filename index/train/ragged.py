"""Token ids of many texts in two flat arrays, so that a batch is gathered without Python loops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Ragged", "tokenize"]

_TEXTS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different length: row ``i`` is ``ids[offsets[i]:offsets[i + 1]]``."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.offsets) - 1

    def lengths(self) -> NDArray[np.int64]:
        """Return the length of every row."""
        return np.diff(self.offsets)

    def take(self, rows: NDArray[np.int64]) -> Ragged:
        """Return the rows asked for, in that order; a row may be asked for more than once."""
        starts, lengths = self.offsets[rows], np.diff(self.offsets)[rows]
        offsets = _offsets(lengths)
        shift = np.repeat(starts - offsets[:-1], lengths)
        return Ragged(self.ids[np.arange(offsets[-1]) + shift], offsets)

    def keep(self, kept: NDArray[np.bool_]) -> Ragged:
        """Return the rows without the tokens whose flag is false."""
        counts = np.concatenate(([0], np.cumsum(kept)))[self.offsets]
        return Ragged(self.ids[kept], counts.astype(np.int64))

    @staticmethod
    def join(parts: Iterable[Ragged]) -> Ragged:
        """Put the rows of several tables one after the other."""
        tables = list(parts)
        lengths = np.concatenate([np.zeros(0, np.int64), *(t.lengths() for t in tables)])
        ids = np.concatenate([np.zeros(0, np.int32), *(t.ids for t in tables)])
        return Ragged(ids, _offsets(lengths))


def tokenize(tokenizer: Tokenizer, texts: Iterable[str]) -> Ragged:
    """Cut normalised texts into token ids; unknown pieces (id 0) are left out."""
    return Ragged.join(_tokenized_parts(tokenizer, texts))


def _tokenized_parts(tokenizer: Tokenizer, texts: Iterable[str]) -> Iterator[Ragged]:
    stream = iter(texts)
    while part := list(islice(stream, _TEXTS_AT_ONCE)):
        encodings = tokenizer.encode_batch_fast(part, add_special_tokens=False)
        rows = [np.asarray(encoding.ids, np.int32) for encoding in encodings]
        flat = np.concatenate(rows) if rows else np.zeros(0, np.int32)
        table = Ragged(flat, _offsets(np.array([len(row) for row in rows], np.int64)))
        yield table.keep(table.ids != 0)


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
