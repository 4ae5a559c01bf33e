"""How a batch is made up, and which documents are hard for the model as it stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.train.dataset import Dataset, Table
from index.train.loop import Bank, Batch
from index.train.ragged import Ragged
from index.train.recipe import Recipe

__all__ = ["BatchMaker"]


class BatchMaker:
    """Draws batches: self-supervised pairs, answered questions, and pairs of one other source.

    Extra columns (documents at random and hard ones) are negatives of every row.
    """

    def __init__(self, dataset: Dataset, recipe: Recipe, seed: int) -> None:
        """Take what to draw from; equal seeds draw equal batches."""
        self._data = dataset
        self._recipe = recipe
        self._random = np.random.default_rng(seed)
        self._answers = dataset.questions.answers()
        self._right = _right_keys(self._answers, dataset.document_keys)
        self._hard: NDArray[np.int64] | None = None
        self._document_vectors: NDArray[np.float32] | None = None
        self._names = [n for n in recipe.shares if len(dataset.tables.get(n, ())) > 0]
        weights = np.array([recipe.shares[name] for name in self._names])
        self._weights = weights / weights.sum() if len(weights) else weights
        self._self_rows = int(recipe.batch * recipe.self_share)
        self._question_rows = int(recipe.batch * recipe.question_share)

    def use_hard(self, ranked: NDArray[np.int64]) -> None:
        """Take the documents that stand high for every question: [questions, depth] ids."""
        hard = ranked.copy()
        for row, answers in enumerate(self._answers):
            wrong = [d for d in ranked[row].tolist() if d not in answers]
            if wrong:
                hard[row] = np.resize(np.array(wrong, np.int64), ranked.shape[1])
        self._hard = hard

    def use_bank(self, documents: NDArray[np.float32]) -> None:
        """Take the unit vectors [documents, dimensions] of all documents as they stand now."""
        self._document_vectors = documents

    def next(self) -> Batch:
        """Draw one batch."""
        questions, chosen = self._draw_questions(self._question_rows)
        rest = self._recipe.batch - self._self_rows - self._question_rows
        others = [self._draw(self._data.tables[self._one_source()], rest)] if self._names else []
        parts = [questions, self._draw(self._data.own, self._self_rows), *others]
        extra = self._extra_columns(chosen)
        b_keys = np.concatenate([*(p.b_keys for p in parts), self._data.document_keys[extra]])
        documents = self._data.documents.take(extra)
        return Batch(
            a=self._thinned(Ragged.join(part.a for part in parts)),
            b=self._thinned(Ragged.join((*(part.b for part in parts), documents))),
            a_keys=np.concatenate([part.a_keys for part in parts]),
            b_keys=b_keys,
            forbidden=self._also_right(chosen, b_keys),
            bank=self._bank(chosen),
        )

    def _bank(self, chosen: NDArray[np.int64]) -> Bank | None:
        """Return documents at random as they last stood, for the rows of questions."""
        vectors, recipe = self._document_vectors, self._recipe
        if vectors is None or not recipe.bank_weight:
            return None
        size = min(recipe.bank_size, len(vectors))
        drawn = np.sort(self._random.choice(len(vectors), size, replace=False))
        right = self._also_right(chosen, self._data.document_keys[drawn])
        return Bank(vectors[drawn], len(chosen), right, recipe.bank_weight)

    def _one_source(self) -> str:
        return self._names[self._random.choice(len(self._names), p=self._weights)]

    def _draw(self, table: Table, count: int) -> Table:
        return table.take(self._random.choice(len(table), count, replace=count > len(table)))

    def _draw_questions(self, count: int) -> tuple[Table, NDArray[np.int64]]:
        """Return pairs of question and article, and which question each is."""
        questions, data = self._data.questions, self._data
        drawn = self._random.choice(len(questions.rows), count, p=questions.shares)
        rows, columns = questions.rows[drawn], questions.columns[drawn]
        pairs = Table(
            questions.texts.take(rows),
            data.documents.take(columns),
            questions.keys[rows],
            data.document_keys[columns],
        )
        return pairs, rows

    def _extra_columns(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        size = min(self._recipe.random_negatives, len(self._data.documents))
        columns = [self._random.choice(len(self._data.documents), size, replace=False)]
        if self._hard is not None and self._recipe.hard_negatives:
            shape = (len(chosen), self._recipe.hard_negatives)
            places = self._random.integers(0, self._hard.shape[1], shape)
            columns.append(np.take_along_axis(self._hard[chosen], places, axis=1).ravel())
        return np.unique(np.concatenate(columns)).astype(np.int64)

    def _also_right(
        self, chosen: NDArray[np.int64], b_keys: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the (row, column) cells whose document answers the row's question too."""
        right = [self._right[question] for question in chosen.tolist()]
        keys = np.concatenate([np.zeros(0, np.int64), *right])
        rows = np.repeat(np.arange(len(right)), [len(own) for own in right])
        order = np.argsort(b_keys, kind="stable")
        ordered = b_keys[order]
        starts = np.searchsorted(ordered, keys, side="left")
        counts = np.searchsorted(ordered, keys, side="right") - starts
        ends = np.cumsum(counts)
        # For every key the places start, start + 1, … of its columns, in one flat row.
        places = np.arange(counts.sum()) + np.repeat(starts - (ends - counts), counts)
        cells = np.stack([np.repeat(rows, counts), order[places]], axis=1)
        return cells[np.lexsort((cells[:, 1], cells[:, 0]))]

    def _thinned(self, rows: Ragged) -> Ragged:
        return rows.keep(self._random.random(len(rows.ids)) >= self._recipe.dropout)


def _right_keys(
    answers: Sequence[set[int]], document_keys: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Return for every question the keys of its documents, each once."""
    return [np.unique(document_keys[sorted(documents)]) for documents in answers]


def ranked_documents(
    questions: NDArray[np.float32], documents: NDArray[np.float32], depth: int
) -> NDArray[np.int64]:
    """Return the ``depth`` nearest documents of every question, block by block."""
    from index.train.evaluate import top_rows

    blocks: Sequence[NDArray[np.float32]] = np.array_split(questions, len(questions) // 512 + 1)
    return np.concatenate([top_rows(block @ documents.T, depth) for block in blocks])
