"""The engine protocol as plainly as it can be written: lists, BM25 and dot products in memory.

It is what the contract is checked against besides the Store, so that the cases say what an engine
must do and not what one engine happens to do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.address import Address
from corpus.model import Article, Clause, ClauseKind, Document, DocumentRecord, Reference
from corpus.normalize import comparable
from corpus.text.document_numbers import canonical_number, number_key
from index.encoders.encoder import Encoder
from index.encoders.vectors import Vectors
from index.engine import SearchView
from index.errors import StoreCorrupt, StoreError
from index.model import (
    AddReport,
    Filters,
    Match,
    StoredArticle,
    StoredClause,
    StoredDocument,
)
from index.searchfiles.analysis import embedding_text
from index.searchfiles.citation_counts import cited_titles, title_key
from index.searchfiles.lexical import DEFAULT_BOOSTS
from index.sqlite.records import article_number
from index.tokens import content_tokens, tokens

__all__ = ["MemoryEngine"]

T = TypeVar("T")


class MemoryEngine:
    """A collection in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._named: dict[str, list[Document]] = {}
        self._generation = 1
        self._view: MemoryView | None = None

    def snapshot(self) -> MemoryView:
        if self._view is None or self._view.generation != self._generation:
            documents = {d.id: d for named in self._named.values() for d in named}
            self._view = MemoryView(self._generation, list(documents.values()), self._encoder)
        return self._view

    def add_documents(self, name: str, documents: Sequence[Document]) -> AddReport:
        known = name in self._named
        self._named[name] = list(documents)
        self._generation += 1
        ids = tuple(d.id for d in documents)
        return AddReport(added=int(not known), replaced=int(known), documents=ids)

    def remove(self, document_ids: Iterable[str]) -> list[str]:
        wanted = list(dict.fromkeys(document_ids))
        present = {d.id for named in self._named.values() for d in named}
        if unknown := [i for i in wanted if i not in present]:
            raise StoreError(f"no document with id {unknown[0]!r}")
        for name, named in self._named.items():
            self._named[name] = [d for d in named if d.id not in wanted]
        self._generation += 1
        return wanted

    def close(self) -> None:
        self._named = {}


class MemoryView(SearchView):
    """One state of it. What the protocol makes of its other methods is not written again."""

    def __init__(self, generation: int, documents: list[Document], encoder: Encoder) -> None:
        self._generation = generation
        self._documents = documents
        self._articles: list[StoredArticle] = []
        for document in documents:
            first = sum(len(a.clauses) for a in self._articles)
            self._articles += _articles(document, first)
        self._clauses = [c for a in self._articles for c in a.clauses]
        self._tokens = [tokens(_own_text(c)) for c in self._clauses]
        self._vocabulary = list(dict.fromkeys(t for cut in self._tokens for t in cut))
        titles = {d.id: d.title for d in documents}
        texts = [
            embedding_text(
                titles[c.document_id], c.path, c.heading, c.text, c.row.header if c.row else ()
            )
            for c in self._clauses
        ]
        self._vectors = encoder.encode_documents(texts)

    @property
    def generation(self) -> int:
        return self._generation

    @property
    def clause_count(self) -> int:
        return len(self._clauses)

    # ---- searching ----------------------------------------------------------------------

    def search_text(
        self,
        question: str,
        k: int,
        *,
        fields: Mapping[str, float] | None = None,
        filters: Filters | None = None,
    ) -> list[Match]:
        totals: Counter[int] = Counter()
        for field, boost in (DEFAULT_BOOSTS if fields is None else fields).items():
            for key, score in _bm25(self._field(field), content_tokens(question)).items():
                totals[key] += boost * score
        return self._best({key: s for key, s in totals.items() if s > 0}, k, filters)

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        scores = {c.key: float(self._vectors[c.key] @ vector) for c in self._clauses}
        return self._best(scores, k, filters)

    def vectors(self, keys: Sequence[int]) -> Vectors:
        return self._vectors[[self._known(key) for key in keys]]

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        cut = [set(found) for found in self._tokens]
        return {word: sum(word in found for found in cut) for word in words}

    # ---- tokens -------------------------------------------------------------------------

    @property
    def vocabulary(self) -> Sequence[str]:
        return self._vocabulary

    @property
    def vocabulary_ids(self) -> Mapping[str, int]:
        return {token: number for number, token in enumerate(self._vocabulary)}

    def joined_token_ids(self, keys: Iterable[int]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        cut = [self._tokens[self._known(key)] for key in keys]
        known = self.vocabulary_ids
        ids = [known[token] for found in cut for token in found]
        return np.asarray(ids, np.uint32), np.asarray([len(found) for found in cut], np.int64)

    def document_token_ids(self, document_ids: Sequence[str]) -> list[NDArray[np.uint32]]:
        return [self.joined_token_ids(self._keys(name))[0] for name in document_ids]

    # ---- documents ----------------------------------------------------------------------

    def documents(self, filters: Filters | None = None) -> list[StoredDocument]:
        return [d for d in map(_stored, self._documents) if filters is None or _passes(d, filters)]

    def documents_by_id(self, document_ids: Sequence[str]) -> list[StoredDocument]:
        return [_stored(self._source(name)) for name in document_ids]

    def document_places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        places = {name: place for place, name in enumerate(self._placed())}
        owners = {c.key: places[c.document_id] for c in self._clauses}
        return np.asarray([owners.get(int(key), -1) for key in keys], np.int64)

    def documents_at(self, places: Sequence[int]) -> list[StoredDocument]:
        if any(place < 0 for place in places):
            raise StoreCorrupt("a clause of no document")
        names = self._placed()
        return self.documents_by_id([names[place] for place in places])

    @property
    def citation_counts(self) -> NDArray[np.int64]:
        own = {name: title_key(self.document(name).title or "") for name in self._placed()}
        cited: Counter[str] = Counter()
        for name in own:
            found = [cited_titles(self._clauses[key].text) for key in self._keys(name)]
            cited.update(set().union(*found) - {own[name]})
        return np.asarray([cited[key] if key else 0 for key in own.values()], np.int64)

    def documents_numbered(self, number: str) -> list[StoredDocument]:
        key = canonical_number(number) or number_key(number)
        return [d for d in self.documents() if d.number and number_key(d.number) == key]

    def documents_titled(self, text: str, k: int) -> list[StoredDocument]:
        titles = {i: tokens(_title_text(d)) for i, d in enumerate(self._documents)}
        scores = _bm25(titles, content_tokens(text) or tokens(text))
        best = sorted(scores, key=lambda i: -scores[i])[:k]
        return [_stored(self._documents[i]) for i in best if scores[i] > 0]

    def texts(self, document_ids: Sequence[str]) -> list[str]:
        return [self._source(name).text for name in document_ids]

    def repeals_by_id(self, document_ids: Sequence[str]) -> list[tuple[Reference, ...]]:
        return [self._source(name).repeals for name in document_ids]

    def all_repeals(self) -> list[Reference]:
        return [reference for d in self._documents for reference in d.repeals]

    # ---- articles and clauses -----------------------------------------------------------

    def articles(self, document_id: str) -> list[StoredArticle]:
        self._source(document_id)
        return [a for a in self._articles if a.document_id == document_id]

    def articles_numbered(
        self, document_id: str, number: int, suffix: int = 0
    ) -> list[StoredArticle]:
        wanted = (number, suffix)
        return [a for a in self.articles(document_id) if article_number(a.address) == wanted]

    def articles_by_id(self, article_ids: Sequence[str]) -> list[StoredArticle]:
        return [_only([a for a in self._articles if a.id == name], name) for name in article_ids]

    def addresses(self, document_ids: Sequence[str]) -> list[tuple[int, Address]]:
        return [(key, self._clauses[key].address) for n in document_ids for key in self._keys(n)]

    def clauses_with_article_keys(self, keys: Sequence[int]) -> list[tuple[StoredClause, range]]:
        spans = {a.id: range(a.clauses[0].key, a.clauses[-1].key + 1) for a in self._filled()}
        found = [self._clauses[self._known(key)] for key in keys]
        return [(clause, spans[clause.article_id]) for clause in found]

    # ---- inside -------------------------------------------------------------------------

    def _known(self, key: int) -> int:
        if not 0 <= key < len(self._clauses):
            raise KeyError(key)
        return key

    def _filled(self) -> list[StoredArticle]:
        return [a for a in self._articles if a.clauses]

    def _placed(self) -> list[str]:
        """Return the ids of the documents that have clauses, by place."""
        return list(dict.fromkeys(c.document_id for c in self._clauses))

    def _keys(self, document_id: str) -> list[int]:
        self._source(document_id)
        return [c.key for c in self._clauses if c.document_id == document_id]

    def _source(self, document_id: str) -> Document:
        return _only([d for d in self._documents if d.id == document_id], document_id)

    def _field(self, name: str) -> dict[int, list[str]]:
        documents = {d.id: d for d in self._documents}
        values: dict[str, Callable[[StoredClause], str]] = {
            "text": _own_text,
            "path": lambda c: " ".join((*c.path, c.heading)),
            "title": lambda c: _title_text(documents[c.document_id]),
            "number": lambda c: number_key(documents[c.document_id].number or ""),
            "header": lambda c: " ".join(c.row.header) if c.row else "",
        }
        if name == "number":
            return {c.key: values[name](c).split() for c in self._clauses}
        return {c.key: tokens(values[name](c)) for c in self._clauses}

    def _best(self, scores: Mapping[int, float], k: int, filters: Filters | None) -> list[Match]:
        passing = {d.id for d in self.documents(filters)}
        found = [Match(key, s) for key, s in scores.items()]
        found = [m for m in found if self._clauses[m.key].document_id in passing]
        return sorted(found, key=lambda m: (-m.score, m.key))[:k]


def _bm25(cut: Mapping[int, list[str]], words: Iterable[str]) -> dict[int, float]:
    scores = dict.fromkeys(cut, 0.0)
    mean = sum(map(len, cut.values())) / max(1, len(cut)) or 1.0
    for word in words:
        holding = [key for key, found in cut.items() if word in found]
        idf = math.log(1 + (len(cut) - len(holding) + 0.5) / (len(holding) + 0.5))
        for key in holding:
            count = cut[key].count(word)
            norm = count + 1.2 * (0.25 + 0.75 * len(cut[key]) / mean)
            scores[key] += idf * count * 2.2 / norm
    return scores


def _passes(document: StoredDocument, filters: Filters) -> bool:
    def among(wanted: tuple[str, ...], *values: str | None) -> bool:
        forms = {comparable(w) for w in wanted}
        return not wanted or any(comparable(v) in forms for v in values if v)

    date, low, high = document.date, filters.dated_from, filters.dated_to
    in_time = (low is None and high is None) or (
        date is not None
        and (low is None or date[: len(low)] >= low[: len(date)])
        and (high is None or date[: len(high)] <= high[: len(date)])
    )
    return (
        in_time
        and (not filters.documents or document.id in filters.documents)
        and (not filters.statuses or document.status in filters.statuses)
        and among(filters.kinds, document.kind)
        and among(filters.regions, document.region)
        and among(filters.issuers, *(document.issuer or "").split("、"))
    )


def _only(found: list[T], name: str) -> T:
    if not found:
        raise KeyError(name)
    return found[0]


def _stored(document: Document) -> StoredDocument:
    record = {f.name: getattr(document, f.name) for f in fields(DocumentRecord)}
    count = sum(len(a.clauses) for a in document.articles)
    return StoredDocument(**record, clause_count=count)


def _articles(document: Document, first_key: int = 0) -> list[StoredArticle]:
    made: list[StoredArticle] = []
    position = 0
    for n, article in enumerate(document.articles):
        clauses = []
        for clause in article.clauses:
            clauses.append(_clause(document, article, clause, position, first_key + position))
            position += 1
        made.append(
            StoredArticle(
                article.id,
                document.id,
                n,
                article.address,
                article.path,
                article.heading,
                tuple(clauses),
            )
        )
    return made


def _clause(
    document: Document, article: Article, clause: Clause, position: int, key: int
) -> StoredClause:
    return StoredClause(
        key,
        clause.id,
        document.id,
        article.id,
        position,
        clause.address,
        clause.kind,
        clause.text,
        clause.start,
        clause.end,
        article.path,
        article.heading,
        clause.row,
        clause.garbled,
        clause.references,
    )


def _title_text(document: Document) -> str:
    return f"{document.title or ''} {document.issuer or ''}"


def _own_text(clause: StoredClause) -> str:
    """Return what of a clause is searched as its own text."""
    return (clause.heading if clause.kind is ClauseKind.HEADING else "") or clause.text
