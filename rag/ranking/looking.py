"""Passages as the ranker sees them: all of them, and those that lead again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.ranking.features import Candidate, feature_rows
from rag.ranking.linear_ranker import ALL_FEATURES, Ranker, ordered
from rag.ranking.second_stage_features import LEADING_FEATURES, leading_rows
from rag.retrieval.query_terms import QuestionTerms
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = ["Look", "looked_at"]


@dataclass(frozen=True, slots=True)
class Look:
    """Passages as the ranker sees them.

    :param rows: float32 [passages, len(FEATURES)].
    :param leading: places of those that lead; ``more``: float32 [leading, len(LEADING_FEATURES)].
    :param order: places of all, best first; ``scores``: float32 [passages].
    """

    rows: NDArray[np.float32]
    leading: NDArray[np.intp]
    more: NDArray[np.float32]
    order: Sequence[int]
    scores: NDArray[np.float32]

    def figures(self, place: int, names: Sequence[str]) -> dict[str, float]:
        """Return some of a passage's figures, those that only leading ones have as 0.

        :param names: of ``ALL_FEATURES``.
        """
        found = np.flatnonzero(self.leading == place)
        more = self.more[found[0]] if len(found) else np.zeros(len(LEADING_FEATURES), np.float32)
        row = np.concatenate((self.rows[place], more))
        return dict(zip(names, row[_columns(tuple(names))].tolist(), strict=True))


def looked_at(
    terms: QuestionTerms,
    candidates: Sequence[Candidate],
    bags: Bags,
    vectors: WordVectors,
    regions: Collection[str],
    ranker: Ranker,
    leading_count: int,
) -> Look:
    """Rank passages: all of them, and those that lead again with what takes longer.

    :param bags: the passages' words.
    :param regions: of the Store's Documents.
    :param leading_count: how many are looked at again.
    """
    rows = feature_rows(terms, candidates, bags, vectors)
    first = ranker.score(rows)
    leading = np.argsort(-first, kind="stable")[:leading_count]
    chosen = [candidates[place] for place in leading]
    more = leading_rows(terms, chosen, bags.take(leading), vectors, regions)
    again = np.concatenate((rows[leading], more), axis=1)
    order, scores = ordered(first, leading, ranker.score_leading(again))
    return Look(rows, leading, more, order, scores)


@lru_cache(maxsize=8)
def _columns(names: tuple[str, ...]) -> NDArray[np.intp]:
    return np.asarray([ALL_FEATURES.index(name) for name in names], np.intp)
