"""Small nets fitted by listwise softmax cross-entropy (ListNet, Cao et al. 2007).

Nets of one hidden layer that differ by their seed are averaged by standing side by side: their
units together are one wider layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.statutes.scoring import FURTHEST, Net

if TYPE_CHECKING:
    import torch

__all__ = ["Shape", "fit_net"]

Lists = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a net is made and fitted.

    :param units: of the hidden layer of each net; 0 for a weighted sum.
    :param others: candidates that answer nothing, drawn anew for every batch.
    :param epochs: times every question is seen.
    """

    units: int = 32
    seeds: int = 4
    epochs: int = 20
    rate: float = 3e-3
    decay: float = 1e-3
    dropout: float = 0.2
    others: int = 300
    batch: int = 32


def fit_net(lists: Lists, answers: Lists, names: Sequence[str], shape: Shape) -> Net:
    """Fit one net a seed and return them as one.

    :param lists: [questions, candidates, figures]
    :param answers: [questions, candidates]: 1 where a candidate answers; others are left out.
    """
    kept = np.flatnonzero(answers.any(axis=1))
    flat = lists.reshape(-1, lists.shape[2])
    mean, scale = flat.mean(axis=0), flat.std(axis=0) + np.float32(1e-6)
    rows = np.clip((lists[kept] - mean) / scale, -FURTHEST, FURTHEST)
    layers = [_fit_one(rows, answers[kept], shape, seed) for seed in range(shape.seeds)]
    figures = len(names)
    if not shape.units:
        outer = np.asarray(np.mean([layer[-1] for layer in layers], axis=0), np.float32)
        none = np.zeros((figures, 0), np.float32)
        return Net(tuple(names), mean, scale, none, np.zeros(0, np.float32), outer)
    inner, bias, outer = (np.concatenate(parts, axis=-1) for parts in zip(*layers, strict=True))
    return Net(tuple(names), mean, scale, inner, bias, np.asarray(outer / shape.seeds, np.float32))


def _fit_one(rows: Lists, answers: Lists, shape: Shape, seed: int) -> list[NDArray[np.float32]]:
    """Return a net's layers: [figures, units], [units], [units]; of a weighted sum [figures]."""
    import torch

    torch.manual_seed(seed)
    chooser = np.random.default_rng(seed)
    net = _net(rows.shape[2], shape)
    optimiser = torch.optim.AdamW(net.parameters(), lr=shape.rate, weight_decay=shape.decay)
    batches = -(-len(rows) // shape.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, shape.rate, total_steps=shape.epochs * batches
    )
    for _ in range(shape.epochs):
        order = chooser.permutation(len(rows))
        for part in np.array_split(order, batches):
            optimiser.zero_grad()
            _loss(net, rows[part], answers[part], chooser, shape.others).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return [np.asarray(p.detach().numpy().T, np.float32).squeeze() for p in net.parameters()]


def _net(figures: int, shape: Shape) -> torch.nn.Sequential:
    from torch import nn

    if not shape.units:
        return nn.Sequential(nn.Linear(figures, 1, bias=False))
    return nn.Sequential(
        nn.Linear(figures, shape.units),
        nn.ReLU(),
        nn.Dropout(shape.dropout),
        nn.Linear(shape.units, 1, bias=False),
    )


def _loss(
    net: torch.nn.Sequential,
    rows: Lists,
    answers: Lists,
    chooser: np.random.Generator,
    others: int,
) -> torch.Tensor:
    """Return the mean cross-entropy of the answers among themselves and some other candidates."""
    import torch

    drawn = np.zeros(rows.shape[1], np.bool_)
    drawn[chooser.permutation(rows.shape[1])[:others]] = True
    shown = drawn | (answers > 0)
    columns = np.flatnonzero(shown.any(axis=0))
    scores = net(torch.from_numpy(rows[:, columns])).squeeze(-1)
    scores = scores.masked_fill(torch.from_numpy(~shown[:, columns]), -1e4)
    wanted = torch.from_numpy(answers[:, columns])
    wanted = wanted / wanted.sum(dim=1, keepdim=True)
    return -(wanted * torch.log_softmax(scores, dim=1)).sum(dim=1).mean()
