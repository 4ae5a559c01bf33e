"""Rankers: from feature rows to one score a passage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.features import FEATURES

__all__ = ["LinearRanker", "Ranker", "load_ranker"]

Rows = NDArray[np.float32]


class Ranker(Protocol):
    """Scores passages of one question; higher is better."""

    def score(self, rows: Rows) -> Rows:
        """Return float32 [n] for feature rows float32 [n, len(FEATURES)]."""
        ...


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """A weighted sum of features."""

    weights: Mapping[str, float]

    def score(self, rows: Rows) -> Rows:
        """Return float32 [n]: each row's weighted sum."""
        vector = np.asarray([self.weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
        scores: Rows = rows @ vector
        return scores


def load_ranker() -> Ranker:
    """Return the ranker that travels with the project."""
    text = files("rag").joinpath("ranker.json").read_text(encoding="utf-8")
    return LinearRanker(json.loads(text)["weights"])
