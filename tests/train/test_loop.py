from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from index.train.loop import Bank, Batch, Trainer
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


def test_a_document_of_the_bank_is_a_negative_unless_it_is_right() -> None:
    bank = Bank(np.array([[1, 0.1], [1, 0]], np.float32), 1, np.array([[0, 1]], np.int64), 0.5)
    alone = batch([7, 7])
    without = trainer(SAME).step(alone)
    # Cosines of the own document and of the one negative, times the scale of 10.
    own = 10 * 1 / np.hypot(1, 0.1)
    added = 0.5 * np.log1p(np.exp(10 * 1.0 - own))
    assert trainer(SAME).step(replace(alone, bank=bank)) == pytest.approx(without + added, rel=1e-4)


def autograd_gradient(
    start: np.ndarray,  # type: ignore[type-arg]
    sides: tuple[Ragged, Ragged],
    table_of: Callable[[torch.Tensor], torch.Tensor],
) -> torch.Tensor:
    own = torch.nn.Parameter(torch.from_numpy(start))
    a, b = [
        torch.nn.functional.normalize(
            torch.nn.functional.embedding_bag(
                torch.from_numpy(r.ids.astype(np.int64)),
                table_of(own),
                torch.from_numpy(r.offsets[:-1]),
                mode="sum",
            ),
            dim=1,
        )
        for r in sides
    ]
    scores = a @ b.T * 5.0
    target = torch.arange(3)
    cross = torch.nn.functional.cross_entropy
    ((cross(scores, target) + cross(scores.T, target)) / 2).backward()  # type: ignore[no-untyped-call]
    assert own.grad is not None
    return own.grad


A = Ragged(np.array([0, 1, 1, 2, 3, 4, 0], np.int32), np.array([0, 3, 4, 7], np.int64))
B = Ragged(np.array([2, 3, 4, 4], np.int32), np.array([0, 2, 3, 4], np.int64))
# Token 3 holds tokens 0 and 1, token 4 holds token 0 twice.
INNER = Ragged(np.array([0, 1, 0, 0], np.int32), np.array([0, 0, 0, 0, 2, 4], np.int64))


def test_the_gradient_by_hand_is_autograds() -> None:
    start = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    model = Trainer(start, rate=0.0, scale=5.0)
    model.step(Batch(A, B, np.arange(3), np.arange(3) + 10, NONE))
    wanted = autograd_gradient(start, (A, B), lambda own: own)
    assert model._own.grad is not None
    torch.testing.assert_close(model._own.grad, wanted, rtol=1e-4, atol=1e-6)


def test_the_gradient_reaches_the_tokens_inside_a_token() -> None:
    start = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    holds = torch.zeros(5, 5)
    holds[3, 0] = holds[3, 1] = 1
    holds[4, 0] = 2
    model = Trainer(start, rate=0.0, scale=5.0, inner=INNER)
    model.step(Batch(A, B, np.arange(3), np.arange(3) + 10, NONE))
    wanted = autograd_gradient(start, (A, B), lambda own: own + holds @ own / 2**0.5)
    assert model._own.grad is not None
    torch.testing.assert_close(model._own.grad, wanted, rtol=1e-4, atol=1e-6)


def test_a_token_is_its_own_vector_and_those_of_the_tokens_inside() -> None:
    start = np.eye(5, dtype=np.float32)
    vectors = Trainer(start, rate=0.1, scale=1.0, inner=INNER).vectors()
    np.testing.assert_allclose(vectors[2], start[2])
    np.testing.assert_allclose(vectors[3], start[3] + (start[0] + start[1]) / 2**0.5)
    np.testing.assert_allclose(vectors[4], start[4] + 2 * start[0] / 2**0.5)
