"""Words by number: those of the Store, and any others as they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Vocabulary", "WordNumbers"]

WordNumbers = NDArray[np.int64]


class _Stored(Protocol):
    """What knows the Store's words: a Snapshot."""

    @property
    def vocabulary_ids(self) -> Mapping[str, int]:
        """Return the number of every word, counted from 0."""
        ...


class Vocabulary:
    """Numbers of words: the Store's own, and after those any that it does not know.

    Numbers only grow, so that what one question learned of a word serves the next. Words of
    documents are given numbers; what users type is not, or they would never end. Safe in threads.
    """

    def __init__(self, stored: _Stored | None = None) -> None:
        """Begin with the words of ``stored``, which are not read before they are needed."""
        self._snapshot = stored
        self._others: dict[str, int] = {}
        self._named: list[str] = []
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many words have numbers."""
        return len(self._stored) + len(self._named)

    def numbers(self, words: Sequence[str]) -> WordNumbers:
        """Return the number of each word; one that is new gets the next."""
        stored = self._stored
        found = [stored.get(word, -1) for word in words]
        return np.asarray(found, np.int64) if -1 not in found else self._with_new(words)

    def known(self, words: Sequence[str]) -> WordNumbers:
        """Return the number of each word, -1 for those that have none."""
        stored, others = self._stored, self._others
        found = [stored.get(word, others.get(word, -1)) for word in words]
        return np.asarray(found, np.int64)

    def words(self, numbers: Iterable[int]) -> list[str]:
        """Return the words of numbers."""
        names, named, most = self._names, self._named, len(self._stored)
        return [names[n] if n < most else named[n - most] for n in numbers]

    def stored_words(self) -> Sequence[str]:
        """Return the Store's own words, by number."""
        return self._names

    def _with_new(self, words: Sequence[str]) -> WordNumbers:
        with self._lock:
            return np.asarray([self._number(word) for word in words], np.int64)

    def _number(self, word: str) -> int:
        found = self._stored.get(word, self._others.get(word))
        if found is None:
            found = self._others[word] = len(self)
            self._named.append(word)
        return found

    @cached_property
    def _stored(self) -> Mapping[str, int]:
        return {} if self._snapshot is None else self._snapshot.vocabulary_ids

    @cached_property
    def _names(self) -> list[str]:
        return list(self._stored)
