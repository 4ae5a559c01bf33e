"""Routes, fusion, ranking: from a question to the passages that answer it, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Snapshot
from index.encoders.encoder import Encoder
from index.encoders.vectors import Vectors
from index.model import Filters, StoredClause, StoredDocument
from index.tokens import content_tokens
from rag.model import Hit, Place
from rag.passages.deduplicate import shown
from rag.passages.evidence import locate
from rag.passages.near_duplicates import Choose, chosen_copies
from rag.passages.windows import (
    LONG,
    Near,
    Window,
    joining_keys,
    neighbour_keys,
    read_around,
    windows,
)
from rag.query.question import Question
from rag.ranking.cross_encoder import Reranker, reordered
from rag.ranking.features import Candidate
from rag.ranking.linear_ranker import LEADING, Ranker, load_ranker
from rag.ranking.looking import Look, looked_at
from rag.ranking.second_stage_features import LEADING_FEATURES
from rag.retrieval.document_priors import TRAITS, document_traits, statutes_share
from rag.retrieval.first_stage import Found, shortlist
from rag.retrieval.fusion import as_deviations, as_shares, by_rank, by_score
from rag.retrieval.query_terms import QuestionTerms, question_terms
from rag.retrieval.routes import FUSED_CLAUSES, Begun, Routes, RoutesFound
from rag.retrieval.search_budget import Effort, Scale, effort_for, for_part, for_passages, scale_of
from rag.retrieval.term_matrix import bags_of
from rag.retrieval.vocabulary import Vocabulary
from rag.retrieval.word_vectors import word_vectors

__all__ = ["Retriever"]

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
    "chosen",
    *TRAITS,
    *LEADING_FEATURES,
)
# Who has asked so many questions will ask more.
_MANY_QUESTIONS = 5
# Windows of long clauses whose own vectors are compared with the question.
ENCODED_WINDOWS = 80
# Characters of a clause for each of its words, rather too few: to read some clauses more costs less
# than to read once more.
_CHARACTERS = 1.55


@dataclass(frozen=True, slots=True)
class _Pool:
    """The passages to be ranked, and the clauses around them by key."""

    candidates: Sequence[Candidate]
    near: Near


class Retriever:
    """Finds passages in one snapshot of a Store."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        ranker: Ranker | None = None,
        *,
        reranker: Reranker | None = None,
        without: str | None = None,
    ) -> None:
        """Take a snapshot and the encoder its vectors were made by.

        :param reranker: reads the passages that lead again, with the question.
        :param without: a route by which nothing is found, to see what it is worth.
        """
        self._snapshot = snapshot
        self._encoder = encoder
        self._given_ranker = ranker
        self._reranker = reranker
        self.words = word_vectors(encoder, Vocabulary(snapshot))
        self._routes = Routes(snapshot, self.words, without)
        self._asked = 0
        # The same question's words are asked for again by whoever ranks, answers or explains.
        self._terms = lru_cache(maxsize=64)(self._read_terms)

    def begin(
        self,
        question: Question,
        filters: Filters | None = None,
        *,
        k: int = 10,
        part: bool = False,
    ) -> Begun:
        """Begin the search by meaning, which needs nothing but the question's text.

        :param k: passages that are wanted.
        :param part: it is a part of another question, of which less is shown.
        """
        vector = self._encoder.encode_questions([question.search])[0]
        effort = for_passages(effort_for(self._scale), k)
        return self._routes.begin(vector, filters, for_part(effort) if part else effort)

    def retrieve(
        self,
        question: Question,
        k: int = 10,
        *,
        filters: Filters | None = None,
        begun: Begun | None = None,
        choose: Choose | None = None,
    ) -> list[Hit]:
        """Return at most ``k`` passages, best first; those further down with more around them.

        :param begun: what ``begin`` returned for the same text and filters.
        :param choose: which of several documents that say the same word for word is cited; the
            first where it is ``None``.
        """
        self._asked += 1
        if self._asked >= _MANY_QUESTIONS:
            self.words.prepare()
        pool = self._pool(question, filters, begun or self.begin(question, filters, k=k))
        candidates = pool.candidates
        if not candidates:
            return []
        look = self.look(question, candidates)
        order, scores = look.order, look.scores
        if self._reranker is not None:
            order, scores = reordered(question.search, order, scores, candidates, self._reranker)
        if choose is not None:
            order = chosen_copies(order, candidates, choose)
        return [
            self._hit(
                window,
                candidates[place].document,
                float(scores[place]),
                look.figures(place, EXPLAINED),
            )
            for place, window in shown([c.window for c in candidates], order, k, pool.near)
        ]

    def look(
        self, question: Question, candidates: Sequence[Candidate], leading_count: int = LEADING
    ) -> Look:
        """Rank passages; see ``rag.ranking.looking``."""
        bags = bags_of([c.window for c in candidates], self._snapshot, self.words.vocabulary)
        terms = self.terms(question)
        return looked_at(
            terms, candidates, bags, self.words, self.regions, self.ranker, leading_count
        )

    @cached_property
    def regions(self) -> frozenset[str]:
        """Return the places the Store's Documents are of, as their records write them."""
        return frozenset(d.region for d in self._snapshot.documents() if d.region)

    def candidates(
        self, question: Question, *, filters: Filters | None = None
    ) -> Sequence[Candidate]:
        """Return every passage the ranker is to order, with what the routes said of it."""
        return self._pool(question, filters, self.begin(question, filters)).candidates

    def _pool(self, question: Question, filters: Filters | None, begun: Begun) -> _Pool:
        vector = begun.vector
        self.terms(question)  # needed later; while another thread searches by meaning
        found = self._routes.search(question, begun, filters)
        cosines = self._cosines(found, vector)
        unread = self._unread(found, cosines)
        chosen = self._shortlist(question, unread, begun.effort)
        keys = list(chosen)
        near, joining = self._near(keys)
        clauses = [near[key] for key in keys]
        read_around([(c, joining[c.key]) for c in clauses if len(c.text) <= LONG], near)
        pieces = [w for c in clauses for w in windows(c, near.among(joining[c.key]))]
        similarity = self._window_similarity(pieces, vector, cosines)
        return _Pool(self._assemble(pieces, similarity, found, unread, chosen), near)

    def _shortlist(self, question: Question, unread: Found, effort: Effort) -> dict[int, float]:
        """Return the keys of the clauses that are to be read with their scores, best first."""
        if not self._snapshot.vocabulary or not len(unread.keys):
            return dict.fromkeys(unread.keys[:FUSED_CLAUSES].tolist(), 0.0)
        terms = self.terms(question)
        return shortlist(terms, unread, self._snapshot, self.words, effort, self._scale)

    def unread(self, question: Question) -> Found:
        """Return every clause the routes find, none of them read, with what they say of it."""
        begun = self.begin(question)
        found = self._routes.search(question, begun, None)
        return self._unread(found, self._cosines(found, begun.vector))

    def _unread(self, found: RoutesFound, cosines: Mapping[int, float]) -> Found:
        keys = np.fromiter(found.fused, np.int64)
        places, owners = np.unique(self._snapshot.document_places(keys), return_inverse=True)
        documents = self._snapshot.documents_at(places.tolist())
        lexical, dense = found.routes["lexical"], found.routes["dense"]
        columns: dict[str, Mapping[int, float]] = {
            "fused": found.fused,
            "lexical": as_shares(lexical),
            "lexical_rank": by_rank(lexical),
            "dense_rank": by_rank(dense),
            "cosine": cosines,
            "exact_address": dict.fromkeys(found.addressed, 1.0),
        }
        routes: dict[str, NDArray[Any]] = {
            name: np.asarray(list(map(values.get, found.fused, repeat(0.0))), np.float64)
            for name, values in columns.items()
        }
        for name, ids in (("exact_number", found.numbered), ("exact_title", found.titled)):
            routes[name] = np.asarray([d.id in ids for d in documents], np.bool_)[owners]
        return Found(keys, documents, owners, routes, self._traits[places])

    @cached_property
    def ranker(self) -> Ranker:
        """Return what orders passages."""
        return self._given_ranker or load_ranker(self._scale)

    @cached_property
    def _scale(self) -> Scale:
        documents = self._snapshot.documents
        return scale_of(self._snapshot.clause_count, lambda: statutes_share(documents()))

    @cached_property
    def _traits(self) -> NDArray[np.float32]:
        return document_traits(self._snapshot)

    def _cosines(self, found: RoutesFound, vector: Vectors) -> dict[int, float]:
        """Return the cosine of every clause found with the question."""
        cosines = {m.key: m.score for m in found.routes["dense"]}
        others = [key for key in found.fused if key not in cosines]
        values = self._snapshot.vectors(others) @ vector
        cosines.update(zip(others, values.tolist(), strict=True))
        return cosines

    # ---- passages -------------------------------------------------------------------------

    def _near(self, keys: Sequence[int]) -> tuple[Near, dict[int, range]]:
        """Return the clauses of ``keys`` and those around them, by key.

        :return: and for each the keys of those that may join it in a passage.
        """
        placed = self._snapshot.clauses_with_article_keys(keys)
        found = [clause for clause, _ in placed]
        documents = self._documents(found)
        counts = [documents[c.document_id].clause_count for c in found]
        around = [neighbour_keys(c, n) for c, n in zip(found, counts, strict=True)]
        joining = {
            c.key: joining_keys(c, n, article)
            for (c, article), n in zip(placed, counts, strict=True)
        }
        beside = list(set(chain.from_iterable(around)))
        return Near(found, beside, self._snapshot.clauses, self._lengths(beside)), joining

    def _lengths(self, keys: Sequence[int]) -> dict[int, float]:
        """Return about how many characters clauses have, by key, none of them read.

        Nothing, where the Store has no words by number.
        """
        if not self._snapshot.vocabulary:
            return {}
        words = self._snapshot.token_counts(np.asarray(keys, np.int64))
        return dict(zip(keys, (words * _CHARACTERS).tolist(), strict=True))

    def _window_similarity(
        self, pieces: Sequence[Window], vector: Vectors, cosines: Mapping[int, float]
    ) -> list[float]:
        """Return each passage's cosine with the question; the clause's where it is a whole one."""
        similarity = [cosines[p.clause.key] for p in pieces]
        chosen = [i for i, p in enumerate(pieces) if not p.whole][:ENCODED_WINDOWS]
        if chosen:
            vectors = self._encoder.encode_documents([pieces[i].text for i in chosen])
            for i, score in zip(chosen, vectors @ vector, strict=True):
                similarity[i] = float(score)
        return similarity

    def _assemble(
        self,
        pieces: Sequence[Window],
        similarity: Sequence[float],
        found: RoutesFound,
        unread: Found,
        chosen: Mapping[int, float],
    ) -> list[Candidate]:
        ranks = {name: by_rank(matches) for name, matches in found.routes.items()}
        lexical = as_shares(found.routes["lexical"])
        dense = as_deviations(by_score(found.routes["dense"]))
        documents = self._documents(p.clause for p in pieces)
        weight = _document_scores(unread)
        traits = {d.id: row for d, row in zip(unread.documents, unread.traits, strict=True)}
        # Against all that lead in the routes' order: what was chosen of them is alike.
        leading = unread.routes["cosine"][:FUSED_CLAUSES]
        low = float(leading.min(initial=1.0))
        spread = float(leading.std() if len(leading) else 0.0) or 1.0
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
                chosen=chosen[piece.clause.key],
                traits=traits[piece.clause.document_id],
            )
            for piece, near in zip(pieces, similarity, strict=True)
        ]

    def _hit(
        self, window: Window, document: StoredDocument, score: float, figures: Mapping[str, float]
    ) -> Hit:
        clause = window.clause
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
            document=document,
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
            scores=figures,
        )

    def _documents(self, clauses: Iterable[StoredClause]) -> dict[str, StoredDocument]:
        ids = list(dict.fromkeys(clause.document_id for clause in clauses))
        return dict(zip(ids, self._snapshot.documents_by_id(ids), strict=True))

    def terms(self, question: Question) -> QuestionTerms:
        """Return the question's words, weighed by how rare they are in the Store."""
        return self._terms(question)

    def _read_terms(self, question: Question) -> QuestionTerms:
        frequencies = self._snapshot.document_frequency(content_tokens(question.search))
        return question_terms(question, frequencies, self._snapshot.clause_count, self._scale)


def _document_scores(unread: Found) -> dict[str, float]:
    """Return each Document's share of the fused scores of the clauses that lead by them."""
    owners, fused = unread.owners[:FUSED_CLAUSES], unread.routes["fused"][:FUSED_CLAUSES]
    scores = np.bincount(owners, weights=fused, minlength=len(unread.documents))
    scores = scores / (scores.sum() or 1.0)
    return {d.id: float(score) for d, score in zip(unread.documents, scores, strict=True)}
