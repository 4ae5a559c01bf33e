"""The fitted regressions that travel with the project."""

from __future__ import annotations

import pytest

from rag.answer.logistic import Logistic, fitted


def test_the_probability_follows_the_weights() -> None:
    model = Logistic(0.0, {"a": 2.0}, {})
    assert model.probability({}) == 0.5
    assert model.probability({"a": 1.0}) > 0.5 > model.probability({"a": -1.0})
    assert model.probability({"unknown": 9.0}) == 0.5
    assert 0.0 < model.probability({"a": -1e9}) < model.probability({"a": 1e9}) <= 1.0


@pytest.mark.parametrize("name", ["confidence", "topic_gate"])
def test_each_has_weights_and_thresholds(name: str) -> None:
    model = fitted(name)
    assert model.weights
    assert all(0.0 < level < 1.0 for level in model.thresholds.values())
