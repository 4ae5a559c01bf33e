"""What a reader brings on questions that it has not learned from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.fit.reader.gold import NEVER
from eval.fit.reader.material import Material
from rag.answer.reread import CLEAR, HOPELESS, MOST_READ, WEIGHT

__all__ = ["Figures", "Looked", "figures", "look"]

Scores = Callable[[str, Sequence[tuple[str, str]]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A question's sentences that lead today, best first: both scores and the worth of each."""

    today: NDArray[np.float64]
    read: NDArray[np.float64]
    worth: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of questions in which the sentence chosen is evidence.

    :param possible: that any of the sentences read is; ``today``: without the reader; ``alone``:
        by its score only; ``both``: by both.
    :param pairs: read for a question on average.
    """

    questions: int
    possible: float
    today: float
    alone: float
    both: float
    pairs: float

    def __str__(self) -> str:
        """Return the figures as a line of text."""
        return (
            f"{self.questions} questions  possible {self.possible:.3f}  today {self.today:.3f}"
            f"  reader alone {self.alone:.3f}  both {self.both:.3f}  pairs {self.pairs:.1f}"
        )


def look(held: Sequence[Material], scores: Scores) -> tuple[list[Looked], float]:
    """Return what the reader says of each question's leading sentences, and the ms a pair."""
    found, pairs, begun = [], 0, time.process_time()
    for material in held:
        today, worth = np.asarray(material.today), np.asarray(material.worth)
        order = [i for i in np.argsort(-today, kind="stable") if today[i] > NEVER][:MOST_READ]
        if order:
            read = scores(material.question, [material.texts[i] for i in order])
            found.append(Looked(today[order], read.astype(np.float64), worth[order]))
            pairs += len(order)
    return found, 1000 * (time.process_time() - begun) / max(pairs, 1)


def figures(
    looked: Sequence[Looked],
    weight: float = WEIGHT,
    clear: float = CLEAR,
    hopeless: float = HOPELESS,
) -> Figures:
    """Return what is chosen by both scores, as ``rag.answer.reread`` chooses it."""
    chosen = [_chosen(one, weight, clear, hopeless) for one in looked]
    return Figures(
        len(looked),
        float(np.mean([one.worth.max() > 0 for one in looked])),
        float(np.mean([one.worth[0] > 0 for one in looked])),
        float(np.mean([one.worth[one.read.argmax()] > 0 for one in looked])),
        float(np.mean([one.worth[at] > 0 for one, (at, _) in zip(looked, chosen, strict=True)])),
        float(np.mean([read for _, read in chosen])),
    )


def _chosen(one: Looked, weight: float, clear: float, hopeless: float) -> tuple[int, int]:
    """Return the place of the sentence chosen, and how many were read."""
    near = int((one.today[0] - one.today < hopeless).sum())
    if near < 2 or one.today[0] - one.today[1] >= clear:
        return 0, 0
    return int(np.argmax(one.today[:near] + weight * one.read[:near])), near
