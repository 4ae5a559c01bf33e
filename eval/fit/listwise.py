"""Fit linear models by listwise softmax cross-entropy (ListNet, Cao et al. 2007)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_listwise"]


def fit_listwise(
    lists: Sequence[NDArray[np.float32]],
    worths: Sequence[NDArray[np.float32]],
    names: Sequence[str],
    penalty: float,
    steps: int = 300,
) -> dict[str, float]:
    """Return the weights by feature name.

    :param lists: float32 [items, features], one array a question.
    :param worths: float32 [items], one array a question; lists of no worth are left out.
    :param penalty: L2 penalty on the weights of standardised features.
    """
    import torch

    kept = [(x, w) for x, w in zip(lists, worths, strict=True) if w.max(initial=0.0) > 0]
    stacked = np.concatenate([x for x, _ in kept]).astype(np.float64)
    mean, scale = stacked.mean(axis=0), stacked.std(axis=0)
    scale[scale < 1e-6] = 1e9  # a feature that never varies gets no weight
    rows = [torch.tensor((x - mean) / scale) for x, _ in kept]
    targets = [torch.tensor(w / w.sum(), dtype=torch.float64) for _, w in kept]
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        parts = [
            -(t * torch.log_softmax(r @ weights, dim=0)).sum()
            for r, t in zip(rows, targets, strict=True)
        ]
        total = torch.stack(parts).mean() + penalty * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    values = weights.detach().numpy() / scale
    return {name: float(v) for name, v in zip(names, values, strict=True) if abs(v) > 1e-9}
