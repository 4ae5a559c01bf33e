"""Words of many texts in flat arrays: who holds a word, what a text holds, and BM25 over both.

BM25 as in Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework", with
k1 = 1.2 and b = 0.75, and idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bags", "Postings", "bags_of", "postings_of", "segment_max", "segment_sum", "spans"]

Ids = NDArray[np.int64]
Values = NDArray[np.float32]

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Bags:
    """The different words of every text: text ``i`` holds ``ids[starts[i]:starts[i + 1]]``.

    :param counts: how often each stands there.
    :param lengths: all words of each text, repeats included.
    """

    starts: Ids
    ids: Ids
    counts: Values
    lengths: Values

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.starts) - 1

    def take(self, rows: Ids) -> Bags:
        """Return the texts asked for, in that order."""
        places, starts = spans(self.starts, rows)
        return Bags(starts, self.ids[places], self.counts[places], self.lengths[rows])


@dataclass(frozen=True, slots=True)
class Postings:
    """The texts that hold each word, with the word's BM25 there.

    :param idf: of every word of the vocabulary.
    """

    starts: Ids
    rows: Ids
    impacts: Values
    idf: Values
    size: int

    def scores(self, words: Ids, weights: Values) -> Values:
        """Return float32 [texts]: the sum of the words' BM25, each times its weight."""
        found = np.zeros(self.size, np.float32)
        for word, weight in zip(words.tolist(), weights.tolist(), strict=True):
            here = slice(self.starts[word], self.starts[word + 1])
            found[self.rows[here]] += self.impacts[here] * np.float32(weight)
        return found


def bags_of(texts: Sequence[Sequence[str]], words: Mapping[str, int]) -> Bags:
    """Count the words of texts; words outside the vocabulary are left out."""
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    flat = np.fromiter((words.get(w, -1) for text in texts for w in text), np.int64, lengths.sum())
    owner = np.repeat(np.arange(len(texts)), lengths)[flat >= 0]
    return _counted(owner, flat[flat >= 0], max(len(words), 1), lengths)


def _counted(owner: Ids, ids: Ids, size: int, lengths: Ids) -> Bags:
    keys, counts = np.unique(owner * size + ids, return_counts=True)
    starts = np.searchsorted(keys, np.arange(len(lengths) + 1) * size)
    return Bags(starts, keys % size, counts.astype(np.float32), lengths.astype(np.float32))


def postings_of(bags: Bags, size: int) -> Postings:
    """Turn texts around: from each of ``size`` words to the texts that hold it."""
    total = len(bags)
    owner = np.repeat(np.arange(total), np.diff(bags.starts))
    order = np.argsort(bags.ids, kind="stable")
    frequency = np.bincount(bags.ids, minlength=size)
    idf = np.log1p((total - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    average = max(float(bags.lengths.mean()), 1.0) if total else 1.0
    norm = K1 * (1 - B + B * bags.lengths / average)
    impacts = idf[bags.ids] * bags.counts * (K1 + 1) / (bags.counts + norm[owner])
    starts = np.concatenate(([0], np.cumsum(frequency)))
    return Postings(starts, owner[order], impacts[order].astype(np.float32), idf, total)


def spans(starts: Ids, rows: Ids) -> tuple[Ids, Ids]:
    """Return the places of the segments asked for, one after the other, and where each begins."""
    sizes = np.diff(starts)[rows]
    begins = np.concatenate(([0], np.cumsum(sizes)))
    return np.arange(begins[-1]) + np.repeat(starts[rows] - begins[:-1], sizes), begins


def segment_max(values: Values, starts: Ids) -> Values:
    """Return float32 [rows, segments]: the greatest of each segment of columns, 0 when empty.

    :param values: [rows, columns]
    :param starts: where each segment begins, and the end of the last.
    """
    found = np.zeros((len(values), len(starts) - 1), np.float32)
    full = np.diff(starts) > 0
    if full.any():
        found[:, full] = np.maximum.reduceat(values, starts[:-1][full], axis=1)
    return found


def segment_sum(values: Values, starts: Ids) -> Values:
    """Return float32 [segments]: the sum of each segment, 0 when empty."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))[starts]
    return np.diff(total).astype(np.float32)
