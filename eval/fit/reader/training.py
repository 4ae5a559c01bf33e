"""The training of the reader: listwise, resumable, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from eval.fit.reader.material import Material
from eval.fit.reader.network import Network
from rag.ranking.reader_rows import PAD, Rows

__all__ = ["Plan", "Trainer", "read_scores"]

_HEADS = "score."
_HEAD_TIMES = 10  # rates at which the heads, which begin at zero, learn faster than the body
_CHUNK = 8  # rows of like length that are read at once
_MOMENTS = ("exp_avg", "exp_avg_sq")
_LEADING = 15  # wrong texts are those that today's order puts first


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reader is trained.

    :param shares: of each pool of material among the questions of a step.
    :param wrong: texts that do not answer, for each question.
    :param absolute: how much the score itself counts beside the order within a question.
    :param lower: how much the exits below the last one count; they learn from its order as well.
    """

    shares: dict[str, float]
    seed: int = 1
    questions: int = 4
    wrong: int = 4
    rate: float = 1e-4
    warm_up: int = 50
    averaged: float = 0.995
    absolute: float = 0.2
    lower: float = 0.5


@dataclass(slots=True)
class Trainer:
    """Trains a network step by step, and keeps a running average of its weights.

    Each step draws from a generator of the seed and its number, so that a training that was
    stopped goes on as if it had not been.
    """

    network: Network
    rows: Rows
    pools: Mapping[str, Sequence[Material]]
    plan: Plan
    step: int = 0
    average: dict[str, Tensor] = field(default_factory=dict)
    optimiser: torch.optim.AdamW = field(init=False)

    def __post_init__(self) -> None:
        """Set up the optimiser over what is not frozen."""
        heads = [p for n, p in self._trained().items() if n.startswith(_HEADS)]
        others = [p for n, p in self._trained().items() if not n.startswith(_HEADS)]
        self.optimiser = torch.optim.AdamW([{"params": others}, {"params": heads}])
        self.average = {name: value.detach().clone() for name, value in self._trained().items()}

    def _trained(self) -> dict[str, torch.nn.Parameter]:
        return {n: p for n, p in self.network.named_parameters() if p.requires_grad}

    def advance(self) -> float:
        """Do one step and return its loss."""
        loss = self._one()
        self.step += 1
        return loss

    def _one(self) -> float:
        plan = self.plan
        warm = min(1.0, (self.step + 1) / plan.warm_up)
        for group, times in zip(self.optimiser.param_groups, (1, _HEAD_TIMES), strict=True):
            group["lr"] = plan.rate * warm * times
        drawn = [self._draw(at) for at in self._generators()]
        scores = read_scores(self.network, [row for rows, _ in drawn for row in rows])
        worths = [worth for _, worth in drawn]
        loss = _loss(scores[-1], worths, plan.absolute)
        for lower in scores[:-1]:
            taught = _taught(lower, scores[-1].detach(), worths)
            loss = loss + plan.lower * (_loss(lower, worths, plan.absolute) + taught)
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._trained().values(), 1.0)
        self.optimiser.step()
        kept = min(plan.averaged, (self.step + 1) / (self.step + 10))
        for name, value in self._trained().items():
            self.average[name].lerp_(value.detach(), 1 - kept)
        return float(loss.detach())

    def _generators(self) -> Iterator[np.random.Generator]:
        for place in range(self.plan.questions):
            yield np.random.default_rng([self.plan.seed, self.step, place])

    def _draw(self, random: np.random.Generator) -> tuple[list[list[int]], Tensor]:
        """Return the rows of one question's texts, the right one first, and their worth."""
        names = list(self.plan.shares)
        odds = np.asarray([self.plan.shares[name] for name in names])
        pool = self.pools[names[random.choice(len(names), p=odds / odds.sum())]]
        material = pool[int(random.integers(len(pool)))]
        worth = np.asarray(material.worth)
        right = random.choice(len(worth), p=worth / worth.sum())
        wrong = np.flatnonzero(worth <= 0)
        if material.today:
            order = np.argsort(-np.asarray(material.today)[wrong], kind="stable")
            wrong = wrong[order[:_LEADING]]
        taken = random.choice(wrong, min(self.plan.wrong, len(wrong)), replace=False)
        chosen = [material.texts[i] for i in (right, *taken)]
        target = torch.tensor([1.0] + [0.0] * len(taken))
        return self.rows.of(material.question, chosen), target

    def save(self, path: Path) -> None:
        """Write the state of the training, at once or not at all."""
        state = self.optimiser.state
        tensors = {f"average.{name}": value for name, value in self.average.items()}
        for name, value in self._trained().items():
            tensors[f"weight.{name}"] = value.detach()
            tensors.update({f"{moment}.{name}": state[value][moment] for moment in _MOMENTS})
        beside = path.with_suffix(".new")
        save_file(tensors, beside, {"step": str(self.step)})
        beside.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from a saved state."""
        with safe_open(path, "pt") as found:
            self.step = int(found.metadata()["step"])
            for name, value in self._trained().items():
                value.data.copy_(found.get_tensor(f"weight.{name}"))
                self.average[name] = found.get_tensor(f"average.{name}")
                self.optimiser.state[value] = {
                    "step": torch.tensor(float(self.step)),
                    **{moment: found.get_tensor(f"{moment}.{name}") for moment in _MOMENTS},
                }

    def averaged(self) -> dict[str, Tensor]:
        """Return the weights to use: the running average of what was trained, the rest as it is."""
        return {**self.network.state_dict(), **self.average}


def read_scores(network: Network, rows: Sequence[Sequence[int]]) -> list[Tensor]:
    """Return a score [rows] for each exit, reading rows of like length together."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    parts = []
    for start in range(0, len(order), _CHUNK):
        some = [rows[i] for i in order[start : start + _CHUNK]]
        lengths = torch.tensor([len(row) for row in some])
        ids = torch.full((len(some), int(lengths.max())), PAD)
        for place, row in enumerate(some):
            ids[place, : len(row)] = torch.tensor(row)
        parts.append(network(ids, lengths))
    back = torch.tensor(np.argsort(order))
    return [torch.cat(part)[back] for part in zip(*parts, strict=True)]


def _taught(scores: Tensor, teacher: Tensor, worths: Sequence[Tensor]) -> Tensor:
    """Return how far an exit is from ordering the texts of a question as the last one does."""
    sizes = [len(worth) for worth in worths]
    pairs = zip(torch.split(scores, sizes), torch.split(teacher, sizes), strict=True)
    parts = [F.kl_div(F.log_softmax(s, 0), F.softmax(t, 0), reduction="sum") for s, t in pairs]
    return torch.stack(parts).mean()


def _loss(scores: Tensor, worths: Sequence[Tensor], absolute: float) -> Tensor:
    """Return how far the right texts are from standing first, and their scores from 1."""
    groups = torch.split(scores, [len(worth) for worth in worths])
    order = torch.stack([-F.log_softmax(group, 0)[0] for group in groups]).mean()
    target = torch.cat(list(worths))
    return order + absolute * F.binary_cross_entropy_with_logits(scores, target)
