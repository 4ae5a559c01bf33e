"""Every tensor of a step is made on the trainer's device.

No second device is needed to see that: tensors count as placed once they came through the one
door to the device, or were worked out from placed ones. Those made without naming a device become
meta tensors, which hold no numbers and do not mix with others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from index.train import loop
from index.train.loop import Bank, Batch, Trainer
from index.train.ragged import Ragged

A = Ragged(np.array([0, 1, 1, 2], np.int32), np.array([0, 3, 4], np.int64))
B = Ragged(np.array([2, 3, 4], np.int32), np.array([0, 1, 2, 3], np.int64))
INNER = Ragged(np.array([0, 1], np.int32), np.array([0, 0, 0, 0, 1, 2], np.int64))
BANK = Bank(np.eye(2, 4, dtype=np.float32), 1, np.array([[0, 1]], np.int64), 0.5)
BATCH = Batch(A, B, np.arange(2), np.arange(3) + 10, np.array([[0, 1]], np.int64), BANK)


class Placed(TorchDispatchMode):
    """Notes operations that are given, or make, a tensor that nobody placed."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[int, torch.Tensor] = {}
        self.astray: list[str] = []
        self.operations = 0

    def place(self, tensor: torch.Tensor) -> torch.Tensor:
        self.kept[id(tensor)] = tensor  # kept alive, so that no other gets its id
        return tensor

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if str(operation) == "aten.lift_fresh.default":
            return operation(*args, **kwargs)  # part of from_numpy: nothing is placed by it
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        # A tensor of no dimensions may stand on the CPU beside those of any device.
        placed = all(id(x) in self.kept or x.dim() == 0 for x in given)
        found = operation(*args, **kwargs)
        made = [x for x in tree_leaves(found) if isinstance(x, torch.Tensor)]
        if not placed or any(x.is_meta for x in made):
            self.astray.append(str(operation))
        self.operations += 1
        for tensor in made:
            self.place(tensor)
        return found


def run(monkeypatch: pytest.MonkeyPatch) -> Placed:
    mode = Placed()
    door = loop._on
    monkeypatch.setattr(loop, "_on", lambda device, array: mode.place(door(device, array)))
    start = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    with torch.device("meta"), mode:
        model = Trainer(start, rate=0.1, scale=5.0, inner=INNER)
        mode.place(model._own)
        model.step(BATCH)
        model.step(BATCH)
    return mode


def test_every_tensor_of_a_step_is_on_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    mode = run(monkeypatch)
    assert mode.operations > 50
    assert mode.astray == []


def test_a_tensor_left_behind_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = torch.from_numpy(loop._blocked(BATCH))
    start = np.eye(5, 4, dtype=np.float32)
    mode = Placed()
    with mode:
        own = mode.place(torch.from_numpy(start))
        (own[:2] @ own[:3].T).masked_fill(blocked, 0.0)
    assert mode.astray == ["aten.masked_fill.Scalar"]
