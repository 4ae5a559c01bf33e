"""Rank passages by weighted sums of features: all of them, then those that lead once more."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.ranking.features import FEATURES, feature_rows
from rag.ranking.second_stage_features import LEADING_FEATURES, leading_rows
from rag.retrieval.candidates import Candidate
from rag.retrieval.document_priors import TRAITS
from rag.retrieval.query_terms import QuestionTerms
from rag.retrieval.search_budget import Scale
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = [
    "ALL_FEATURES",
    "EXPLAINED",
    "LEADING",
    "LinearRanker",
    "Ranker",
    "Ranking",
    "load_ranker",
    "ordered",
    "rank",
]

Rows = NDArray[np.float32]

ALL_FEATURES: tuple[str, ...] = (*FEATURES, *LEADING_FEATURES)
# Passages that lead by the first look and are looked at again: most of what a small Store offers.
# Cross-validated, 24 to 60 find the same, and a little more than 16 do.
LEADING = 24

# Features a hit carries, for `search --explain` and for the confidence.
EXPLAINED = (
    "fused", "lexical", "dense", "window_dense", "best_sentence", "coverage", "coverage_residual",
    "coverage_context", "soft", "soft_residual", "hardest", "hardest_two", "bm25", "kind_match",
    "exact_number", "exact_title", "exact_address", "document_score", "chosen", *TRAITS,
    *LEADING_FEATURES,
)  # fmt: skip


class Ranker(Protocol):
    """Scores passages of one question, all of them first and then those that lead again."""

    def score(self, rows: Rows) -> Rows:
        """Return float32 [n], higher is better, for float32 [n, len(FEATURES)]."""
        ...

    def score_leading(self, rows: Rows) -> Rows:
        """Return float32 [n], higher is better, for float32 [n, len(ALL_FEATURES)]."""
        ...


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """Weighted sums of features.

    :param weights: of ``FEATURES``; ``leading``: of ``ALL_FEATURES``.
    """

    weights: Mapping[str, float]
    leading: Mapping[str, float]

    def score(self, rows: Rows) -> Rows:
        """Return float32 [n]: each row's weighted sum."""
        return _weighed(rows, self.weights, FEATURES)

    def score_leading(self, rows: Rows) -> Rows:
        """Return float32 [n]: each row's weighted sum."""
        return _weighed(rows, self.leading, ALL_FEATURES)


def _weighed(rows: Rows, weights: Mapping[str, float], names: Sequence[str]) -> Rows:
    scores: Rows = rows @ np.asarray([weights.get(name, 0.0) for name in names], np.float32)
    return scores


def ordered(first: Rows, leading: NDArray[np.intp], second: Rows) -> tuple[list[int], Rows]:
    """Return the order of all passages, best first, and their scores in one scale.

    :param first: float32 [n], the first look.
    :param leading: places of those looked at again; ``second``: their new scores. The others
        follow them, in the order of the first look.
    """
    scores = first.copy()
    scores[leading] = second
    others = np.setdiff1d(np.arange(len(first)), leading)
    if len(others) and len(leading):
        scores[others] += second.min() - first[others].max()
    again = leading[np.argsort(-second, kind="stable")]
    rest = others[np.argsort(-first[others], kind="stable")]
    return [int(place) for place in (*again, *rest)], scores


@cache
def load_ranker(scale: Scale) -> LinearRanker:
    """Return the ranker that travels with the project, as fitted for Stores of that scale."""
    text = files("rag.ranking").joinpath("linear_ranker.json").read_text(encoding="utf-8")
    content = json.loads(text)[scale]
    return LinearRanker(content["weights"], content["leading"])


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages in the ranker's order, with the figures it rests on.

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


def rank(
    terms: QuestionTerms,
    candidates: Sequence[Candidate],
    bags: Bags,
    vectors: WordVectors,
    regions: Collection[str],
    ranker: Ranker,
    leading_count: int,
) -> Ranking:
    """Rank passages: all of them, and those that lead again with what takes longer.

    :param bags: the passages' words.
    :param regions: those of the Store that the question names.
    :param leading_count: how many are looked at again.
    """
    rows = feature_rows(terms, candidates, bags, vectors)
    first = ranker.score(rows)
    leading = np.argsort(-first, kind="stable")[:leading_count]
    chosen = [candidates[place] for place in leading]
    more = leading_rows(terms, chosen, bags.take(leading), vectors, regions)
    again = np.concatenate((rows[leading], more), axis=1)
    order, scores = ordered(first, leading, ranker.score_leading(again))
    return Ranking(rows, leading, more, order, scores)


@lru_cache(maxsize=8)
def _columns(names: tuple[str, ...]) -> NDArray[np.intp]:
    return np.asarray([ALL_FEATURES.index(name) for name in names], np.intp)
