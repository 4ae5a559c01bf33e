"""A cross-encoder by name: a model that reads the question and a passage together.

It tells more than words and vectors do, and takes seconds on a CPU, so it is a setting and looks at
the passages that lead alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.vectors import first_line
from rag.errors import ModelUnavailable
from rag.ranking.linear_ranker import Ranking
from rag.retrieval.candidates import Candidate

__all__ = ["READ", "CrossEncoder", "Reranker", "reordered"]

READ = 24
"""Passages that are read with the question, the best by the ranker."""


class Reranker(Protocol):
    """Scores passages by reading each with the question."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(passages)], higher is better."""
        ...


class CrossEncoder:
    """Any sentence-transformers cross-encoder, by name or by path."""

    def __init__(self, name: str) -> None:
        """Load the model.

        :raises ModelUnavailable: it cannot be loaded.
        """
        self._name = name
        self._model = _loaded(name)

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [len(passages)], higher is better.

        :raises ModelUnavailable: the model gives no score for each, as one with several classes.
        """
        found = self._model.predict([(question, passage) for passage in passages])
        scores = np.asarray(found, np.float32)
        if scores.shape != (len(passages),) or not np.isfinite(scores).all():
            raise ModelUnavailable(
                f"the reranking model {self._name} gives values of shape {list(scores.shape)} for"
                f" {len(passages)} passages; name a cross-encoder with one score a pair"
            )
        return scores


def reordered(
    question: str, ranking: Ranking, candidates: Sequence[Candidate], reranker: Reranker
) -> Ranking:
    """Return the ranking with the leading passages in the reranker's order.

    The scores change places with the passages, so that how sure an answer is stays comparable.
    """
    leading = np.asarray(ranking.order[:READ], np.intp)
    texts = [f"{candidates[p].document.title or ''}\n{candidates[p].window.text}" for p in leading]
    if not texts:
        return ranking
    again = leading[np.argsort(-reranker.scores(question, texts), kind="stable")]
    changed = ranking.scores.copy()
    changed[again] = ranking.scores[leading]
    return replace(ranking, order=[*again.tolist(), *ranking.order[READ:]], scores=changed)


def _loaded(name: str) -> Any:
    local = Path(name).is_dir()
    if not local and (Path(name).is_absolute() or name.startswith((".", "~"))):
        raise ModelUnavailable(
            f"the reranking model {name} cannot be loaded: there is no such folder; give the path"
            " of one that CrossEncoder.save_pretrained wrote, or a model's name"
        )
    from sentence_transformers import CrossEncoder as Model

    failure: Exception | None = None
    for offline in (True,) if local else (True, False):
        try:
            return Model(name, local_files_only=offline)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            failure = error
    advice = (
        "the folder must hold what CrossEncoder.save_pretrained writes"
        if local
        else "without a network, fetch it where there is one, bring its folder and name its path"
    )
    raise ModelUnavailable(
        f"the reranking model {name} cannot be loaded ({first_line(failure)}); {advice}"
    ) from failure
