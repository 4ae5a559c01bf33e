"""The words of passages, counted all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind
from index import Snapshot
from index.forward import Numbers
from index.model import StoredClause
from index.tokens import tokens
from rag.passages import Window

__all__ = ["Bags", "bags_of"]


@dataclass(frozen=True, slots=True)
class Bags:
    """Some texts' words.

    :param words: every word that stands in any of them, once.
    :param numbers: int64, places in ``words``: those of the first text, then of the next.
    :param lengths: int64 [texts], the words of each text.
    """

    words: Sequence[str]
    numbers: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Bags:
        """Give numbers to the words of texts that have been cut."""
        places: dict[str, int] = {}
        numbers = [places.setdefault(word, len(places)) for text in texts for word in text]
        lengths = np.asarray([len(text) for text in texts], np.int64)
        return cls(list(places), np.asarray(numbers, np.int64), lengths)

    def take(self, places: NDArray[np.intp]) -> Bags:
        """Return the words of some of the texts, by their places."""
        lengths = self.lengths[places]
        before = np.cumsum(lengths) - lengths
        starts = (np.cumsum(self.lengths) - self.lengths)[places]
        flat = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        unique, numbers = np.unique(self.numbers[flat], return_inverse=True)
        return Bags([self.words[n] for n in unique.tolist()], numbers, lengths)

    def counts(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return float64 [texts, words]: how often each word stands in each text."""
        places = {word: place for place, word in enumerate(self.words)}
        wanted = np.asarray([places.get(word, -1) for word in words], np.int64)
        return self._of_texts(np.add, self.numbers[:, None] == wanted)

    def highest(self, values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return float64 [texts, columns]: the highest value of a text's words, 0 without words.

        :param values: [words, columns].
        """
        return self._of_texts(np.maximum, values[self.numbers])

    def _of_texts(self, function: np.ufunc, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Bring a row for every word down to a row for every text."""
        found = np.zeros((len(self.lengths), rows.shape[1]))
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            firsts = (np.cumsum(self.lengths) - self.lengths)[filled]
            found[filled] = function.reduceat(rows.astype(np.float64), firsts, axis=0)
        return found


def bags_of(windows: Sequence[Window], snapshot: Snapshot) -> Bags:
    """Return the words of passages; whole clauses' come from the Store, which has cut them."""
    whole = {c.key for w in windows if w.whole for c in w.clauses if _is_stored(c)}
    stored = whole if snapshot.words else set()
    cut = dict(zip(stored, snapshot.token_ids(stored), strict=True))
    numbering = _Numbering(snapshot)
    parts = [_numbers(window, cut, numbering) for window in windows]
    lengths = np.asarray([sum(map(len, of)) for of in parts], np.int64)
    flat = np.concatenate([np.empty(0, np.int64), *chain.from_iterable(parts)])
    unique, numbers = _renumbered(flat, numbering.count)
    return Bags(numbering.words(unique.tolist()), numbers, lengths)


def _renumbered(
    numbers: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers that occur, ascending, and the place of each among them.

    What ``np.unique`` does, without sorting.

    :param most: all are less.
    """
    places = np.zeros(most, np.int64)
    places[numbers] = 1
    unique = np.flatnonzero(places)
    places[unique] = np.arange(len(unique))
    return unique, places[numbers]


def _is_stored(clause: StoredClause) -> bool:
    # A heading's own number is not searched, so the Store has not kept its words.
    return clause.kind is not ClauseKind.HEADING


def _numbers(
    window: Window, cut: Mapping[int, Numbers], numbering: _Numbering
) -> list[NDArray[Any]]:
    """Return the numbers of a passage's words; a table row's after those of its columns."""
    row = window.clause.row
    parts: list[NDArray[Any]] = [] if row is None else [numbering.of(" ".join(row.header))]
    if not window.whole:
        return [*parts, numbering.of(window.text)]
    for clause in window.clauses:
        found = cut.get(clause.key)
        parts.append(numbering.of(clause.text) if found is None else found)
    return parts


class _Numbering:
    """The numbers of words: the Store's, and after those any for words that it does not know."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = snapshot.words
        self._numbers = snapshot.word_numbers
        self._others: dict[str, int] = {}
        self._named: list[str] = []

    @property
    def count(self) -> int:
        """Return how many words have numbers."""
        return len(self._words) + len(self._named)

    def of(self, text: str) -> NDArray[np.int64]:
        """Cut a text, and return the numbers of its words."""
        return np.asarray([self._number(word) for word in _cut(text)], np.int64)

    def words(self, numbers: Sequence[int]) -> list[str]:
        """Return the words of numbers."""
        words, named, most = self._words, self._named, len(self._words)
        return [words[n] if n < most else named[n - most] for n in numbers]

    def _number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._others.setdefault(word, len(self._words) + len(self._others))
            if len(self._named) < len(self._others):
                self._named.append(word)
        return found


# A small Store's long clauses come again with every other question.
@lru_cache(maxsize=2048)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(map(intern, tokens(text)))
