"""Rankers: from feature rows to one score a passage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.ranking.features import FEATURES
from rag.ranking.second_stage_features import LEADING_FEATURES
from rag.retrieval.search_budget import Scale

__all__ = ["ALL_FEATURES", "LEADING", "LinearRanker", "Ranker", "load_ranker", "ordered"]

Rows = NDArray[np.float32]

ALL_FEATURES: tuple[str, ...] = (*FEATURES, *LEADING_FEATURES)
# Passages that lead by the first look and are looked at again: most of what a small Store offers.
# Cross-validated, 24 to 60 find the same, and a little more than 16 do.
LEADING = 24


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
