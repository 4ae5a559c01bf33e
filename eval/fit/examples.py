"""Make training examples for the ranker: each gold question with its passages and their worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from eval.fit.gold_stores import GoldStore
from eval.questions import GoldQuestion, group_of, load_gold
from index import Store
from rag.pipeline import Pipeline
from rag.query.follow_up import complete
from rag.query.question import analyse
from rag.ranking.second_stage_features import LEADING_FEATURES
from rag.retrieval.candidates import Candidate

__all__ = ["Example", "examples_of", "worth"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's passages as the ranker sees them.

    :param group: what is held out together in cross-validation.
    :param rows: float32 [passages, FEATURES]; ``more``: float32 [passages, LEADING_FEATURES].
    :param worth: float32 [passages], the share of the evidence each passage holds.
    :param texts: the passages in comparable form.
    """

    group: str
    gold: GoldQuestion
    rows: NDArray[np.float32]
    more: NDArray[np.float32]
    worth: NDArray[np.float32]
    texts: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def worth(text: str, evidence: Sequence[str]) -> float:
    """Return how much of the evidence a passage holds, 0 to 1.

    A piece of evidence counts whole when it stands in the passage, and by its share when the
    passage is a part of it. Both sides are in comparable form.
    """
    total = 0.0
    for piece in evidence:
        if piece in text:
            total += 1.0
        elif len(text) >= 8 and text in piece:
            total += len(text) / len(piece)
    return total / len(evidence)


def examples_of(
    of: GoldStore, sources: Path | None = None, *, without: str | None = None
) -> list[Example]:
    """Return the answerable questions of a gold file with their passages from a Store.

    :param without: one of ``rag.retrieval.routes.ROUTES``, by which nothing is found.
    """
    encoder = of.encoder()
    with Store.open(of.store, encoder) as opened:
        pipeline = Pipeline(opened.snapshot(), encoder, without=without)
        questions = [q for q in load_gold(of.gold, sources) if q.answerable and q.evidence]
        return [_example(pipeline, q, group_of(of.gold.stem, q)) for q in questions]


def _example(pipeline: Pipeline, gold: GoldQuestion, group: str) -> Example:
    search = complete(gold.question, gold.history)
    question = analyse(gold.question, search=search, limit=2000)
    pool = pipeline.retriever.candidates(question)
    candidates = pool.candidates
    look = pipeline.rank(question, pool, len(candidates))
    more = np.zeros((len(candidates), len(LEADING_FEATURES)), np.float32)
    more[look.leading] = look.more
    texts = tuple(comparable(c.window.text) for c in candidates)
    evidence = [comparable(e) for e in gold.evidence]
    values = np.asarray([worth(t, evidence) for t in texts], dtype=np.float32)
    return Example(group, gold, look.rows, more, values, texts, tuple(candidates))
