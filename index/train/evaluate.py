"""How well vectors or scores find the right rows: recall, reciprocal rank, nDCG."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["DEPTHS", "bilingual_share", "ranking_metrics", "top_rows"]

DEPTHS = (1, 5, 10, 50, 100)


def top_rows(scores: NDArray[np.float32], depth: int) -> NDArray[np.int64]:
    """Return the ``depth`` best columns of every row, best first; ties by lower column."""
    depth = min(depth, scores.shape[1])
    part = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
    part.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1, kind="stable")
    return np.take_along_axis(part, order, axis=1)


def ranking_metrics(
    ranked: Sequence[Sequence[int]], relevant: Sequence[Sequence[Sequence[int]]]
) -> dict[str, float]:
    """Return the mean R@1/5/10/50/100, MRR@10 and nDCG@10 over all questions.

    :param ranked: for every question its article ids, best first.
    :param relevant: for every question its entries; an entry is found when any of its ids is.
    """
    rows = [_question_metrics(list(r), g) for r, g in zip(ranked, relevant, strict=True)]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _question_metrics(ranked: Sequence[int], relevant: Sequence[Sequence[int]]) -> dict[str, float]:
    place = {article: rank for rank, article in reversed(list(enumerate(ranked, start=1)))}
    ranks = [min((place.get(i, math.inf) for i in entry), default=math.inf) for entry in relevant]
    found = {f"R@{depth}": sum(r <= depth for r in ranks) / len(ranks) for depth in DEPTHS}
    first = min(ranks)
    gain = sum(1 / math.log2(r + 1) for r in ranks if r <= 10)
    ideal = sum(1 / math.log2(r + 1) for r in range(1, min(len(ranks), 10) + 1))
    return found | {"MRR@10": 1 / first if first <= 10 else 0.0, "nDCG@10": gain / ideal}


def bilingual_share(
    english: NDArray[np.float32], chinese: NDArray[np.float32], *, depth: int = 10
) -> float:
    """Return the share of English rows whose own Chinese row is within the ``depth`` best.

    Row ``i`` of ``english`` belongs to row ``i`` of ``chinese``, which may hold more rows.
    """
    scores = english @ chinese.T
    own = scores[np.arange(len(english)), np.arange(len(english))]
    better = (scores > own[:, None]).sum(axis=1)
    return float((better < depth).mean())
