from __future__ import annotations

import numpy as np
import pytest

from index.train.evaluate import bilingual_share, ranking_metrics, top_rows


def test_best_columns_come_first_and_ties_by_column() -> None:
    scores = np.array([[0.1, 0.9, 0.5, 0.9], [1.0, 0.0, 0.0, 0.0]], np.float32)
    assert top_rows(scores, 3).tolist() == [[1, 3, 2], [0, 1, 2]]


def test_an_entry_is_found_when_any_of_its_equivalents_is() -> None:
    figures = ranking_metrics([[7, 3, 9]], [[[3, 4], [5]]])
    assert figures["R@1"] == 0
    assert figures["R@5"] == pytest.approx(0.5)
    assert figures["MRR@10"] == pytest.approx(0.5)


def test_ndcg_of_two_entries_at_ranks_one_and_three() -> None:
    figures = ranking_metrics([[1, 8, 2]], [[[1], [2]]])
    assert figures["nDCG@10"] == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))


def test_nothing_found_scores_nothing() -> None:
    assert set(ranking_metrics([[1, 2]], [[[3]]]).values()) == {0.0}


def test_bilingual_share_counts_rows_within_the_depth() -> None:
    chinese = np.eye(4, dtype=np.float32)
    english = chinese[[0, 1]] * 1.0
    english[1] = chinese[3]
    assert bilingual_share(english, chinese, depth=1) == pytest.approx(0.5)
    assert bilingual_share(english, chinese, depth=4) == pytest.approx(1.0)
