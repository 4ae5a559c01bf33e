"""Train the members of the ensemble, and turn them into one table of token vectors.

Models that differ only by their seed make different mistakes. Side by side their vectors are one
model of many dimensions; its leading axes keep nearly all of what joining them wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.process_pool import map_in_order
from index.train.batches import BatchMaker, ranked_documents
from index.train.dataset import Dataset
from index.train.device import TrainError, check_device
from index.train.loop import Trainer
from index.train.pieces import inner_pieces
from index.train.ragged import Ragged
from index.train.recipe import Recipe

__all__ = ["join_members", "text_vectors", "train_member", "train_vectors"]

_SAMPLE = 5_000
_LOWEST_RATE = 0.02


@dataclass(frozen=True, slots=True)
class _Task:
    """One member to train: all that it depends on, so that any process may do it.

    The dataset (hundreds of MB) travels with every task rather than once to each process: it
    costs a second of minutes, and through the tasks' pipe a process that dies on it is noticed.
    """

    dataset: Dataset
    recipe: Recipe
    device: str
    seed: int


@dataclass(frozen=True, slots=True)
class _Member:
    """A trained member, and what is to be reported of it."""

    vectors: NDArray[np.float32]
    lines: list[str]


def train_vectors(
    dataset: Dataset,
    recipe: Recipe,
    report: Callable[[str], None],
    *,
    workers: int = 1,
    device: str = "cpu",
) -> NDArray[np.float32]:
    """Train all members and return the vectors [tokens, ``recipe.dim``].

    :param report: told in one line of every member that is done, in the order of their seeds.
    :param workers: processes that train members at the same time, ``recipe.threads`` threads and
        one copy of the dataset each; on the CPU the vectors do not depend on their number.
    :param device: the torch device to train on; another one rounds otherwise.
    :raises TrainError: there is no such device, its memory is full, or a process died.
    """
    check_device(device)
    tasks = [_Task(dataset, recipe, device, recipe.seed + i) for i in range(recipe.members)]
    members = []
    for member in map_in_order(_trained, tasks, min(workers, len(tasks)), _lost):
        for line in member.lines:
            report(line)
        members.append(member.vectors)
    return join_members(members, dataset, recipe.dim)


def _trained(task: _Task) -> _Member:
    import torch

    lines: list[str] = []
    try:
        with _threads(task.recipe.threads):
            vectors = train_member(
                task.dataset, task.recipe, task.seed, lines.append, device=task.device
            )
    except torch.OutOfMemoryError as error:
        raise TrainError(
            f"The memory of device {task.device} is full, in the member with seed {task.seed}:"
            " other programs may hold it; otherwise train with fewer --workers."
        ) from error
    return _Member(vectors, lines)


def _lost(task: _Task) -> _Member:
    raise TrainError(
        f"The process that trained the member with seed {task.seed} died, and the run with it:"
        " where no error stands above, it was killed, most often because memory was full;"
        " train with fewer --workers."
    )


def train_member(
    dataset: Dataset,
    recipe: Recipe,
    seed: int,
    report: Callable[[str], None],
    *,
    device: str = "cpu",
) -> NDArray[np.float32]:
    """Train one model from one seed, on one torch device."""
    start = _start(dataset, recipe, seed)
    inner = inner_pieces(dataset.tokenizer)
    trainer = Trainer(start, rate=recipe.rate, scale=recipe.scale, inner=inner, device=device)
    batches = BatchMaker(dataset, recipe, seed)
    losses: list[float] = []
    for step in range(recipe.steps):
        late = step - recipe.mine_from
        if late >= 0 and late % recipe.mine_every == 0:
            _mine(trainer.vectors(), dataset, recipe, batches)
        share = min(1.0, (step + 1) / recipe.warmup) * max(_LOWEST_RATE, 1 - step / recipe.steps)
        losses.append(trainer.step(batches.next(), rate_share=share))
    report(f"member with seed {seed}: loss {np.mean(losses[-50:]):.3f} after {recipe.steps} steps")
    return trainer.vectors()


def join_members(
    members: list[NDArray[np.float32]], dataset: Dataset, dim: int
) -> NDArray[np.float32]:
    """Put members side by side at equal weight, rotate, and keep ``dim`` dimensions."""
    from index.train.export import rotate

    sample = dataset.documents.take(np.arange(min(_SAMPLE, len(dataset.documents))))
    scaled = [vectors / _mean_length(vectors, sample) for vectors in members]
    rotated = rotate(np.concatenate(scaled, axis=1), dataset.counts)
    return np.ascontiguousarray(rotated[:, :dim])


def text_vectors(vectors: NDArray[np.float32], texts: Ragged) -> NDArray[np.float32]:
    """Return the unit vectors of texts; a text without tokens is all zeros."""
    sums = _sums(vectors, texts)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: NDArray[np.float32] = sums / np.maximum(lengths, np.float32(1e-12))
    return unit


def _sums(vectors: NDArray[np.float32], texts: Ragged) -> NDArray[np.float32]:
    import torch

    found = torch.nn.functional.embedding_bag(
        torch.from_numpy(texts.ids.astype(np.int64)),
        torch.from_numpy(vectors),
        torch.from_numpy(texts.offsets[:-1]),
        mode="sum",
    )
    return np.asarray(found.numpy(), np.float32)


def _mean_length(vectors: NDArray[np.float32], texts: Ragged) -> float:
    return float(np.linalg.norm(_sums(vectors, texts), axis=1).mean()) or 1.0


def _start(dataset: Dataset, recipe: Recipe, seed: int) -> NDArray[np.float32]:
    """Return random directions; common tokens start short, as in Arora et al. 2017."""
    shares = dataset.counts / max(int(dataset.counts.sum()), 1)
    lengths = recipe.sif / (recipe.sif + shares)
    directions = np.random.default_rng(seed).standard_normal((len(shares), recipe.dim))
    scaled = directions / np.sqrt(recipe.dim) * lengths[:, None]
    return np.asarray(scaled, np.float32)


def _mine(
    vectors: NDArray[np.float32], dataset: Dataset, recipe: Recipe, batches: BatchMaker
) -> None:
    """Show the batches how the documents stand, and which are hard for which question."""
    documents = text_vectors(vectors, dataset.documents)
    batches.use_bank(documents)
    if recipe.hard_negatives:
        questions = text_vectors(vectors, dataset.questions.texts)
        depth = min(recipe.mine_depth, len(documents))
        batches.use_hard(ranked_documents(questions, documents, depth))


@contextmanager
def _threads(count: int) -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
