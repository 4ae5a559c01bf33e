"""Passages as the ranker sees them: all of them, and those that lead again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.bags import Bags
from rag.features import FEATURES, Candidate, feature_rows
from rag.leading import LEADING_FEATURES, leading_rows
from rag.ranking import Ranker, ordered
from rag.terms import QuestionTerms
from rag.wordvectors import WordVectors

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

    def figures(self, place: int) -> dict[str, float]:
        """Return a passage's figures by name, those that only leading ones have as 0."""
        row = dict(zip(FEATURES, map(float, self.rows[place]), strict=True))
        found = np.flatnonzero(self.leading == place)
        more = self.more[found[0]] if len(found) else np.zeros(len(LEADING_FEATURES))
        return {**row, **dict(zip(LEADING_FEATURES, map(float, more), strict=True))}


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
