"""The words of texts by number."""

from __future__ import annotations

import numpy as np

from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import Vocabulary


def test_words_of_some_texts_are_those_of_the_whole() -> None:
    vocabulary = Vocabulary()
    bags = Bags.of([["甲", "乙"], [], ["丙", "甲", "丙"]], vocabulary)
    taken = bags.take(np.asarray([2, 1]))
    assert vocabulary.words(taken.numbers.tolist()) == ["丙", "甲", "丙"]
    assert taken.lengths.tolist() == [3, 0]
