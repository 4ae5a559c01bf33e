"""A logistic regression whose weights keep to their side of zero."""

from __future__ import annotations

import numpy as np

from eval.fit.logistic import fit_signed

_X = np.asarray([[0.0, 1.0], [0.2, 0.0], [0.8, 1.0], [1.0, 0.0]])
_Y = np.asarray([0.0, 0.0, 1.0, 1.0])


def test_what_tells_the_sides_apart_gets_a_weight() -> None:
    weights, bias = fit_signed(_X, _Y, np.ones(4), np.asarray([1.0, 1.0]), 0.001)
    assert weights[0] > 3 * abs(weights[1])
    assert list(_X @ weights + bias > 0) == [False, False, True, True]


def test_a_feature_that_may_only_speak_against_gets_no_weight_for() -> None:
    weights, _ = fit_signed(_X, _Y, np.ones(4), np.asarray([-1.0, 1.0]), 0.001)
    assert weights[0] <= 0.0
