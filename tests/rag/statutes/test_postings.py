from __future__ import annotations

import math

import numpy as np

from rag.statutes.postings import bags_of, postings_of, segment_max, segment_sum

TEXTS = [["狗", "绳", "狗"], [], ["水", "费"], ["狗", "证", "外"]]
WORDS = {"狗": 0, "绳": 1, "水": 2, "费": 3, "证": 4}


def test_a_bag_counts_each_word_once_and_keeps_the_length() -> None:
    bags = bags_of(TEXTS, WORDS)
    assert bags.starts.tolist() == [0, 2, 2, 4, 6]
    assert bags.ids.tolist() == [0, 1, 2, 3, 0, 4]
    assert bags.counts.tolist() == [2, 1, 1, 1, 1, 1]
    assert bags.lengths.tolist() == [3, 0, 2, 3]


def test_texts_are_taken_in_the_order_asked_for() -> None:
    taken = bags_of(TEXTS, WORDS).take(np.array([3, 1, 0]))
    assert taken.starts.tolist() == [0, 2, 2, 4]
    assert taken.ids.tolist() == [0, 4, 0, 1]
    assert taken.lengths.tolist() == [3, 0, 3]


def test_scores_are_bm25_times_the_weight() -> None:
    postings = postings_of(bags_of(TEXTS, WORDS), len(WORDS))
    scores = postings.scores(np.array([0]), np.array([2.0], np.float32))
    idf = math.log1p((4 - 2 + 0.5) / (2 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 3 / 2)
    np.testing.assert_allclose(scores[0], 2 * idf * 2 * 2.2 / (2 + norm), rtol=1e-5)
    assert scores[0] > scores[3] > 0
    assert scores[1] == scores[2] == 0


def test_segments_may_be_empty() -> None:
    starts = np.array([0, 0, 2, 3, 3])
    values = np.array([[1, 5, 2], [7, 1, 3]], np.float32)
    assert segment_max(values, starts).tolist() == [[0, 5, 2, 0], [0, 7, 3, 0]]
    assert segment_sum(values[0], starts).tolist() == [0, 6, 2, 0]
    assert segment_max(np.zeros((2, 0), np.float32), np.array([0, 0])).tolist() == [[0], [0]]
