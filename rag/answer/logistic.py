"""A fitted logistic regression, as it travels with the project."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Logistic", "fitted"]


@dataclass(frozen=True, slots=True)
class Logistic:
    """The weights of a logistic regression, and the thresholds that go with them.

    :param weights: by the names of features; ``thresholds``: probabilities by their names.
    """

    bias: float
    weights: Mapping[str, float]
    thresholds: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1; a feature without a weight counts for nothing."""
        total = self.bias + sum(self.weights.get(k, 0.0) * v for k, v in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def fitted(name: str) -> Logistic:
    """Return the regression of that name: ``confidence`` or ``topic_gate``."""
    text = files("rag.answer").joinpath(f"{name}.json").read_text(encoding="utf-8")
    values = json.loads(text)
    return Logistic(values.pop("bias"), values.pop("weights"), values)
