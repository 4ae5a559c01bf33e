"""Train embedding models that have not seen the questions that the ranker is fitted on.

The model that ships has learned from these questions, so its cosines look better on them than
they will on a stranger's. The parts that are learned from are therefore halved: each half gets a
model that was trained on the other half's questions, and on no question of part 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import normalize
from index.encoders.builtin import BuiltinEncoder
from index.encoders.encoder import Encoder
from index.train.dataset import Dataset, Questions, Table, prepare
from index.train.export import write_model
from index.train.members import train_vectors
from index.train.recipe import Recipe
from index.train.sources import CLEAN_LICENCES, Question, is_held_out

__all__ = ["HALVES", "blind_models", "text_keys", "without"]

HALVES = ((1, 2), (3, 4))
"""Parts of STARD, by ``index.train.sources.is_held_out``."""

Keys = NDArray[np.int64]


def blind_models(
    data: Path,
    folder: Path,
    questions: Sequence[Question],
    *,
    members: int,
    steps: int,
    report: Callable[[str], None],
    workers: int = 1,
) -> dict[tuple[int, int], Encoder]:
    """Return a model for each half; those that do not stand in ``folder`` yet are trained.

    :param members: models joined to one, each of so many ``steps``, as in ``index.train``.
    :param workers: processes that train members of one model at the same time.
    :raises TrainError: a process died.
    """
    folders = {half: folder / f"without-{half[0]}-{half[1]}" for half in HALVES}
    missing = [half for half in HALVES if not (folders[half] / "config.json").is_file()]
    if missing:
        recipe = replace(Recipe(), members=members, steps=steps, threads=1)
        dataset = prepare(data, recipe, licences=CLEAN_LICENCES, part=0, report=report)
        for half in missing:
            own = [q.text for q in questions if any(is_held_out(q.qid, part) for part in half)]
            blind = without(dataset, text_keys(own))
            own_recipe = replace(recipe, seed=half[0])
            vectors = train_vectors(blind, own_recipe, report, workers=workers)
            write_model(folders[half], dataset.tokenizer, vectors)
    return {half: BuiltinEncoder(folders[half]) for half in HALVES}


def text_keys(texts: Sequence[str]) -> Keys:
    """Return the keys by which the training data knows these texts."""
    digests = (hashlib.blake2b(normalize(t).encode(), digest_size=8).digest() for t in texts)
    return np.frombuffer(b"".join(digests), "<i8").astype(np.int64)


def without(dataset: Dataset, hidden: Keys) -> Dataset:
    """Return the training data without every pair in which a hidden text stands."""
    tables = {name: _shown(table, hidden) for name, table in dataset.tables.items()}
    return replace(dataset, tables=tables, questions=_asked(dataset.questions, hidden))


def _shown(table: Table, hidden: Keys) -> Table:
    kept = ~(np.isin(table.a_keys, hidden) | np.isin(table.b_keys, hidden))
    return table.take(np.flatnonzero(kept))


def _asked(questions: Questions, hidden: Keys) -> Questions:
    kept = ~np.isin(questions.keys[questions.rows], hidden)
    shares = questions.shares[kept]
    return replace(
        questions,
        rows=questions.rows[kept],
        columns=questions.columns[kept],
        shares=shares / shares.sum(),
    )
