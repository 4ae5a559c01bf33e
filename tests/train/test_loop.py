from __future__ import annotations

import numpy as np
import torch

from index.train.loop import Batch, Trainer
from index.train.ragged import Ragged

NONE = np.zeros((0, 2), np.int64)


def single_tokens(ids: list[int]) -> Ragged:
    return Ragged(np.array(ids, np.int32), np.arange(len(ids) + 1, dtype=np.int64))


def batch(b_keys: list[int], forbidden: np.ndarray = NONE) -> Batch:  # type: ignore[type-arg]
    return Batch(
        a=single_tokens([0, 1]),
        b=single_tokens([2, 3, 4][: len(b_keys)]),
        a_keys=np.array([100, 101], np.int64),
        b_keys=np.array(b_keys, np.int64),
        forbidden=forbidden,
    )


def trainer(vectors: list[list[float]]) -> Trainer:
    return Trainer(np.array(vectors, np.float32), rate=0.05, scale=10.0)


SAME = [[1.0, 0.0], [1.0, 0.1], [1.0, -0.1], [0.9, 0.0], [1.0, 0.0]]


def test_pairs_come_together_and_strangers_apart() -> None:
    model = trainer(SAME)
    losses = [model.step(batch([1, 2])) for _ in range(60)]
    unit = model.vectors() / np.linalg.norm(model.vectors(), axis=1, keepdims=True)
    assert losses[-1] < losses[0] / 4
    assert unit[0] @ unit[2] > unit[0] @ unit[3]


def test_a_repeat_of_the_same_answer_is_no_negative() -> None:
    assert trainer(SAME).step(batch([7, 7])) < 1e-6


def test_a_forbidden_cell_is_no_negative() -> None:
    cells = np.array([[0, 1], [1, 0]], np.int64)
    assert trainer(SAME).step(batch([1, 2], cells)) < 1e-6


def test_more_documents_than_questions_are_negatives() -> None:
    assert trainer(SAME).step(batch([7, 7, 8])) > 0.1


def test_the_gradient_by_hand_is_autograds() -> None:
    ids = Ragged(np.array([0, 1, 1, 2, 3, 4, 0], np.int32), np.array([0, 3, 4, 7], np.int64))
    other = Ragged(np.array([2, 3, 4, 4], np.int32), np.array([0, 2, 3, 4], np.int64))
    keys = np.arange(3)
    start = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    model = Trainer(start, rate=0.0, scale=5.0)
    model.step(Batch(ids, other, keys, keys + 10, NONE))
    table = torch.nn.Parameter(torch.from_numpy(start))
    sides = [
        torch.nn.functional.normalize(
            torch.nn.functional.embedding_bag(
                torch.from_numpy(r.ids.astype(np.int64)),
                table,
                torch.from_numpy(r.offsets[:-1]),
                mode="sum",
            ),
            dim=1,
        )
        for r in (ids, other)
    ]
    scores = sides[0] @ sides[1].T * 5.0
    target = torch.arange(3)
    cross = torch.nn.functional.cross_entropy
    ((cross(scores, target) + cross(scores.T, target)) / 2).backward()  # type: ignore[no-untyped-call]
    assert table.grad is not None
    assert model._vectors.grad is not None
    torch.testing.assert_close(model._vectors.grad, table.grad, rtol=1e-4, atol=1e-6)
