"""What policyqa needs of a search engine, so that another one can stand behind it.

``index.Store`` is the engine that travels with the project; one that spans machines would
implement the same two protocols. tests/contract holds whoever claims to do so to the same cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from corpus.model import Document
from index.model import AddReport, Filters, Match, StoredArticle, StoredClause, StoredDocument

if TYPE_CHECKING:
    from index.encoders.vectors import Vectors

__all__ = ["SearchEngine", "SearchView"]


@runtime_checkable
class SearchView(Protocol):
    """A collection as it stood at one moment. It does not change while it is held.

    Keys of clauses mean something within one view only. Unknown ids raise ``KeyError``.
    """

    @property
    def generation(self) -> int:
        """Return a number that names the state; it grows with every change."""
        ...

    def search_text(
        self,
        question: str,
        k: int,
        *,
        fields: Mapping[str, float] | None = None,
        filters: Filters | None = None,
    ) -> list[Match]:
        """Return the clauses that hold the question's words best, best first."""
        ...

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        """Return the clauses nearest to a unit vector, best first."""
        ...

    def clauses(self, keys: Sequence[int]) -> list[StoredClause]:
        """Return clauses by key, in the order asked for."""
        ...

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, dim]."""
        ...

    def article(self, article_id: str) -> StoredArticle:
        """Return an article with its clauses."""
        ...

    def articles(self, document_id: str) -> list[StoredArticle]:
        """Return a document's articles in source order."""
        ...

    def document(self, document_id: str) -> StoredDocument:
        """Return a document's record."""
        ...

    def documents(self, filters: Filters | None = None) -> list[StoredDocument]:
        """Return the records of the documents that pass, in the order they were added."""
        ...

    def documents_numbered(self, number: str) -> list[StoredDocument]:
        """Return the documents of a number (文号), however it is typed."""
        ...

    def documents_titled(self, text: str, k: int) -> list[StoredDocument]:
        """Return the documents whose titles hold the words of ``text`` best."""
        ...

    def text(self, document_id: str) -> str:
        """Return a document's source text."""
        ...

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many clauses each token stands."""
        ...


@runtime_checkable
class SearchEngine(Protocol):
    """A collection of Documents that can be searched and changed."""

    def snapshot(self) -> SearchView:
        """Return the newest state."""
        ...

    def add_documents(self, name: str, documents: Sequence[Document]) -> AddReport:
        """Store Documents in place of those of the same name; searchable on return."""
        ...

    def remove(self, document_ids: Iterable[str]) -> list[str]:
        """Remove documents, all or none; not searchable on return."""
        ...

    def close(self) -> None:
        """Let go of the collection."""
        ...
