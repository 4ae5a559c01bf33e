"""The routes from a question to clauses: words, meaning, documents named, addresses; fused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.normalize import comparable
from index.encoders.vectors import Vectors
from index.engine import SearchView
from index.model import Filters, Match
from index.tokens import content_tokens
from rag.query.question import Question
from rag.retrieval.document_priors import Traits, by_worth
from rag.retrieval.search_budget import Effort
from rag.retrieval.word_vectors import WordVectors

__all__ = [
    "FUSED_CLAUSES",
    "ROUTES",
    "Begun",
    "Routes",
    "RoutesFound",
    "as_deviations",
    "as_shares",
    "by_rank",
    "by_score",
    "fuse",
]

ROUTES = ("lexical", "dense", "named", "address")
# Clauses that lead in the order of the routes: those that are read where there are no words by
# number to choose by, and those whose Documents an address is looked for in.
FUSED_CLAUSES = 60

# The constant of reciprocal rank fusion: Cormack, Clarke and Büttcher 2009.
FUSION_K = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """A search by meaning that has begun.

    :param vector: of the question, float32 [dim].
    :param nearest: waits for what is found.
    :param effort: that the whole search is to take.
    """

    vector: Vectors
    nearest: Callable[[], Sequence[Match]]
    effort: Effort


@dataclass(frozen=True, slots=True)
class RoutesFound:
    """What the routes found: fused scores and each route's matches."""

    fused: Mapping[int, float]
    routes: Mapping[str, Sequence[Match]]
    numbered: frozenset[str]
    titled: frozenset[str]
    addressed: frozenset[int]


class Routes:
    """Searches one snapshot by every route."""

    def __init__(
        self, snapshot: SearchView, words: WordVectors, without: str | None = None
    ) -> None:
        """Take what is searched.

        :param without: one of ``ROUTES``, by which nothing is found.
        """
        self._snapshot = snapshot
        self._words = words
        self._without = without

    def begin(self, vector: Vectors, filters: Filters | None, effort: Effort) -> Begun:
        """Begin the search by meaning.

        :param vector: of the question, float32 [dim].
        """
        nearest = self._snapshot.begin_search_vector(vector, effort.searched, filters=filters)
        return Begun(vector, nearest, effort)

    def search(
        self,
        question: Question,
        others: Sequence[str],
        begun: Begun,
        filters: Filters | None,
        traits_of: Callable[[Sequence[Match]], Traits] | None = None,
    ) -> RoutesFound:
        """Return what all routes find.

        :param others: words to search by as well.
        :param traits_of: returns the traits of the Documents of what a route found, by which it is
            ordered too; ``None``: by its scores alone.
        """
        snapshot, depth = self._snapshot, begun.effort.routed
        words = self._searched(question, others)
        numbered, titled = self._named_documents(question)
        routes: dict[str, Sequence[Match]] = {
            "lexical": snapshot.search_text(words, begun.effort.searched, filters=filters),
            "dense": begun.nearest(),
        }
        if traits_of is not None:
            routes = {name: by_worth(name, f, traits_of(f)) for name, f in routes.items()}
        routes = {name: found[:depth] for name, found in routes.items()}
        inside = tuple(sorted(numbered | titled))
        if inside:
            narrow = replace(filters or Filters(), documents=inside)
            routes["named"] = snapshot.search_text(words, depth, filters=narrow)
        addressed = self._addressed(question, routes, inside)[:depth]
        routes["address"] = [Match(key, 1.0) for key in addressed]
        if self._without is not None:
            routes[self._without] = []
        fused = fuse(routes, {"named": 2.0, "address": 3.0})
        at_address = frozenset(match.key for match in routes["address"])
        return RoutesFound(fused, routes, numbered, titled, at_address)

    def _searched(self, question: Question, others: Sequence[str]) -> str:
        """Return the words to search by; an English question's with Chinese ones that mean them."""
        if question.language != "en":
            return " ".join((question.search, *others))
        english = [w for w in content_tokens(question.search) if w.isascii() and w.isalpha()]
        return " ".join((question.search, *self._words.nearest(english)))

    def _named_documents(self, question: Question) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of Documents named by number, and by title."""
        if question.named:
            return frozenset(), frozenset(question.named)
        numbered = {d.id for n in question.numbers for d in self._snapshot.documents_numbered(n)}
        titled = {
            d.id
            for title in question.titles
            for d in self._snapshot.documents_titled(title, 3)
            if comparable(title) in comparable(d.title or "")
        }
        return frozenset(numbered), frozenset(titled)

    def _addressed(
        self, question: Question, routes: Mapping[str, Sequence[Match]], inside: Sequence[str]
    ) -> list[int]:
        """Return the clauses at the address the question names, in the likeliest Documents."""
        if not question.addresses:
            return []
        documents = inside or self._likely_documents(routes)
        return [
            key
            for key, address in self._snapshot.addresses(documents)
            if any(address.matches(asked) for asked in question.addresses)
        ]

    def _likely_documents(self, routes: Mapping[str, Sequence[Match]], most: int = 3) -> list[str]:
        """Return the Documents whose clauses the routes found most."""
        fused = fuse(routes, {})
        keys = np.fromiter(fused, np.int64)[:FUSED_CLAUSES]
        places, owners = np.unique(self._snapshot.document_places(keys), return_inverse=True)
        scores = np.bincount(owners, weights=[fused[key] for key in keys.tolist()])
        best = np.argsort(-scores, kind="stable")[:most]
        return [d.id for d in self._snapshot.documents_at(places[best].tolist())]


def fuse(routes: Mapping[str, Sequence[Match]], weights: Mapping[str, float]) -> dict[int, float]:
    """Fuse ranked routes by reciprocal rank: the sum of ``weight / (60 + rank)``.

    :param routes: matches by route, best first; ranks count from 1.
    :return: score by clause key, best first.
    """
    fused: dict[int, float] = {}
    for name, matches in routes.items():
        weight = weights.get(name, 1.0)
        for rank, match in enumerate(matches, start=1):
            fused[match.key] = fused.get(match.key, 0.0) + weight / (FUSION_K + rank)
    return dict(sorted(fused.items(), key=lambda item: -item[1]))


def by_rank(matches: Sequence[Match]) -> dict[int, float]:
    """Return 1 / rank by clause key."""
    return {match.key: 1.0 / rank for rank, match in enumerate(matches, start=1)}


def by_score(matches: Sequence[Match]) -> dict[int, float]:
    """Return the score by clause key."""
    return {match.key: match.score for match in matches}


def as_shares(matches: Sequence[Match]) -> dict[int, float]:
    """Return each score as a share of the best."""
    best = max((match.score for match in matches), default=0.0) or 1.0
    return {match.key: match.score / best for match in matches}


def as_deviations(found: Mapping[int, float]) -> dict[int, float]:
    """Return scores in standard deviations above the lowest: encoders' cosines differ widely."""
    values = np.asarray(list(found.values()), dtype=np.float64)
    if not len(values):
        return {}
    low, scale = values.min(), values.std() or 1.0
    return {key: float((score - low) / scale) for key, score in found.items()}
