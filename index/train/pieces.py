"""Which pieces of the vocabulary stand inside which: 劳动合同 holds 劳动, 合同 and four characters.

A word seen ten times learns little by itself. As the sum of a vector of its own and of the pieces
inside it (as fastText does with n-grams: Bojanowski et al. 2017) it starts where its characters
already stand. The sum is taken once, at the end: the model that is written is one plain table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from index.train.ragged import Ragged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["inner_pieces"]

_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")


def inner_pieces(tokenizer: Tokenizer) -> Ragged:
    """Return for every token, in the order of ids, the tokens inside it.

    Chinese words hold their characters and shorter words, each as often as it stands there; all
    other tokens hold none.
    """
    ids = tokenizer.get_vocab()
    inner = [_inside(piece, ids) for piece in sorted(ids, key=ids.__getitem__)]
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in inner]))).astype(np.int64)
    return Ragged(np.array([i for row in inner for i in row], np.int32), offsets)


def _inside(piece: str, ids: Mapping[str, int]) -> list[int]:
    if not _CHINESE.fullmatch(piece):
        return []
    size = len(piece)
    spans = ((start, end) for start in range(size) for end in range(start + 1, size + 1))
    parts = (piece[start:end] for start, end in spans if end - start < size)
    return [ids[part] for part in parts if part in ids]
