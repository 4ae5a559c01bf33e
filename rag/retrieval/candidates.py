"""From a question to candidate passages: search by every route, choose clauses, cut windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import Encoder
from index.encoders.recent import RecentVectors
from index.encoders.vectors import Vectors
from index.engine import SearchView
from index.model import Filters, Match, StoredClause, StoredDocument
from index.recent_cache import cached_method
from rag.model import FoundBy
from rag.passages.windows import (
    LONG,
    Near,
    Window,
    joining_keys,
    neighbour_keys,
    read_around,
    windows,
)
from rag.query.entities import regions_named
from rag.query.question import Question
from rag.query.word_forms import word_forms
from rag.retrieval.document_priors import (
    Traits,
    document_traits,
    statutes_share,
    without_places_asked,
)
from rag.retrieval.first_stage import Found, first_stage
from rag.retrieval.query_terms import QuestionTerms, question_terms, question_words
from rag.retrieval.routes import (
    FUSED_CLAUSES,
    Begun,
    Routes,
    RoutesFound,
    as_deviations,
    as_shares,
    by_rank,
    by_score,
)
from rag.retrieval.search_budget import Effort, Scale, effort_for, for_part, for_passages, scale_of
from rag.retrieval.term_forms import TermForms
from rag.retrieval.word_vectors import Vocabulary, word_vectors

__all__ = ["Candidate", "CandidatePool", "Retriever"]

# Who has asked so many questions will ask more.
_MANY_QUESTIONS = 5
# Windows of long clauses whose own vectors are compared with the question.
ENCODED_WINDOWS = 80
# Characters of a clause for each of its words, rather too few: to read some clauses more costs less
# than to read once more.
_CHARACTERS = 1.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the routes said of its clause.

    :param lexical: BM25 score as a share of the best, 0 when that route did not find it.
    :param lexical_rank: 1 / rank, 0 when not found; likewise ``dense_rank``.
    :param dense: cosine with the clause in standard deviations over the candidates.
    :param window_dense: likewise with the passage itself.
    :param chosen: the score of the first stage, for which its clause was read.
    :param traits: float32 [len(TRAITS)], its Document's.
    """

    window: Window
    document: StoredDocument
    fused: float
    lexical: float
    lexical_rank: float
    dense: float
    dense_rank: float
    window_dense: float
    exact_number: bool
    exact_title: bool
    exact_address: bool
    document_score: float
    chosen: float
    traits: NDArray[np.float32]

    @property
    def found_by(self) -> frozenset[FoundBy]:
        """Return the routes that found it."""
        routes = {
            FoundBy.WORDS: self.lexical,
            FoundBy.MEANING: self.dense,
            FoundBy.NUMBER: self.exact_number,
            FoundBy.TITLE: self.exact_title,
            FoundBy.ADDRESS: self.exact_address,
        }
        return frozenset(route for route, score in routes.items() if score)


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """The passages to be ranked, and the clauses around them by key."""

    candidates: Sequence[Candidate]
    near: Near


class Retriever:
    """Finds candidate passages in one snapshot of a Store. Safe to use from several threads."""

    def __init__(
        self, snapshot: SearchView, encoder: Encoder, *, without: str | None = None
    ) -> None:
        """Take a snapshot and the encoder its vectors were made by.

        :param without: a route by which nothing is found, to see what it is worth.
        """
        self._snapshot = snapshot
        self._encoder = encoder
        self._windows = RecentVectors(encoder)
        self.words = word_vectors(encoder, Vocabulary(snapshot))
        self._routes = Routes(snapshot, self.words, without)
        self._asked = 0
        # The same question's words are asked for again by whoever ranks, answers or explains.
        self._terms = cached_method(self._read_terms, 64)

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
        effort = for_passages(effort_for(self.scale), k)
        return self._routes.begin(vector, filters, for_part(effort) if part else effort)

    def candidates(
        self, question: Question, *, filters: Filters | None = None, begun: Begun | None = None
    ) -> CandidatePool:
        """Return every passage that is to be ranked, with what the routes said of it.

        :param begun: what ``begin`` returned for the same text and filters.
        """
        self._asked += 1
        if self._asked >= _MANY_QUESTIONS:
            self.words.prepare()
        begun = begun or self.begin(question, filters)
        vector = begun.vector
        # While another thread searches by meaning.
        found, traits = self._search(question, begun, filters)
        cosines = self._cosines(found, vector)
        unread = self._unread(found, cosines, traits)
        chosen = self._chosen(question, unread, begun.effort)
        keys = list(chosen)
        near, joining = self._near(keys)
        clauses = [near[key] for key in keys]
        read_around([(c, joining[c.key]) for c in clauses if len(c.text) <= LONG], near)
        pieces = [w for c in clauses for w in windows(c, near.among(joining[c.key]))]
        similarity = self._window_similarity(pieces, vector, cosines)
        return CandidatePool(self._assemble(pieces, similarity, found, unread, chosen), near)

    @cached_property
    def regions(self) -> frozenset[str]:
        """Return the places the Store's Documents are of, as their records write them."""
        return frozenset(d.region for d in self._snapshot.documents() if d.region)

    def _chosen(self, question: Question, unread: Found, effort: Effort) -> dict[int, float]:
        """Return the keys of the clauses that are to be read with their scores, best first."""
        if not self._snapshot.vocabulary or not len(unread.keys):
            return dict.fromkeys(unread.keys[:FUSED_CLAUSES].tolist(), 0.0)
        terms = self.terms(question)
        return first_stage(terms, unread, self._snapshot, self.words, effort, self.scale)

    def unread(self, question: Question) -> Found:
        """Return every clause the routes find, none of them read, with what they say of it."""
        begun = self.begin(question)
        found, traits = self._search(question, begun, None)
        return self._unread(found, self._cosines(found, begun.vector), traits)

    def _search(
        self, question: Question, begun: Begun, filters: Filters | None
    ) -> tuple[RoutesFound, Traits]:
        """Return what the routes find, and the traits of all Documents as the question sees them.

        Among many clauses a route's order rests on what the Documents are, too.
        """
        named = regions_named(question.plain, question.places, self.regions)
        traits = without_places_asked(self._traits, self._regions, named)

        def traits_of(matches: Sequence[Match]) -> Traits:
            keys = np.fromiter((match.key for match in matches), np.int64, len(matches))
            return traits[self._snapshot.document_places(keys)]

        others = self.terms(question).others
        by = traits_of if self.scale is Scale.MANY else None
        return self._routes.search(question, others, begun, filters, by), traits

    def _unread(self, found: RoutesFound, cosines: Mapping[int, float], traits: Traits) -> Found:
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
        return Found(keys, documents, owners, routes, traits[places])

    @cached_property
    def scale(self) -> Scale:
        """Return the scale of the Store, for which weights are fitted."""
        documents = self._snapshot.documents
        return scale_of(self._snapshot.clause_count, lambda: statutes_share(documents()))

    @cached_property
    def _traits(self) -> Traits:
        return document_traits(self._snapshot)

    @cached_property
    def _regions(self) -> NDArray[np.str_]:
        """Return the region of every Document, by the numbers of ``document_places``."""
        documents = self._snapshot.documents_at(range(len(self._traits)))
        return np.asarray([d.region or "" for d in documents], np.str_)

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
            vectors = self._windows.of([pieces[i].text for i in chosen])
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

    def _documents(self, clauses: Iterable[StoredClause]) -> dict[str, StoredDocument]:
        ids = list(dict.fromkeys(clause.document_id for clause in clauses))
        return dict(zip(ids, self._snapshot.documents_by_id(ids), strict=True))

    def terms(self, question: Question) -> QuestionTerms:
        """Return the question's words, weighed by how rare they are in the Store."""
        return self._terms(question)

    def _read_terms(self, question: Question) -> QuestionTerms:
        found = word_forms(question.search)
        forms = TermForms.of(question_words(question, found), found.forms)
        frequencies = self._snapshot.document_frequency(forms.tokens)
        if unlabelled := found.asking & forms.absent(frequencies):
            # No guide of the Store has such a label: the words ask as any others do.
            found = word_forms(question.search, without=unlabelled)
            forms = TermForms.of(question_words(question, found), found.forms)
            frequencies = self._snapshot.document_frequency(forms.tokens)
        forms = forms.needed(found.everyday, frequencies)
        return question_terms(question, frequencies, self._snapshot.clause_count, self.scale, forms)


def _document_scores(unread: Found) -> dict[str, float]:
    """Return each Document's share of the fused scores of the clauses that lead by them."""
    owners, fused = unread.owners[:FUSED_CLAUSES], unread.routes["fused"][:FUSED_CLAUSES]
    scores = np.bincount(owners, weights=fused, minlength=len(unread.documents))
    scores = scores / (scores.sum() or 1.0)
    return {d.id: float(score) for d, score in zip(unread.documents, scores, strict=True)}
