"""Words by number, and their vectors, kept for the next question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.background import run_in_background
from index.encoders.builtin import BuiltinEncoder, Pieces
from index.encoders.encoder import Encoder
from index.encoders.recent import RecentVectors

__all__ = ["Vocabulary", "WordNumbers", "WordVectors", "word_vectors"]

WordNumbers = NDArray[np.int64]

_MOST = 200_000  # words kept; about 200 MB at 256 dimensions
_QUESTIONS = 8  # whose words' cosines are kept: those that are being answered
# Multiplications of one product of matrices from which on BLAS starts threads (OpenBLAS: 65,536
# times 4). For products as small as a question's they gain nothing, and they wait for their next
# one by turning: with both cores in use, nine tenths of a question's time.
_ALONE = 262_144
# Words of another language whose nearest are kept; how many each has at most, and their least
# cosine. Bilingual laws and dictionaries put a word and its translation near each other.
_TRANSLATED = 10_000
_EACH, _LEAST = 3, 0.45
_CHINESE = re.compile("[\u3400-\u9fff]{2,}")


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


class _Cosines:
    """Words' cosines with those of one question.

    :ivar asked: the vectors of the question's words, float32 [question's words, dim].
    :ivar rows: each word's row of ``values``, float32 [words, question's words], by its number.
    """

    def __init__(self, asked: NDArray[np.float32]) -> None:
        self.asked = asked
        self.rows = _Rows()
        self.values = np.empty((0, len(asked)), np.float32)

    def add(self, numbers: WordNumbers, values: NDArray[np.float32]) -> None:
        """Add words that are not here."""
        self.rows.add(numbers, len(self.values))
        self.values = np.concatenate((self.values, values))


class _Rows:
    """Rows of a matrix by the number of the word they belong to."""

    def __init__(self) -> None:
        self._rows = np.empty(0, np.int32)

    def of(self, numbers: WordNumbers, most: int) -> NDArray[np.int32]:
        """Return the row of each word, -1 for those that have none.

        :param most: all numbers are less.
        """
        if len(self._rows) < most:
            grown = np.full(most, -1, np.int32)
            grown[: len(self._rows)] = self._rows
            self._rows = grown
        return self._rows[numbers]

    def add(self, numbers: WordNumbers, first: int) -> None:
        """Give words the rows from ``first`` on, in their order."""
        self._rows[numbers] = np.arange(first, first + len(numbers))

    def clear(self) -> None:
        """Take all rows away."""
        self._rows.fill(-1)


class WordVectors:
    """Vectors of words by an encoder that is cheap on single words. Safe in threads."""

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary | None = None) -> None:
        """Take the encoder, and the numbers of words; without these, begin to count them."""
        self._encoder = encoder
        self._texts = RecentVectors(encoder)
        self.vocabulary = vocabulary or Vocabulary()
        self._rows = _Rows()
        self._learned = 0
        self._matrix = np.zeros((1024, encoder.dim), dtype=np.float32)
        self._cosines: dict[tuple[str, ...], _Cosines] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._lock = Lock()
        self._cutter = encoder if isinstance(encoder, BuiltinEncoder) else None
        self._pieces: Pieces | None = None
        self._prepared = False

    def prepare(self) -> None:
        """Cut all words of the Store into the model's pieces, on another thread.

        To learn a word then takes a tenth of the time. Half a second's work for 50,000 words, so
        nothing for who asks once.
        """
        if not self._prepared:
            self._prepared = True
            run_in_background(self._cut)

    def _cut(self) -> None:
        if self._cutter is not None:
            self._pieces = self._cutter.cut(self.vocabulary.stored_words())

    def cosines(self, numbers: WordNumbers, asked: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(numbers), len(asked)]: the cosine of every word with every other.

        :param numbers: of words in the vocabulary, with repeats.
        :param asked: a question's words. Whoever ranks or answers it next compares them with much
            the same words again, so they are kept for a while.
        """
        with self._lock:
            kept = self._kept(tuple(asked))
            most = len(self.vocabulary)
            rows = kept.rows.of(numbers, most)
            missing = rows < 0
            if missing.any():
                new = np.unique(numbers[missing])
                kept.add(new, _product(self._of(new, most), kept.asked.T))
                rows = kept.rows.of(numbers, most)
            return kept.values[rows]

    def nearest(self, words: Sequence[str]) -> list[str]:
        """Return the Store's Chinese words that come nearest to words of another language.

        The first call learns all words of the Store: two seconds for 50,000.
        """
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._near]
            if new:
                if len(self._near) + len(new) > _TRANSLATED:
                    self._near.clear()
                    new = list(dict.fromkeys(words))
                self._near.update(zip(new, self._nearest(new), strict=True))
            return [near for word in words for near in self._near[word]]

    def _nearest(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        names = self.vocabulary.stored_words()
        chinese = np.asarray([n for n, name in enumerate(names) if _CHINESE.fullmatch(name)], int)
        self._of(chinese, len(self.vocabulary))
        rows = self._rows.of(chinese, len(self.vocabulary))
        asked = self._encoder.encode_documents(list(words))
        for cosines in _product(self._matrix[: self._learned], asked.T)[rows].T:
            best = np.argsort(-cosines, kind="stable")[:_EACH]
            yield tuple(names[chinese[at]] for at in best if cosines[at] >= _LEAST)

    def of_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(texts), dim], each row of unit length or zero."""
        return self._texts.of(texts)

    def _kept(self, asked: tuple[str, ...]) -> _Cosines:
        if asked not in self._cosines:
            if len(self._cosines) >= _QUESTIONS:
                self._cosines.pop(next(iter(self._cosines)))
            self._cosines[asked] = _Cosines(self._of_question(asked))
        return self._cosines[asked]

    def _of_question(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of a question's words; most of them are in the vocabulary."""
        numbers = self.vocabulary.known(words)
        found = np.empty((len(words), self._matrix.shape[1]), np.float32)
        known, places = np.unique(numbers[numbers >= 0], return_inverse=True)
        found[numbers >= 0] = self._of(known, len(self.vocabulary))[places]
        others = [word for word, number in zip(words, numbers.tolist(), strict=True) if number < 0]
        if others:
            found[numbers < 0] = self._encoder.encode_documents(others)
        return found

    def _of(self, numbers: WordNumbers, most: int) -> NDArray[np.float32]:
        """Return the vectors of words, each once; those that are new are learned."""
        new = numbers[self._rows.of(numbers, most) < 0]
        if self._learned + len(new) > _MOST:
            self._rows.clear()
            self._learned, new = 0, numbers
        self._learn(new)
        return self._matrix[self._rows.of(numbers, most)]

    def _learn(self, numbers: WordNumbers) -> None:
        if not len(numbers):
            return
        first, need = self._learned, self._learned + len(numbers)
        if need > len(self._matrix):
            grown = np.zeros((max(need, 2 * len(self._matrix)), self._matrix.shape[1]), np.float32)
            grown[:first] = self._matrix[:first]
            self._matrix = grown
        self._matrix[first:need] = self._vectors_of(numbers)
        self._rows.add(numbers, first)
        self._learned = need

    def _vectors_of(self, numbers: WordNumbers) -> NDArray[np.float32]:
        pieces = self._pieces
        if pieces is None or self._cutter is None:
            return self._encoder.encode_documents(self.vocabulary.words(numbers.tolist()))
        # Ascending: first the Store's own, which have been cut.
        cut, others = np.split(numbers, [np.searchsorted(numbers, len(pieces.starts) - 1)])
        found = self._cutter.encode_cut(pieces, cut)
        if not len(others):
            return found
        words = self.vocabulary.words(others.tolist())
        return np.concatenate((found, self._encoder.encode_documents(words)))


def _product(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``rows @ columns``, in parts that are too small for BLAS to start threads."""
    found = np.empty((len(rows), columns.shape[1]), np.float32)
    step = max(1, _ALONE // max(1, columns.size))
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], columns, out=found[start : start + step])
    return found


def word_vectors(encoder: Encoder, vocabulary: Vocabulary) -> WordVectors:
    """Return word vectors by the built-in encoder, which ``encoder`` may be.

    A transformer's vector of a lone word says little and costs much.
    """
    own = encoder if isinstance(encoder, BuiltinEncoder) else _builtin()
    return WordVectors(own, vocabulary)


@cache
def _builtin() -> Encoder:
    from index.encoders.encoder import load_encoder

    return load_encoder("builtin")
