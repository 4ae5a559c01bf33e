"""Routes, fusion, ranking: from a question to the passages that answer it, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from index import Snapshot
from index.encoders import Encoder
from index.model import Filters, Match, StoredClause, StoredDocument
from index.tokens import content_tokens
from rag.bags import bags_of
from rag.evidence import locate
from rag.features import FEATURES, Candidate, feature_rows
from rag.model import Hit, Place
from rag.passages import Near, Window, expanded, neighbour_keys, windows
from rag.question import Question
from rag.ranking import Ranker, load_ranker
from rag.terms import QuestionTerms, question_terms
from rag.wordvectors import word_vectors

__all__ = ["Retriever", "fuse"]

# Features a hit carries, for `search --explain` and for the confidence.
EXPLAINED = (
    "fused",
    "lexical",
    "dense",
    "window_dense",
    "best_sentence",
    "coverage",
    "coverage_residual",
    "coverage_context",
    "soft",
    "soft_residual",
    "hardest",
    "hardest_two",
    "bm25",
    "kind_match",
    "exact_number",
    "exact_title",
    "exact_address",
    "document_score",
)
# Clauses asked of each route, and clauses that go on to the ranker.
ROUTE_DEPTH = 100
RANKED_CLAUSES = 60
# Windows of long clauses whose own vectors are compared with the question.
ENCODED_WINDOWS = 80
# The first hits are brief; later ones show up to this many characters.
BRIEF_HITS = 5
CONTEXT = 450
# The constant of reciprocal rank fusion: Cormack, Clarke and Büttcher 2009.
FUSION_K = 60


def fuse(routes: Mapping[str, Sequence[Match]], weights: Mapping[str, float]) -> dict[int, float]:
    """Fuse ranked routes by reciprocal rank: the sum of ``weight / (60 + rank)``.

    :param routes: matches by route, best first; ranks count from 1.
    :return: score by clause key, best first.
    """
    scores: dict[int, float] = {}
    for name, matches in routes.items():
        weight = weights.get(name, 1.0)
        for rank, match in enumerate(matches, start=1):
            scores[match.key] = scores.get(match.key, 0.0) + weight / (FUSION_K + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the routes found: fused scores and each route's matches."""

    fused: Mapping[int, float]
    routes: Mapping[str, Sequence[Match]]
    numbered: frozenset[str]
    titled: frozenset[str]
    addressed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Pool:
    """The passages to be ranked, and the clauses around them by key."""

    candidates: Sequence[Candidate]
    near: Mapping[int, StoredClause]


class Retriever:
    """Finds passages in one snapshot of a Store."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, ranker: Ranker | None = None) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._ranker = ranker or load_ranker()
        self.words = word_vectors(encoder)

    def retrieve(
        self, question: Question, k: int = 10, *, filters: Filters | None = None
    ) -> list[Hit]:
        """Return at most ``k`` passages, best first; those further down with more around them."""
        pool = self._pool(question, filters)
        if not pool.candidates:
            return []
        rows = self.rows(question, pool.candidates)
        scores = self._ranker.score(rows)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        return [
            self._hit(candidate, float(scores[place]), rows[place])
            for place, candidate in _shown(pool, order, k)
        ]

    def candidates(
        self, question: Question, *, filters: Filters | None = None
    ) -> Sequence[Candidate]:
        """Return every passage the ranker is to order, with what the routes said of it."""
        return self._pool(question, filters).candidates

    def rows(self, question: Question, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
        """Return the ranker's figures of passages, float32 [passages, len(FEATURES)]."""
        bags = bags_of([c.window for c in candidates], self._snapshot)
        return feature_rows(self.terms(question), candidates, bags, self.words)

    def _pool(self, question: Question, filters: Filters | None) -> _Pool:
        vector = self._encoder.encode_questions([question.search])
        found = self._search(question, vector, filters)
        keys = list(found.fused)[:RANKED_CLAUSES]
        near = self._near(keys)
        pieces = [w for key in keys for w in windows(near[key], near)]
        similarity = self._window_similarity(pieces, vector, found)
        return _Pool(self._assemble(pieces, similarity, found), near)

    # ---- routes ---------------------------------------------------------------------------

    def _search(self, question: Question, vector: np.ndarray, filters: Filters | None) -> _Found:
        snapshot = self._snapshot
        named = self._named_documents(question)
        routes: dict[str, Sequence[Match]] = {
            "lexical": snapshot.search_text(question.search, ROUTE_DEPTH, filters=filters),
            "dense": snapshot.search_vector(vector[0], ROUTE_DEPTH, filters=filters),
        }
        numbered, titled = named
        inside = tuple(numbered | titled)
        if inside:
            narrow = replace(filters or Filters(), documents=inside)
            routes["named"] = snapshot.search_text(question.search, ROUTE_DEPTH, filters=narrow)
        addressed = self._addressed(question, routes, inside)
        routes["address"] = [Match(key, 1.0) for key in addressed]
        fused = fuse(routes, {"named": 2.0, "address": 3.0})
        return _Found(fused, routes, numbered, titled, frozenset(addressed))

    def _named_documents(self, question: Question) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of Documents named by number, and by title in 《》."""
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
            clause.key
            for document_id in documents
            for article in self._snapshot.articles(document_id)
            for clause in article.clauses
            if any(clause.address.matches(address) for address in question.addresses)
        ][:ROUTE_DEPTH]

    def _likely_documents(self, routes: Mapping[str, Sequence[Match]], most: int = 3) -> list[str]:
        """Return the Documents whose clauses the routes found most."""
        fused = fuse(routes, {})
        keys = list(fused)[:RANKED_CLAUSES]
        scores: dict[str, float] = {}
        for clause in self._snapshot.clauses(keys):
            scores[clause.document_id] = scores.get(clause.document_id, 0.0) + fused[clause.key]
        return sorted(scores, key=lambda d: -scores[d])[:most]

    # ---- passages -------------------------------------------------------------------------

    def _near(self, keys: Sequence[int]) -> Near:
        """Return the clauses of ``keys`` and those that may join them in a passage, by key."""
        found = self._snapshot.clauses(keys)
        documents = self._documents(found)
        around = [neighbour_keys(c, documents[c.document_id].clause_count) for c in found]
        near = Near(found, chain.from_iterable(around), self._snapshot.clauses)
        # Nearly every short clause is joined to, or at least measured against, those beside it.
        short = [c.key for c, keys in zip(found, around, strict=True) if len(keys) > 1]
        near.look_at({key + step for key in short for step in (-1, 1, 2)})
        return near

    def _window_similarity(
        self, pieces: Sequence[Window], vector: np.ndarray, found: _Found
    ) -> list[float]:
        """Return each passage's cosine with the question; the clause's where it is a whole one."""
        dense = {m.key: m.score for m in found.routes["dense"]}
        others = sorted({p.clause.key for p in pieces} - dense.keys())
        cosines = self._snapshot.vectors(others) @ vector[0]
        dense.update(zip(others, map(float, cosines), strict=True))
        similarity = [dense[p.clause.key] for p in pieces]
        chosen = [i for i, p in enumerate(pieces) if not p.whole][:ENCODED_WINDOWS]
        if chosen:
            vectors = self._encoder.encode_documents([pieces[i].text for i in chosen])
            for i, score in zip(chosen, vectors @ vector[0], strict=True):
                similarity[i] = float(score)
        return similarity

    def _assemble(
        self, pieces: Sequence[Window], similarity: Sequence[float], found: _Found
    ) -> list[Candidate]:
        ranks = {name: _ranks(matches) for name, matches in found.routes.items()}
        lexical = _shares(found.routes["lexical"])
        dense = _standard(_scores(found.routes["dense"]))
        documents = self._documents(p.clause for p in pieces)
        weight = _document_scores(pieces, found.fused)
        low = min(similarity, default=0.0)
        spread = float(np.std(similarity or [0.0])) or 1.0
        return [
            Candidate(
                window=piece,
                document=documents[piece.clause.document_id],
                fused=found.fused[piece.clause.key],
                lexical=lexical.get(piece.clause.key, 0.0),
                lexical_rank=ranks["lexical"].get(piece.clause.key, 0.0),
                dense=dense.get(piece.clause.key, 0.0),
                dense_rank=ranks["dense"].get(piece.clause.key, 0.0),
                window_dense=(near - low) / spread,
                exact_number=piece.clause.document_id in found.numbered,
                exact_title=piece.clause.document_id in found.titled,
                exact_address=piece.clause.key in found.addressed,
                document_score=weight[piece.clause.document_id],
            )
            for piece, near in zip(pieces, similarity, strict=True)
        ]

    def _hit(self, candidate: Candidate, score: float, row: np.ndarray) -> Hit:
        clause, window = candidate.window.clause, candidate.window
        start, end = window.clauses[0].start, window.clauses[-1].end
        if not window.whole:
            source = self._snapshot.text(clause.document_id)
            start, end = locate(
                source, start, end, clause.text, (window.start, window.start + len(window.text))
            )
        return Hit(
            text=window.text,
            score=score,
            address=str(clause.address),
            document=candidate.document,
            clause_id=clause.id,
            article_id=clause.article_id,
            path=clause.path,
            start=start,
            end=end,
            row=clause.row,
            kind=clause.kind,
            places=tuple(
                Place(str(c.address), c.id, c.article_id, c.start, c.end)
                for c in (window.clauses if len(window.clauses) > 1 else ())
            ),
            scores={name: float(row[FEATURES.index(name)]) for name in EXPLAINED},
        )

    def _documents(self, clauses: Iterable[StoredClause]) -> dict[str, StoredDocument]:
        ids = dict.fromkeys(clause.document_id for clause in clauses)
        return {i: self._snapshot.document(i) for i in ids}

    def terms(self, question: Question) -> QuestionTerms:
        """Return the question's words, weighed by how rare they are in the Store."""
        frequencies = self._snapshot.document_frequency(content_tokens(question.search))
        return question_terms(question, frequencies, self._snapshot.clause_count)


def _ranks(matches: Sequence[Match]) -> dict[int, float]:
    return {match.key: 1.0 / rank for rank, match in enumerate(matches, start=1)}


def _scores(matches: Sequence[Match]) -> dict[int, float]:
    return {match.key: match.score for match in matches}


def _shares(matches: Sequence[Match]) -> dict[int, float]:
    """Return each score as a share of the best."""
    best = max((match.score for match in matches), default=0.0) or 1.0
    return {match.key: match.score / best for match in matches}


def _standard(scores: Mapping[int, float]) -> dict[int, float]:
    """Return scores in standard deviations above the lowest: encoders' cosines differ widely."""
    values = np.asarray(list(scores.values()), dtype=np.float64)
    if not len(values):
        return {}
    low, scale = values.min(), values.std() or 1.0
    return {key: float((score - low) / scale) for key, score in scores.items()}


def _document_scores(pieces: Sequence[Window], fused: Mapping[int, float]) -> dict[str, float]:
    """Return each Document's share of all fused scores."""
    scores: dict[str, float] = {}
    for key, document in {p.clause.key: p.clause.document_id for p in pieces}.items():
        scores[document] = scores.get(document, 0.0) + fused[key]
    total = sum(scores.values()) or 1.0
    return {document: score / total for document, score in scores.items()}


def _with_context(candidate: Candidate, rank: int, near: Mapping[int, StoredClause]) -> Candidate:
    """Show the first passages as they are, and more of what stands around the later ones.

    Who reads on has not found the answer yet; there the neighbourhood is worth more than brevity.
    """
    if rank <= BRIEF_HITS:
        return candidate
    return replace(candidate, window=expanded(candidate.window, near, CONTEXT))


def _shown(pool: _Pool, order: Sequence[int], k: int) -> list[tuple[int, Candidate]]:
    """Return at most ``k`` candidates with their places, as they are shown, best first.

    A passage whose text an earlier one shows already is left out.

    :param order: places in the pool, best first.
    """
    kept: list[tuple[int, Candidate]] = []
    shown: list[str] = []
    for place in order:
        candidate = pool.candidates[place]
        text = comparable(candidate.window.text)
        if any(text in earlier for earlier in shown):
            continue
        candidate = _with_context(candidate, len(kept) + 1, pool.near)
        kept.append((place, candidate))
        shown.append(comparable(candidate.window.text))
        if len(kept) == k:
            break
    return kept
