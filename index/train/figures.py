"""The figures of a trained model on what was held out, as a table for the model card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.train.dataset import Dataset
from index.train.evaluate import bilingual_share, ranking_metrics, top_rows
from index.train.members import text_vectors

__all__ = ["Row", "measure"]

_DEPTH = 100
_ENGLISH = 1_000
_SHORTER = (128, 64)


@dataclass(frozen=True, slots=True)
class Row:
    """One way to store the vectors, and how well they then find things."""

    what: str
    stard: dict[str, float]
    """R@k, MRR@10 and nDCG@10 on the held-out questions over all articles."""
    bilingual: float
    """Share of held-out English articles whose Chinese one is in the first 10."""


def measure(dataset: Dataset, vectors: NDArray[np.float32]) -> list[Row]:
    """Measure full vectors, the float16 ones that are written, and shorter ones."""
    halves = (vectors / np.abs(vectors).max()).astype(np.float16).astype(np.float32)
    variants = {f"{vectors.shape[1]} dimensions, float32": vectors}
    variants[f"{vectors.shape[1]} dimensions, float16 (as written)"] = halves
    for dim in _SHORTER:
        if dim < vectors.shape[1]:
            variants[f"first {dim} dimensions, float16"] = np.ascontiguousarray(halves[:, :dim])
    return [_row(dataset, what, table) for what, table in variants.items()]


def _row(dataset: Dataset, what: str, vectors: NDArray[np.float32]) -> Row:
    return Row(what, _stard(dataset, vectors), _bilingual(dataset, vectors))


def _stard(dataset: Dataset, vectors: NDArray[np.float32]) -> dict[str, float]:
    if not dataset.held_out:
        return {}
    questions = text_vectors(vectors, dataset.held_out_texts)
    documents = text_vectors(vectors, dataset.documents)
    ranked = top_rows(questions @ documents.T, _DEPTH)
    return ranking_metrics(ranked.tolist(), [q.relevant for q in dataset.held_out])


def _bilingual(dataset: Dataset, vectors: NDArray[np.float32]) -> float:
    table = dataset.bilingual
    if len(table) == 0:
        return 0.0
    rows = np.arange(min(_ENGLISH, len(table)))
    english = text_vectors(vectors, table.b.take(rows))
    return bilingual_share(english, text_vectors(vectors, table.a))
