"""A forward index: the token ids of every clause, so that a ranker cuts no text again.

A segment is four files: the vocabulary, one token a line, whose line is its id; the token ids of
all clauses, clause after clause; where each clause begins among them; and the clauses' keys.
They lie in the generation's folder beside the other search files, are checked against their hashes
like those, and are mapped into memory, so that only what is asked for is read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.searchfiles.analysis import ClauseFields
from index.searchfiles.generations import token_files, unusable

__all__ = ["TokenIds", "TokenIndex", "TokenIndexWriter", "is_gapless"]

TokenIds = NDArray[np.uint32]


class TokenIndexWriter:
    """Collects the words of clauses, in the order of their keys, and writes them as a segment."""

    def __init__(self) -> None:
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._numbers = array("I")
        self._starts = array("q", [0])
        self._keys = array("q")

    def start_from(self, folder: Path, segment: str) -> None:
        """Begin with what a segment holds whose files have been checked."""
        before = _Segment(folder, segment)
        for word in before.words:
            self._words[word]  # gives it the next number
        self._numbers.frombytes(before.numbers.tobytes())
        self._starts = array("q", before.starts.tolist())
        self._keys.frombytes(before.keys.tobytes())

    def add(self, clauses: Iterable[ClauseFields]) -> None:
        """Add clauses' own words; those of their headings and titles are not kept."""
        for clause in clauses:
            self._numbers.extend(map(self._words.__getitem__, clause.text.split()))
            self._starts.append(len(self._numbers))
            self._keys.append(clause.key)

    @property
    def count(self) -> int:
        """Return how many clauses there are."""
        return len(self._keys)

    def write(self, folder: Path, segment: str) -> None:
        """Write the segment."""
        words, numbers, starts, keys = (folder / name for name in token_files(segment))
        words.write_text("\n".join(self._words), encoding="utf-8", newline="\n")
        _save(numbers, np.asarray(self._numbers, np.uint32))
        _save(starts, np.asarray(self._starts, np.int64))
        _save(keys, np.asarray(self._keys, np.int64))


def _save(path: Path, values: NDArray[Any]) -> None:
    np.save(path, values, allow_pickle=False)


class _Segment:
    """One segment, opened. Its files have been checked."""

    def __init__(self, folder: Path, segment: str) -> None:
        words, numbers, starts, keys = (folder / name for name in token_files(segment))
        try:
            listed = words.read_text(encoding="utf-8")
            self.numbers: TokenIds = _mapped(numbers)
            self.starts = _mapped(starts)
            self.keys = _mapped(keys)
        except (OSError, ValueError) as error:
            raise unusable(numbers) from error
        self.words = listed.split("\n") if listed else []
        if len(self.starts) != len(self.keys) + 1 or self.starts[-1] != len(self.numbers):
            raise unusable(numbers)
        # Until documents are removed there is no gap between keys, and no need to search them.
        self._first = int(self.keys[0]) if len(self.keys) else 0
        self._gapless = is_gapless(self.keys)

    def rows(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each clause here, -1 for those that are not."""
        count = len(self.keys)
        if not count:
            return np.full(len(keys), -1)
        if self._gapless:
            rows = keys - self._first
            return np.where((rows >= 0) & (rows < count), rows, -1)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[rows] == keys, rows, -1)


def _mapped(path: Path) -> NDArray[Any]:
    # As a plain array, of which a slice is cheaper.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


class TokenIndex:
    """The token ids of the clauses of one generation.

    :ivar vocabulary: every token, by its id.
    :ivar vocabulary_ids: the id of every token.
    """

    def __init__(self, folder: Path, segments: Sequence[str]) -> None:
        """Open segments whose files have been checked.

        :raises StoreCorrupt: one cannot be read.
        """
        self.vocabulary_ids: dict[str, int] = {}
        self._segments = [_Segment(folder, name) for name in segments]
        # Each segment has ids of its own; here they are mapped to common ones.
        self._places = [self._common_ids(segment.words) for segment in self._segments]
        self.vocabulary = list(self.vocabulary_ids)

    def _common_ids(self, words: Sequence[str]) -> TokenIds:
        ids = self.vocabulary_ids
        return np.fromiter((ids.setdefault(w, len(ids)) for w in words), np.uint32)

    @property
    def count(self) -> int:
        """Return how many clauses there are, removed ones included."""
        return sum(len(segment.keys) for segment in self._segments)

    def token_counts(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: how many tokens each clause has.

        :raises KeyError: a clause is not here.
        """
        return self._lengths(keys, [segment.rows(keys) for segment in self._segments])

    def _lengths(
        self, keys: NDArray[np.int64], rows: Sequence[NDArray[np.int64]]
    ) -> NDArray[np.int64]:
        """Return how many tokens each clause has.

        :param rows: of each segment, what its ``rows`` says of the keys.
        """
        lengths = np.full(len(keys), -1)
        for segment, of in zip(self._segments, rows, strict=True):
            here = of >= 0
            there = of[here]
            lengths[here] = segment.starts[there + 1] - segment.starts[there]
        if len(missing := keys[lengths < 0]):
            raise KeyError(int(missing[0]))
        return lengths

    def joined_token_ids(self, keys: Iterable[int]) -> tuple[TokenIds, NDArray[np.int64]]:
        """Return the token ids of all clauses one after the other, and how many each has.

        :return: uint32 [tokens] and int64 [clauses].
        :raises KeyError: a clause is not here.
        """
        wanted = np.fromiter(keys, np.int64)
        rows = [segment.rows(wanted) for segment in self._segments]
        lengths = self._lengths(wanted, rows)
        numbers = np.empty(int(lengths.sum()), np.uint32)
        firsts = np.cumsum(lengths) - lengths
        for segment, places, of in zip(self._segments, self._places, rows, strict=True):
            here = of >= 0
            found = segment.numbers[_runs(segment.starts[of[here]], lengths[here])]
            numbers[_runs(firsts[here], lengths[here])] = places[found]
        return numbers, lengths


def is_gapless(keys: NDArray[np.int64]) -> bool:
    """Return whether ascending keys follow one another without a gap."""
    return len(keys) > 0 and int(keys[-1]) - int(keys[0]) == len(keys) - 1


def _runs(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places from each start on, as many as its length."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
