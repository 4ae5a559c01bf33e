"""From a question to the articles that answer it, best first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.statutes.collection import Collection
from rag.statutes.features import agreement_rows, route_rows, trait_rows, word_rows
from rag.statutes.postings import Ids, Values
from rag.statutes.routes import asked, find, top
from rag.statutes.scoring import Scorers

__all__ = ["POOL", "Ranked", "rank"]

POOL = 1_000
"""Candidates that are ordered; 97 in 100 answers are among them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates of one question, numbers of articles, with the scores of both ways.

    :param mixed: a weighted sum of BM25, cosines, what follows from them, and the law's standing.
    :param reranked: a net over the same figures.
    """

    rows: Ids
    mixed: Values
    reranked: Values

    def by_mixed(self, count: int) -> Ids:
        """Return the best articles by the weighted sum."""
        return self.rows[np.argsort(-self.mixed, kind="stable")[:count]]

    def by_reranked(self, count: int) -> Ids:
        """Return the best articles by the net."""
        return self.rows[np.argsort(-self.reranked, kind="stable")[:count]]


def rank(
    question: str, vector: Values, collection: Collection, scorers: Scorers, pool: int = POOL
) -> Ranked:
    """Order the articles of a collection for one question.

    :param vector: the question's unit vector, by the model that the collection was embedded with.
    :param pool: candidates to order.
    """
    seen = asked(question, vector, collection)
    found = find(seen, collection)
    rows = top(found.base, pool)
    routes = route_rows(found, rows)
    everything = np.concatenate(
        (
            routes,
            word_rows(seen, rows, collection),
            agreement_rows(scorers.first.score(routes), rows, collection.words),
            trait_rows(seen, rows, collection.words),
        ),
        axis=1,
    )
    return Ranked(rows, scorers.mixed.score(everything), scorers.reranked.score(everything))
