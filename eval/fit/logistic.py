"""Fit a logistic regression in which no weight may be on the wrong side of zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Grouped", "cross_validated", "fit_signed"]

Array = NDArray[np.float64]
_START = 0.4


class Grouped(Protocol):
    """A question with its features and the group that is held out together."""

    @property
    def group(self) -> str:
        """Return the name of the group."""

    @property
    def features(self) -> tuple[float, ...]:
        """Return the features."""


Q = TypeVar("Q", bound=Grouped)


def cross_validated(
    questions: Sequence[Q], fit: Callable[[Sequence[Q]], tuple[Array, float]]
) -> Array:
    """Return each question's probability by a model that has not seen its group.

    :param fit: returns the weights and the bias of a model of some questions.
    """
    found = np.zeros(len(questions))
    for group in sorted({q.group for q in questions}):
        weights, bias = fit([q for q in questions if q.group != group])
        for i, q in enumerate(questions):
            if q.group == group:
                found[i] = 1.0 / (1.0 + np.exp(-(np.asarray(q.features) @ weights + bias)))
    return found


def fit_signed(x: Array, y: Array, w: Array, signs: Array, penalty: float) -> tuple[Array, float]:
    """Return the weights on plain features and the bias.

    :param x: float64 [questions, features]; ``y``: 1 or 0; ``w``: what each question weighs.
    :param signs: 1 where a feature may only speak for, -1 where only against.
    :param penalty: on the squares of the weights, of features of spread one.
    """
    import torch

    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = 1e9
    features, labels = torch.tensor((x - mean) / scale), torch.tensor(y)
    share = torch.tensor(w / w.sum())
    sides = torch.tensor(signs)
    # Squares keep each weight on its feature's side.
    parameters = torch.full((x.shape[1] + 1,), _START, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([parameters], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        weights = sides * parameters[:-1] ** 2
        logits = features @ weights + parameters[-1]
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, labels, reduction="none"
        )
        total = (each * share).sum() + penalty * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    values = parameters.detach().numpy()
    weights = signs * values[:-1] ** 2 / scale
    return weights, float(values[-1] - weights @ mean)
