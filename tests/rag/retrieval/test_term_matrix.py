"""The words of texts by number."""

from __future__ import annotations

import numpy as np

from index.tokens import tokens
from rag import Assistant
from rag.query.question import analyse
from rag.retrieval.term_matrix import Bags, bags_of
from rag.retrieval.word_vectors import Vocabulary


def test_words_of_some_texts_are_those_of_the_whole() -> None:
    vocabulary = Vocabulary()
    bags = Bags.of([["甲", "乙"], [], ["丙", "甲", "丙"]], vocabulary)
    taken = bags.take(np.asarray([2, 1]))
    assert vocabulary.words(taken.numbers.tolist()) == ["丙", "甲", "丙"]
    assert taken.lengths.tolist() == [3, 0]


def test_the_words_of_passages_are_those_of_their_texts(assistant: Assistant) -> None:
    words = assistant.pipeline.retriever.words
    question = analyse("公租房租金怎么收？")
    windows = [c.window for c in assistant.pipeline.retriever.candidates(question).candidates]
    bags = bags_of(windows, assistant.snapshot, words.vocabulary)
    ends = np.cumsum(bags.lengths).tolist()
    for window, start, end in zip(windows, [0, *ends], ends, strict=False):
        row = window.clause.row
        texts = [*([" ".join(row.header)] if row else []), window.text]
        found = words.vocabulary.words(bags.numbers[start:end].tolist())
        assert sorted(found) == sorted(word for text in texts for word in tokens(text))
