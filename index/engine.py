"""What policyqa needs of a search engine: the protocols that any engine behind it implements.

``index.Store`` is the engine that travels with the project. Another one, over a database server
for instance, implements ``SearchEngine`` and gives ``SearchView``s. A view has two parts that may
live in different places: ``DocumentReader``, the documents themselves, and ``ClauseIndex``, what is
searched of their clauses. tests/contract holds every engine to the same cases.

Calls are batched, since over a network each is a round trip: a stage of ``rag`` makes one, whatever
the number of clauses. Methods with a body are made of the others; an engine that inherits from the
protocols needs not write them, and may.

Words used below:

- key: the number of a clause, int64, at least 0. Within one view the clauses of a document have
  consecutive keys, in source order; between documents there may be gaps.
- place: the number of a document among those of one view that have clauses, from 0, in the order of
  their keys.
- token id: the number of a token in ``vocabulary``, from 0.

Keys, places and token ids mean something within one view only; ids of documents, articles and
clauses are the stable ones of the Documents. Unknown ids and keys raise ``KeyError``. Damage raises
``StoreCorrupt``; an engine that cannot be reached raises ``StoreError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from corpus.address import Address
from corpus.model import Document, Reference
from index.model import AddReport, Filters, Match, StoredArticle, StoredClause, StoredDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoders.vectors import Vectors

__all__ = ["ClauseIndex", "DocumentReader", "SearchEngine", "SearchView"]


class DocumentReader(Protocol):
    """The documents of a collection as they stood at one moment."""

    # ---- documents ----------------------------------------------------------------------

    def documents(self, filters: Filters | None = None) -> list[StoredDocument]:
        """Return the records of the documents that pass, in the order they were added."""
        ...

    def documents_by_id(self, document_ids: Sequence[str]) -> list[StoredDocument]:
        """Return documents' records, in the order asked for.

        :raises KeyError: there is no document of one of the ids.
        """
        ...

    def document(self, document_id: str) -> StoredDocument:
        """Return a document's record; for several, ``documents_by_id``.

        :raises KeyError: there is none of that id.
        """
        return self.documents_by_id([document_id])[0]

    def document_places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: the place of each clause's document, -1 where there is no such clause.

        The shape of ``keys`` is [n]; any number may be among them.
        """
        ...

    def documents_at(self, places: Sequence[int]) -> list[StoredDocument]:
        """Return the records of documents by their places, in the order asked for.

        :raises StoreCorrupt: one is -1.
        """
        ...

    @property
    def citation_counts(self) -> NDArray[np.int64]:
        """Return int64 [documents], by place: how many others cite each by its title, in 《》.

        0 where an engine does not know.
        """
        ...

    @property
    def cited_titles(self) -> Mapping[str, int]:
        """Return how many documents cite each title in 《》, in the Store or not.

        By the title's letters, without the country's name. Empty where an engine does not know.
        """
        return {}

    def documents_numbered(self, number: str) -> list[StoredDocument]:
        """Return the documents of a number (文号), however it is typed."""
        ...

    def documents_titled(self, text: str, k: int) -> list[StoredDocument]:
        """Return at most ``k`` documents whose titles hold the words of a text best, best first."""
        ...

    def texts(self, document_ids: Sequence[str]) -> list[str]:
        """Return documents' source texts, in the order asked for; clauses' offsets refer to them.

        :raises KeyError: there is no document of one of the ids.
        """
        ...

    def text(self, document_id: str) -> str:
        """Return a document's source text; for several, ``texts``.

        :raises KeyError: there is no document of that id.
        """
        return self.texts([document_id])[0]

    def repeals_by_id(self, document_ids: Sequence[str]) -> list[tuple[Reference, ...]]:
        """Return what each document repeals, by its own words, in the order asked for.

        :raises KeyError: there is no document of one of the ids.
        """
        ...

    def repeals(self, document_id: str) -> tuple[Reference, ...]:
        """Return what a document repeals, by its own words; for several, ``repeals_by_id``.

        :raises KeyError: there is no document of that id.
        """
        return self.repeals_by_id([document_id])[0]

    def all_repeals(self) -> list[Reference]:
        """Return what all documents repeal, by their own words."""
        ...

    # ---- articles and clauses -----------------------------------------------------------

    def articles(self, document_id: str) -> list[StoredArticle]:
        """Return a document's articles with their clauses, in source order.

        :raises KeyError: there is no document of that id.
        """
        ...

    def articles_numbered(
        self, document_id: str, number: int, suffix: int = 0
    ) -> list[StoredArticle]:
        """Return a document's articles 第N条 with their clauses, in source order.

        More than one where its numbering starts again, as in an annex; none where there is none.

        :param suffix: the N of 之N, 0 without one.
        :raises KeyError: there is no document of that id.
        """
        ...

    def articles_by_id(self, article_ids: Sequence[str]) -> list[StoredArticle]:
        """Return articles with their clauses, in the order asked for.

        :raises KeyError: there is none of one of the ids.
        """
        ...

    def article(self, article_id: str) -> StoredArticle:
        """Return an article with its clauses; for several, ``articles_by_id``.

        :raises KeyError: there is none of that id.
        """
        return self.articles_by_id([article_id])[0]

    def addresses(self, document_ids: Sequence[str]) -> list[tuple[int, Address]]:
        """Return key and address of every clause of some documents, one document after the other.

        :raises KeyError: there is no document of one of the ids.
        """
        ...

    def clauses(self, keys: Sequence[int]) -> list[StoredClause]:
        """Return clauses by key, in the order asked for.

        :raises KeyError: there is no such clause; ``StoreCorrupt`` where an engine can tell that
            there should be one.
        """
        return [clause for clause, _ in self.clauses_with_article_keys(keys)]

    def clauses_with_article_keys(self, keys: Sequence[int]) -> list[tuple[StoredClause, range]]:
        """Return what ``clauses`` does, each with the keys of its article's clauses."""
        ...


class ClauseIndex(Protocol):
    """What is searched of the clauses of a collection, as it stood at one moment."""

    @property
    def clause_count(self) -> int:
        """Return the number of clauses."""
        ...

    # ---- searching ----------------------------------------------------------------------

    def search_text(
        self,
        question: str,
        k: int,
        *,
        fields: Mapping[str, float] | None = None,
        filters: Filters | None = None,
    ) -> list[Match]:
        """Return the clauses that hold the question's words best, best first, ties by key.

        :param question: as typed. Nothing in it is read as query syntax.
        :param k: at most this many.
        :param fields: weight by field (text, path, title, number, header); those left out are not
            searched. ``None``: the engine's usual weights.
        :param filters: only clauses of documents that pass.
        """
        ...

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        """Return the clauses nearest to a vector, by inner product, best first.

        :param vector: float32 [dim], of length 1.
        :param filters: only clauses of documents that pass.
        """
        ...

    def begin_search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> Callable[[], list[Match]]:
        """Begin ``search_vector`` in the background, where an engine can.

        :return: waits for what it finds, and raises what it raises.
        """
        return partial(self.search_vector, vector, k, filters=filters)

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, dim].

        :raises KeyError: there is no such clause.
        """
        ...

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many clauses' own text each token stands, of ``clause_count``."""
        ...

    # ---- tokens -------------------------------------------------------------------------

    @property
    def vocabulary(self) -> Sequence[str]:
        """Return every token that stands in a clause, by its id. It is asked for once a view.

        Empty where an engine keeps no tokens; then none of the methods below is called.
        """
        ...

    @property
    def vocabulary_ids(self) -> Mapping[str, int]:
        """Return the id of every token of ``vocabulary``."""
        ...

    def joined_token_ids(self, keys: Iterable[int]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Return the tokens of clauses' own text, one clause after the other, as they were cut.

        Of a heading they are the tokens of its article's heading without its number, of a table
        row those of its cells.

        :return: ids, uint32 [tokens], and how many each clause has, int64 [clauses].
        :raises KeyError: there is no such clause.
        """
        ...

    def token_ids(self, keys: Iterable[int]) -> list[NDArray[np.uint32]]:
        """Return what ``joined_token_ids`` does, an array for each clause."""
        ids, lengths = self.joined_token_ids(keys)
        ends = lengths.cumsum()
        bounds = zip((ends - lengths).tolist(), ends.tolist(), strict=True)
        return [ids[start:end] for start, end in bounds]

    def token_counts(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: how many tokens each clause has.

        :raises KeyError: there is no such clause.
        """
        return self.joined_token_ids(keys.tolist())[1]

    def document_token_ids(self, document_ids: Sequence[str]) -> list[NDArray[np.uint32]]:
        """Return the tokens of whole documents, those of their clauses joined.

        :raises KeyError: there is no document of one of the ids.
        """
        ...


class SearchView(DocumentReader, ClauseIndex, Protocol):
    """A collection as it stood at one moment. It does not change while it is held.

    Safe to use from several threads.
    """

    @property
    def generation(self) -> int:
        """Return a number that names the state; it grows with every change."""
        ...


class SearchEngine(Protocol):
    """A collection of Documents that can be searched and changed."""

    def snapshot(self) -> SearchView:
        """Return the newest state; the same object until that changes."""
        ...

    def add_documents(self, name: str, documents: Sequence[Document]) -> AddReport:
        """Store Documents in place of those of the same name; searchable on return."""
        ...

    def remove(self, document_ids: Iterable[str]) -> list[str]:
        """Remove documents, all or none; not searchable on return.

        :raises StoreError: there is no document of one of the ids.
        """
        ...

    def close(self) -> None:
        """Let go of the collection."""
        ...
