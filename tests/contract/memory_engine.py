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

from corpus.model import Article, Clause, Document, DocumentRecord
from corpus.normalize import comparable
from corpus.text.document_numbers import canonical_number, number_key
from index.encoders.encoder import Encoder
from index.encoders.vectors import Vectors
from index.errors import StoreError
from index.model import (
    AddReport,
    Filters,
    Match,
    StoredArticle,
    StoredClause,
    StoredDocument,
)
from index.searchfiles.analysis import embedding_text
from index.tokens import content_tokens, tokens

__all__ = ["MemoryEngine"]

T = TypeVar("T")


class MemoryEngine:
    """A collection in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._named: dict[str, list[Document]] = {}
        self._generation = 1

    def snapshot(self) -> MemoryView:
        documents = {d.id: d for named in self._named.values() for d in named}
        return MemoryView(self._generation, list(documents.values()), self._encoder)

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


class MemoryView:
    """One state of it."""

    def __init__(self, generation: int, documents: list[Document], encoder: Encoder) -> None:
        self._generation = generation
        self._documents = documents
        self._clauses = [c for d in documents for a in _articles(d) for c in a.clauses]
        self._clauses = [_keyed(c, key) for key, c in enumerate(self._clauses)]
        titles = {d.id: d.title for d in documents}
        texts = [
            embedding_text(titles[c.document_id], c.path, c.heading, c.text) for c in self._clauses
        ]
        self._vectors = encoder.encode_documents(texts)

    @property
    def generation(self) -> int:
        return self._generation

    def search_text(
        self,
        question: str,
        k: int,
        *,
        fields: Mapping[str, float] | None = None,
        filters: Filters | None = None,
    ) -> list[Match]:
        boosts = {"text": 1.0, "path": 0.5, "title": 0.35, "number": 4.0, "header": 0.6}
        totals: Counter[int] = Counter()
        for field, boost in (boosts if fields is None else fields).items():
            for key, score in _bm25(self._field(field), content_tokens(question)).items():
                totals[key] += boost * score
        return self._best({key: s for key, s in totals.items() if s > 0}, k, filters)

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        scores = {c.key: float(self._vectors[c.key] @ vector) for c in self._clauses}
        return self._best(scores, k, filters)

    def clauses(self, keys: Sequence[int]) -> list[StoredClause]:
        return [self._clauses[key] for key in keys]

    def vectors(self, keys: Sequence[int]) -> Vectors:
        return self._vectors[list(keys)]

    def article(self, article_id: str) -> StoredArticle:
        found = [a for d in self._documents for a in self.articles(d.id) if a.id == article_id]
        return _only(found, article_id)

    def articles(self, document_id: str) -> list[StoredArticle]:
        document = self._source(document_id)
        first = next(i for i, c in enumerate(self._clauses) if c.document_id == document_id)
        return _articles(document, first)

    def document(self, document_id: str) -> StoredDocument:
        return _stored(self._source(document_id))

    def documents(self, filters: Filters | None = None) -> list[StoredDocument]:
        return [d for d in map(_stored, self._documents) if filters is None or _passes(d, filters)]

    def documents_numbered(self, number: str) -> list[StoredDocument]:
        key = canonical_number(number) or number_key(number)
        return [d for d in self.documents() if d.number and number_key(d.number) == key]

    def documents_titled(self, text: str, k: int) -> list[StoredDocument]:
        titles = {i: tokens(d.title or "") for i, d in enumerate(self._documents)}
        scores = _bm25(titles, content_tokens(text))
        best = sorted(scores, key=lambda i: -scores[i])[:k]
        return [_stored(self._documents[i]) for i in best if scores[i] > 0]

    def text(self, document_id: str) -> str:
        return self._source(document_id).text

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        cut = [set(found) for found in self._field("text").values()]
        return {word: sum(word in found for found in cut) for word in words}

    def _source(self, document_id: str) -> Document:
        return _only([d for d in self._documents if d.id == document_id], document_id)

    def _field(self, name: str) -> dict[int, list[str]]:
        documents = {d.id: d for d in self._documents}
        values: dict[str, Callable[[StoredClause], str]] = {
            "text": lambda c: c.text,
            "path": lambda c: " ".join((*c.path, c.heading)),
            "title": lambda c: documents[c.document_id].title or "",
            "number": lambda c: documents[c.document_id].number or "",
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


def _keyed(clause: StoredClause, key: int) -> StoredClause:
    names = [n for n in StoredClause.__slots__ if n != "key"]
    return StoredClause(key=key, **{n: getattr(clause, n) for n in names})
