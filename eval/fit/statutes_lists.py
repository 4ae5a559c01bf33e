"""What a ranker of articles is fitted on: questions, their candidates, which of them answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import Encoder
from index.train.evaluate import ranking_metrics
from index.train.sources import Question
from rag.statutes.collection import Collection
from rag.statutes.features import route_rows, trait_rows, word_rows
from rag.statutes.ranking import POOL
from rag.statutes.routes import asked, find, top

__all__ = ["Lists", "figures", "joined", "lists_of"]


@dataclass(frozen=True, slots=True)
class Lists:
    """Questions with their candidates; all arrays begin with the number of questions.

    :param relevant: the entries of each question; any article of an entry will do.
    :param fold: the held-out fifth each question belongs to.
    :param rows: int64 [_, candidates], numbers of articles.
    :param routes: float32 [_, candidates, figures] by ``route_rows``; ``words`` and ``traits``
        likewise.
    :param answers: float32 [_, candidates]: 1 where a candidate answers.
    """

    relevant: tuple[Sequence[Sequence[int]], ...]
    fold: NDArray[np.int64]
    rows: NDArray[np.int64]
    routes: NDArray[np.float32]
    words: NDArray[np.float32]
    traits: NDArray[np.float32]
    answers: NDArray[np.float32]


def lists_of(
    questions: Sequence[Question],
    relevant: Sequence[Sequence[Sequence[int]]],
    fold: int,
    collection: Collection,
    encoder: Encoder,
) -> Lists:
    """Return questions of one fold with their candidates.

    :param relevant: the entries of each question, by the articles' numbers.
    :param encoder: the model of the collection, which has not seen the questions.
    """
    vectors = encoder.encode_questions([q.text for q in questions])
    rows, routes, words, traits, answers = [], [], [], [], []
    for question, vector, entries in zip(questions, vectors, relevant, strict=True):
        seen = asked(question.text, vector, collection)
        found = find(seen, collection)
        chosen = top(found.base, POOL)
        rows.append(chosen)
        routes.append(route_rows(found, chosen))
        words.append(word_rows(seen, chosen, collection))
        traits.append(trait_rows(seen, chosen, collection.words))
        right = [i for entry in entries for i in entry]
        answers.append(np.isin(chosen, right).astype(np.float32))
    return Lists(
        relevant=tuple(relevant),
        fold=np.full(len(questions), fold),
        rows=np.stack(rows),
        routes=np.stack(routes),
        words=np.stack(words),
        traits=np.stack(traits),
        answers=np.stack(answers),
    )


def joined(parts: Sequence[Lists]) -> Lists:
    """Put lists of several folds one after the other."""
    return Lists(
        tuple(entries for part in parts for entries in part.relevant),
        np.concatenate([part.fold for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.routes for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.traits for part in parts]),
        np.concatenate([part.answers for part in parts]),
    )


def figures(lists: Lists, scores: NDArray[np.float32]) -> dict[str, float]:
    """Return R@1/5/10/50/100, MRR@10 and nDCG@10 of scores [questions, candidates]."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.take_along_axis(lists.rows, order, axis=1)
    return ranking_metrics(ranked.tolist(), lists.relevant)
