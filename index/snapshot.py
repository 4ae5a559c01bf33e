"""A Store as it stood at one moment: search it, and read what was found."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.address import Address
from corpus.model import Reference
from corpus.text.document_numbers import canonical_number, number_key
from index.background import run_in_background
from index.engine import SearchView
from index.errors import StoreCorrupt
from index.filters import DocumentFilter
from index.model import Filters, Match, StoredArticle, StoredClause, StoredDocument
from index.searchfiles import generations
from index.searchfiles.generations import LEXICAL, Manifest
from index.sqlite.connection import FILE, State
from index.sqlite.reader import Reader
from index.sqlite.records import DocumentRow, repeals_from
from index.tokens import content_tokens, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoders.encoder import Encoder
    from index.encoders.recent import RecentVectors
    from index.encoders.vectors import Vectors
    from index.searchfiles.dense import AllowedKeys, DenseIndex
    from index.searchfiles.lexical import LexicalIndex
    from index.searchfiles.token_index import TokenIds, TokenIndex

__all__ = ["OutdatedSnapshot", "Snapshot"]

_FILTERS_KEPT = 32  # whose documents are remembered; a conversation asks with the same ones

# From so many vectors on a search takes longer than it takes to wake a thread for it.
_MANY_VECTORS = 20_000


class Snapshot(SearchView):
    """One state of a Store. It never changes, whatever is added or removed meanwhile.

    Methods take and raise what ``SearchView`` says. Safe to use from several threads. Everything
    read is checked against its checksum; damage raises ``StoreCorrupt`` before it can reach an
    answer.
    """

    def __init__(
        self, store: Path, connection: sqlite3.Connection, state: State, manifest: Manifest
    ) -> None:
        """Take over a connection that holds a read transaction."""
        self._store = store
        self._folder = generations.folder_of(store, manifest.generation)
        self._state = state
        self._manifest = manifest
        self._reader = Reader(connection, store / FILE, manifest.commit, state.encoder_row)
        self._loading = threading.Lock()
        self._files: tuple[LexicalIndex, DenseIndex] | None = None
        self._opened_token_index: TokenIndex | None = None
        self._passed: dict[Filters, list[DocumentRow]] = {}
        self._close = weakref.finalize(self, connection.close)

    def close(self) -> None:
        """Let go of the database; the snapshot cannot be used afterwards."""
        self._close()

    @property
    def generation(self) -> int:
        """Return the number of the search files, which names this state."""
        return self._manifest.generation

    @property
    def manifest(self) -> Manifest:
        """Return what the search files hold."""
        return self._manifest

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return self._manifest.dim

    # ---- searching ----------------------------------------------------------------------

    def search_text(
        self,
        question: str,
        k: int,
        *,
        fields: Mapping[str, float] | None = None,
        filters: Filters | None = None,
    ) -> list[Match]:
        """Return the clauses that hold the question's words best, by BM25, best first."""
        from index.searchfiles.lexical import DEFAULT_BOOSTS

        words = content_tokens(question) or list(dict.fromkeys(tokens(question)))
        documents = None if filters is None else [row.row for row in self._passing(filters)]
        boosts = DEFAULT_BOOSTS if fields is None else fields
        return self._lexical.search(words, k, boosts=boosts, documents=documents)

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        """Return the clauses nearest to a question's vector, by inner product, best first."""
        return self._dense.search(vector, k, self._allowed(filters))

    def begin_search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> Callable[[], list[Match]]:
        """Begin ``search_vector`` on another thread where that is worth it."""
        allowed = self._allowed(filters)  # reads the database, whose lock others may hold
        search = partial(self._dense.search, vector, k, allowed)
        return run_in_background(search) if self._dense.count >= _MANY_VECTORS else search

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many clauses' own text each token stands; see ``clause_count``."""
        return self._lexical.document_frequency(words)

    @property
    def clause_count(self) -> int:
        """Return the number of clauses that are searched."""
        return self._manifest.clauses

    # ---- reading ------------------------------------------------------------------------

    def clauses_with_article_keys(self, keys: Sequence[int]) -> list[tuple[StoredClause, range]]:
        """Return clauses by key, each with the keys of its article's clauses."""
        return self._reader.clauses_with_article_keys(keys)

    def key_ranges(self) -> list[range]:
        """Return the keys of each document's clauses, in the order the documents were added."""
        return [row.keys for row in self._reader.rows()]

    def keys(self, document_id: str) -> range:
        """Return the keys of a document's clauses, in source order."""
        return self._row(document_id).keys

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, dim]."""
        return self._dense.vectors(keys)

    def token_counts(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: how many tokens of its own each clause has."""
        return self._token_index.token_counts(keys)

    def joined_token_ids(self, keys: Iterable[int]) -> tuple[TokenIds, NDArray[np.int64]]:
        """Return the tokens of clauses' own text as ids, one clause after the other, and how many.

        A few microseconds a clause: nothing is read but the ids themselves, mapped into memory.

        :raises KeyError: there is no such clause, or ``vocabulary`` is empty: these search files
            were made before there was a token index, and could not be brought up to date.
        """
        return self._token_index.joined_token_ids(keys)

    def document_token_ids(self, document_ids: Sequence[str]) -> list[TokenIds]:
        """Return the tokens of whole documents, those of their clauses joined."""
        keys = [self._row(name).keys for name in document_ids]
        return [self._token_index.joined_token_ids(part)[0] for part in keys]

    def documents_at(self, places: Sequence[int]) -> list[StoredDocument]:
        """Return documents by their places, in the order asked for."""
        return [self._reader.document(row) for row in self._reader.rows_at(places)]

    def document_places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: the place of each clause's document, -1 where there is none."""
        return self._reader.places(keys)

    @cached_property
    def citation_counts(self) -> NDArray[np.int64]:
        """Return int64 [documents]: how many others cite each, 0 where search files do not know."""
        from index.searchfiles.citation_counts import citation_counts

        self.load()
        titles = {r.row: self._reader.document(r).title for r in self._reader.rows_with_clauses()}
        return citation_counts(self._folder, self._manifest.files, titles)

    @cached_property
    def cited_titles(self) -> Mapping[str, int]:
        """Return how many documents cite each title in 《》."""
        from index.searchfiles.citation_counts import cited_title_counts

        self.load()
        rows = frozenset(row.row for row in self._reader.rows_with_clauses())
        return cited_title_counts(self._folder, self._manifest.files, rows)

    @property
    def vocabulary(self) -> Sequence[str]:
        """Return every token that stands in a clause, by its id."""
        return self._token_index.vocabulary

    @property
    def vocabulary_ids(self) -> Mapping[str, int]:
        """Return the id of every token that stands in a clause."""
        return self._token_index.vocabulary_ids

    def articles(self, document_id: str) -> list[StoredArticle]:
        """Return a document's articles in source order."""
        return self._reader.articles(self._row(document_id))

    def articles_numbered(
        self, document_id: str, number: int, suffix: int = 0
    ) -> list[StoredArticle]:
        """Return a document's articles 第N条 with their clauses, in source order."""
        return self._reader.articles_numbered(self._row(document_id), number, suffix)

    def articles_by_id(self, article_ids: Sequence[str]) -> list[StoredArticle]:
        """Return articles with their clauses, in the order asked for."""
        found = self._reader.articles_by_id(article_ids)
        return [found[name] for name in article_ids]

    def addresses(self, document_ids: Sequence[str]) -> list[tuple[int, Address]]:
        """Return key and address of every clause of some documents, document by document."""
        rows = [self._row(name) for name in document_ids]
        return [placed for row in rows for placed in self._reader.addresses(row)]

    def documents_by_id(self, document_ids: Sequence[str]) -> list[StoredDocument]:
        """Return documents' records, in the order asked for."""
        return [self._reader.document(self._row(name)) for name in document_ids]

    def documents(self, filters: Filters | None = None) -> list[StoredDocument]:
        """Return the records of the documents that pass, in the order they were added."""
        rows = self._reader.rows() if filters is None else self._passing(filters)
        return [self._reader.document(row) for row in rows]

    def documents_numbered(self, number: str) -> list[StoredDocument]:
        """Return the documents of a number (文号), however it is typed."""
        key = canonical_number(number) or number_key(number)
        return [self._reader.document(row) for row in self._reader.rows_numbered(key)]

    def documents_titled(self, text: str, k: int) -> list[StoredDocument]:
        """Return the documents whose titles hold the words of ``text`` best, best first."""
        words = content_tokens(text) or tokens(text)
        rows = [self._reader.row_of(match.key) for match in self._lexical.titled(words, k)]
        return [self._reader.document(row) for row in rows]

    def texts(self, document_ids: Sequence[str]) -> list[str]:
        """Return documents' source texts, in the order asked for."""
        return [self._reader.text(self._row(name)) for name in document_ids]

    def repeals_by_id(self, document_ids: Sequence[str]) -> list[tuple[Reference, ...]]:
        """Return what each document repeals, by its own words, in the order asked for."""
        return [repeals_from(self._row(name)) for name in document_ids]

    def all_repeals(self) -> list[Reference]:
        """Return what all documents repeal, by their own words."""
        return [r for row in self._reader.repealing() for r in repeals_from(row)]

    # ---- inside -------------------------------------------------------------------------

    def _row(self, document_id: str) -> DocumentRow:
        row = self._reader.row_by_id(document_id)
        if row is None:
            raise KeyError(document_id)
        return row

    def load(self) -> None:
        """Check the search files and open them, unless that has been done.

        A snapshot that is only read (list, show) never needs them.

        :raises StoreCorrupt: one is damaged or missing.
        """
        with self._loading:
            if self._files is None:
                generations.check_files(self._store, self._manifest)
                self._files = self._opened()

    def _opened(self) -> tuple[LexicalIndex, DenseIndex]:
        from index.searchfiles.dense import DenseIndex
        from index.searchfiles.lexical import LexicalIndex

        manifest = self._manifest
        lexical = LexicalIndex(self._folder / LEXICAL)
        dense = DenseIndex(self._folder, manifest.dense, manifest.dim)
        dead = sum(count for _, count in manifest.dead)
        entries, vectors = manifest.clauses + manifest.documents, manifest.clauses + dead
        if (lexical.count, dense.count) != (entries, vectors):
            raise StoreCorrupt(
                f"{self._folder}: {lexical.count} entries for words and {dense.count} vectors, "
                f"expected {entries} and {vectors}; make the search files anew with: "
                "policyqa verify --rebuild"
            )
        return lexical, dense

    @property
    def _lexical(self) -> LexicalIndex:
        self.load()
        assert self._files is not None  # noqa: S101 - load() opens them or raises
        return self._files[0]

    @property
    def _dense(self) -> DenseIndex:
        self.load()
        assert self._files is not None  # noqa: S101 - load() opens them or raises
        return self._files[1]

    @property
    def _token_index(self) -> TokenIndex:
        self.load()
        with self._loading:
            if self._opened_token_index is None:
                from index.searchfiles.token_index import TokenIndex

                self._opened_token_index = TokenIndex(
                    self._folder, generations.token_segments(self._manifest)
                )
            return self._opened_token_index

    @cached_property
    def _living(self) -> AllowedKeys | None:
        from index.searchfiles.dense import AllowedKeys

        if not self._manifest.dead:
            return None
        living = AllowedKeys(self._manifest.last_key + 1, everything=True)
        for first, count in self._manifest.dead:
            living.set(range(first, first + count), allowed=False)
        return living

    def _allowed(self, filters: Filters | None) -> AllowedKeys | None:
        if filters is None:
            return self._living
        from index.searchfiles.dense import AllowedKeys

        allowed = AllowedKeys(self._manifest.last_key + 1, everything=False)
        for row in self._passing(filters):
            allowed.set(row.keys, allowed=True)
        return allowed

    def _passing(self, filters: Filters) -> list[DocumentRow]:
        if filters.documents and filters == Filters(documents=filters.documents):
            found = [self._reader.row_by_id(name) for name in dict.fromkeys(filters.documents)]
            return [row for row in found if row is not None]
        with self._loading:
            if filters not in self._passed:
                passes = DocumentFilter(filters).passes
                rows = self._reader.rows()
                self._passed[filters] = [r for r in rows if passes(self._reader.document(r))]
                if len(self._passed) > _FILTERS_KEPT:
                    self._passed.pop(next(iter(self._passed)))
            return self._passed[filters]


class OutdatedSnapshot(Snapshot):
    """A state whose vectors an earlier built-in model made, which is not at hand any more.

    Nothing is found by meaning. Clauses found by their words are embedded when they are asked for,
    so that what is found is ranked as usual.
    """

    def __init__(
        self,
        store: Path,
        connection: sqlite3.Connection,
        state: State,
        manifest: Manifest,
        encoder: Encoder,
    ) -> None:
        """Take over a connection that holds a read transaction, and the model that is at hand."""
        super().__init__(store, connection, state, manifest)
        self._encoder = encoder

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return self._encoder.dim

    def search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> list[Match]:
        """Return nothing: the clauses' vectors are of another model than the question's."""
        return []

    def begin_search_vector(
        self, vector: Vectors, k: int, *, filters: Filters | None = None
    ) -> Callable[[], list[Match]]:
        """Return nothing, as ``search_vector``."""
        return list

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """Return the vectors of clauses, float32 [n, dim], made anew from their texts."""
        clauses = self.clauses(keys)
        ids = list(dict.fromkeys(clause.document_id for clause in clauses))
        titles = {d.id: d.title for d in self.documents_by_id(ids)}
        return self._made.of([_embedded(titles[c.document_id], c) for c in clauses])

    @cached_property
    def _made(self) -> RecentVectors:
        from index.encoders.recent import RecentVectors

        return RecentVectors(self._encoder)


def _embedded(title: str | None, clause: StoredClause) -> str:
    from index.searchfiles.analysis import embedding_text

    header = clause.row.header if clause.row else ()
    return embedding_text(title, clause.path, clause.heading, clause.text, header)
