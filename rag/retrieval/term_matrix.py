"""The words of passages, counted all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind
from index.engine import SearchView
from index.model import StoredClause
from index.searchfiles.token_index import TokenIds
from index.tokens import tokens
from rag.passages.windows import Window
from rag.retrieval.word_vectors import Vocabulary, WordNumbers

__all__ = ["Bags", "bags_of"]


@dataclass(frozen=True, slots=True)
class Bags:
    """Some texts' words, by their numbers in a ``Vocabulary``.

    :param numbers: int64, those of the first text, then of the next.
    :param lengths: int64 [texts], the words of each text.
    """

    numbers: WordNumbers
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Bags:
        """Give numbers to the words of texts that have been cut."""
        words = list(chain.from_iterable(texts))
        lengths = np.asarray([len(text) for text in texts], np.int64)
        return cls(vocabulary.numbers(words), lengths)

    def take(self, places: NDArray[np.intp]) -> Bags:
        """Return the words of some of the texts, by their places."""
        lengths = self.lengths[places]
        before = np.cumsum(lengths) - lengths
        starts = (np.cumsum(self.lengths) - self.lengths)[places]
        flat = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        return Bags(self.numbers[flat], lengths)

    def counts(self, numbers: WordNumbers) -> NDArray[np.float64]:
        """Return float64 [texts, words]: how often each word stands in each text."""
        there = (self.numbers[:, None] == numbers).astype(np.int64)
        return self._of_texts(np.add, there)

    def highest(self, values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return float64 [texts, columns]: the highest value of a text's words, 0 without words.

        :param values: [words, columns], a row for each of ``numbers``.
        """
        return self._of_texts(np.maximum, values)

    def _of_texts(self, function: np.ufunc, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Bring a row for every word down to a row for every text."""
        found = np.zeros((len(self.lengths), rows.shape[1]))
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            firsts = (np.cumsum(self.lengths) - self.lengths)[filled]
            found[filled] = function.reduceat(rows, firsts, axis=0)
        return found


def bags_of(windows: Sequence[Window], snapshot: SearchView, vocabulary: Vocabulary) -> Bags:
    """Return the words of passages; whole clauses' come from the Store, which has cut them."""
    whole = {c.key for w in windows if w.whole for c in w.clauses if _is_stored(c)}
    stored = whole if snapshot.vocabulary else set()
    cut = dict(zip(stored, snapshot.token_ids(stored), strict=True))
    parts = [_numbers(window, cut, vocabulary) for window in windows]
    lengths = np.asarray([sum(map(len, of)) for of in parts], np.int64)
    flat = np.concatenate([np.empty(0, np.int64), *chain.from_iterable(parts)])
    return Bags(flat, lengths)


def _is_stored(clause: StoredClause) -> bool:
    # A heading's own number is not searched, so the Store has not kept its words.
    return clause.kind is not ClauseKind.HEADING


def _numbers(
    window: Window, cut: Mapping[int, TokenIds], vocabulary: Vocabulary
) -> list[NDArray[Any]]:
    """Return the numbers of a passage's words; a table row's after those of its columns."""
    row = window.clause.row
    header = () if row is None else _cut(" ".join(row.beside(window.clause.text)))
    parts: list[NDArray[Any]] = [vocabulary.numbers(header)] if header else []
    if not window.whole:
        return [*parts, vocabulary.numbers(_cut(window.text))]
    for clause in window.clauses:
        found = cut.get(clause.key)
        parts.append(vocabulary.numbers(_cut(clause.text)) if found is None else found)
    return parts


# A small Store's long clauses come again with every other question.
@lru_cache(maxsize=2048)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(map(intern, tokens(text)))
