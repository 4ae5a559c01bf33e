"""Read the database as it stood after one commit, every row checked against its checksum."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.address import Address
from index.errors import StoreCorrupt
from index.model import StoredArticle, StoredClause, StoredDocument
from index.recent_cache import RecentCache
from index.sqlite.connection import document_rows, translate_errors
from index.sqlite.migrations import NUMBERED_ARTICLES, version_of
from index.sqlite.records import (
    DocumentRow,
    SearchableClause,
    article_from,
    article_number,
    blob_checksum,
    check_article,
    check_clause,
    checksum,
    clause_from,
    document_from,
    require_checksum,
    searchable_article,
    unpack_address,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoders.vectors import Vectors

__all__ = ["Reader"]

_Values = tuple[Any, ...]
_Placed = tuple[StoredArticle, range]

# Read and checked already, kept for the next question: some 10 MB and 3 MB.
_CLAUSES_KEPT = 8_192
_ARTICLES_KEPT = 4_096
_AT_ONCE = 500  # values in one IN (…); SQLite allows far more, plans stay small
_ARTICLES = (
    "SELECT row, id, document, position, first_clause, clause_count, address, path, heading, sum "
    "FROM articles"
)
_NUMBERED = f"{_ARTICLES} WHERE document = ? AND number = ? AND suffix = ? ORDER BY row"
_NUMBERS = _ARTICLES.replace(" FROM", ", number, suffix FROM") + " WHERE row >= ? AND row < ?"
_ADDRESSES = "SELECT key, address FROM clauses WHERE key >= ? AND key < ? ORDER BY key"
_CLAUSES = (
    "SELECT key, id, document, position, article, kind, address, text, start, end, extra, sum "
    "FROM clauses"
)


class Reader:
    """Reads through one connection. Safe to use from several threads."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, commit: int, encoder_row: int
    ) -> None:
        """Read as of ``commit``; the connection holds a read transaction, or is the writer's."""
        self._connection = connection
        self._path = path
        self._commit = commit
        self._encoder_row = encoder_row
        self._lock = threading.RLock()
        self._rows: dict[int, DocumentRow] = {}
        self._documents: dict[int, StoredDocument] = {}
        self._by_id: dict[str, DocumentRow] = {}
        self._clauses: RecentCache[int, tuple[StoredClause, range]] = RecentCache(_CLAUSES_KEPT)
        # Without their clauses, but with the keys of these; by row number and by id.
        self._articles: RecentCache[int, _Placed] = RecentCache(_ARTICLES_KEPT)
        self._by_article_id: RecentCache[str, _Placed] = RecentCache(_ARTICLES_KEPT)
        self._visible: list[DocumentRow] | None = None
        self._keys: tuple[NDArray[np.int64], ...] | None = None

    # ---- documents ----------------------------------------------------------------------

    def rows(self) -> list[DocumentRow]:
        """Return the rows of every document, in the order they were added."""
        with self._lock:
            if self._visible is None:
                self._visible = self._select("added <= ?1 AND (removed IS NULL OR removed > ?1)")
            return self._visible

    def changed_rows(self, since: int) -> tuple[list[DocumentRow], list[DocumentRow]]:
        """Return the documents added and those removed after commit ``since``.

        A document that was added and removed since is in neither.
        """
        added = self._select("added > ?2 AND added <= ?1", since)
        removed = self._select("removed > ?2 AND removed <= ?1 AND added <= ?2", since)
        return [row for row in added if row.visible(self._commit)], removed

    def row_of(self, row: int) -> DocumentRow:
        """Return a document by row number.

        :raises StoreCorrupt: there is none, though the search files or another row say so.
        """
        return self._rows.get(row) or self.rows_of([row])[0]

    def rows_of(self, rows: Sequence[int]) -> list[DocumentRow]:
        """Return documents by row number; those not read before are read at once.

        :raises StoreCorrupt: there is none of a number, though the search files say so.
        """
        with self._lock:
            new = sorted({row for row in rows if row not in self._rows})
            for start in range(0, len(new), _AT_ONCE):
                part = new[start : start + _AT_ONCE]
                found = self._select(f"added <= ?1 AND row IN ({_marks(part)})", *part)
                visible = [r for r in found if r.visible(self._commit)]
                self._rows.update((r.row, r) for r in visible)
                self._by_id.update((r.id, r) for r in visible)
            if missing := [row for row in new if row not in self._rows]:
                raise _gap(self._path, f"document row {missing[0]}")
            return [self._rows[row] for row in rows]

    def places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 [n]: the place of each clause's document, -1 where there is none.

        A place is that of the document among all, in the order of their clauses' keys.
        """
        import numpy as np

        firsts, stops, _ = self._spans()
        if not len(firsts):
            return np.full(len(keys), -1)
        places = np.searchsorted(firsts, keys, side="right") - 1
        return np.where((places >= 0) & (keys < stops[places]), places, -1)

    def rows_at(self, places: Sequence[int]) -> list[DocumentRow]:
        """Return the documents at some places.

        :raises StoreCorrupt: there is none at one of them.
        """
        if any(place < 0 for place in places):
            raise _gap(self._path, "the document of a clause")
        return self.rows_of(self._spans()[2][list(places)].tolist())

    def rows_with_clauses(self) -> list[DocumentRow]:
        """Return the rows of every document that has a place, in the order of these."""
        return self.rows_of(self._spans()[2].tolist())

    def _spans(self) -> tuple[NDArray[np.int64], ...]:
        """Return each document's first key, the key after its last, and its row number."""
        import numpy as np

        with self._lock:
            if self._keys is None:
                found = self._all(
                    "SELECT first_key, first_key + clause_count, row FROM documents "
                    "WHERE clause_count > 0 AND added <= ?1 AND (removed IS NULL OR removed > ?1) "
                    "ORDER BY first_key",
                    (self._commit,),
                )
                firsts, stops, rows = np.asarray(found, np.int64).reshape(-1, 3).T.copy()
                self._keys = firsts, stops, rows
            return self._keys

    def row_by_id(self, document_id: str) -> DocumentRow | None:
        """Return the document of that id, or ``None``.

        :raises StoreCorrupt: the database is damaged.
        """
        with self._lock:
            if document_id not in self._by_id:
                with translate_errors(self._path):
                    found = list(document_rows(self._connection, "id = ?1", (document_id,)))
                visible = [row for row in found if row.visible(self._commit)]
                if not visible:
                    return None
                self._by_id[document_id] = visible[0]
            return self._by_id[document_id]

    def rows_numbered(self, number_key: str) -> list[DocumentRow]:
        """Return the documents of that number, compared in canonical form."""
        found = self._select("number_key = ?2 AND added <= ?1", number_key)
        return [row for row in found if row.visible(self._commit)]

    def document(self, row: DocumentRow) -> StoredDocument:
        """Return what a document's row says."""
        with self._lock:
            if row.row not in self._documents:
                self._documents[row.row] = document_from(row)
            return self._documents[row.row]

    def repealing(self) -> list[DocumentRow]:
        """Return the documents that repeal others. The others, most of them, are not read."""
        where = "added <= ?1 AND (removed IS NULL OR removed > ?1) AND instr(record, ?2) > 0"
        return self._select(where, '"repeals":[[')

    def text(self, row: DocumentRow) -> str:
        """Return a document's source text.

        :raises StoreCorrupt: it is damaged or missing.
        """
        found = self._all("SELECT text, sum FROM texts WHERE document = ?", (row.row,))
        if not found:
            raise _gap(self._path, f"the text of document {row.id!r}")
        text, stored = found[0]
        require_checksum(stored, checksum(row.id, text), f"the text of document {row.id!r}")
        return str(text)

    def vectors(self, row: DocumentRow, dim: int, encoder: str) -> Vectors:
        """Return the vectors of a document's clauses, float32 [clauses, dim], in their order.

        :raises StoreCorrupt: they are damaged or missing.
        """
        import numpy as np

        found = self._all(
            "SELECT data, sum FROM vectors WHERE document = ? AND encoder = ?",
            (row.row, self._encoder_row),
        )
        what = f"the vectors of document {row.id!r}"
        if not found:
            raise _gap(self._path, what)
        data, stored = found[0]
        require_checksum(stored, blob_checksum(data, row.id, encoder), what)
        if len(data) != row.clause_count * dim * 2:
            raise _gap(self._path, what)
        return np.frombuffer(data, np.float16).reshape(-1, dim).astype(np.float32)

    # ---- articles and clauses -----------------------------------------------------------

    def articles(self, row: DocumentRow) -> list[StoredArticle]:
        """Return a document's articles with their clauses, in source order.

        :raises StoreCorrupt: one is damaged or missing.
        """
        return [_article(head, row, values) for head, values in self._article_rows(row)]

    def addresses(self, row: DocumentRow) -> list[tuple[int, Address]]:
        """Return the key and the address of a document's clauses, in source order.

        They are not checked: the checksum covers the rest of the row, which is not read here.

        :raises StoreCorrupt: one is no address.
        """
        keys = (row.keys.start, row.keys.stop)
        found = self._all(_ADDRESSES, keys)
        try:
            return [(key, unpack_address(packed)) for key, packed in found]
        except (TypeError, ValueError) as error:
            raise _gap(self._path, f"an address in document {row.id!r}") from error

    def searchable_articles(
        self, row: DocumentRow
    ) -> Iterator[tuple[tuple[str, ...], str, list[SearchableClause]]]:
        """Yield path, heading and clauses of each article; all that search words are cut from.

        :raises StoreCorrupt: one is damaged or missing.
        """
        for head, values in self._article_rows(row):
            yield searchable_article(head, values)

    def _article_rows(self, row: DocumentRow) -> list[tuple[_Values, list[_Values]]]:
        """Return the rows of a document's articles, each with those of its clauses, checked."""
        articles = (row.first_article, row.first_article + row.article_count)
        heads = self._all(f"{_ARTICLES} WHERE row >= ? AND row < ? ORDER BY row", articles)
        keys = (row.keys.start, row.keys.stop)
        values = self._all(f"{_CLAUSES} WHERE key >= ? AND key < ? ORDER BY key", keys)
        if len(heads) != row.article_count or len(values) != row.clause_count:
            raise _gap(self._path, f"part of document {row.id!r}")
        for clause in values:
            check_clause(clause, row)
        found = []
        for head in heads:
            check_article(head, row)
            first, count = head[4], head[5]
            found.append((head, values[first : first + count]))
        return found

    def articles_by_id(self, article_ids: Sequence[str]) -> dict[str, StoredArticle]:
        """Return articles with their clauses by id; those that there are."""
        with self._lock:
            placed = self._by_article_id.get_many(article_ids)
            placed |= self._find_articles({name for name in article_ids if name not in placed})
            keys = list(chain.from_iterable(keys for _, keys in placed.values()))
            clauses = dict(zip(keys, self.clauses(keys), strict=True))
            return {
                name: replace(article, clauses=tuple(clauses[key] for key in keys))
                for name, (article, keys) in placed.items()
            }

    def articles_numbered(self, row: DocumentRow, number: int, suffix: int) -> list[StoredArticle]:
        """Return a document's articles of a 条 number with their clauses, in source order.

        :raises StoreCorrupt: one is damaged, or is found by a number that is not its own.
        """
        if not self._has_numbers:
            found = self.articles(row)
            return [a for a in found if article_number(a.address) == (number, suffix)]
        heads = self._all(_NUMBERED, (row.row, number, suffix))
        placed = [self._place_article(head, row) for head in heads]
        for article, _ in placed:
            self._require_number(article, number, suffix)
        return [replace(a, clauses=tuple(self.clauses(keys))) for a, keys in placed]

    def check_article_numbers(self, row: DocumentRow) -> None:
        """Compare the number of each of a document's articles with its address.

        :raises StoreCorrupt: they differ.
        """
        if self._has_numbers:
            rows = (row.first_article, row.first_article + row.article_count)
            for *head, number, suffix in self._all(_NUMBERS, rows):
                self._require_number(article_from(head, row), number, suffix)

    def _require_number(
        self, article: StoredArticle, number: int | None, suffix: int | None
    ) -> None:
        if (article_number(article.address) or (None, None)) != (number, suffix):
            raise _gap(self._path, f"the number of article {article.id!r}")

    @cached_property
    def _has_numbers(self) -> bool:
        # An older form that could not be migrated, because nothing may be written there.
        with self._lock, translate_errors(self._path):
            return version_of(self._connection) >= NUMBERED_ARTICLES

    def _find_articles(self, article_ids: set[str]) -> dict[str, _Placed]:
        """Return articles by id, without their clauses, with the keys of these."""
        heads = list(self._many(f"{_ARTICLES} WHERE id", article_ids))
        documents = self._visible_rows({head[2] for head in heads})
        return {
            head[1]: self._place_article(head, documents[head[2]])
            for head in heads
            if head[2] in documents
        }

    def _visible_rows(self, rows: set[int]) -> dict[int, DocumentRow]:
        """Return those of documents that stood there, by row number."""
        found = {row: self._rows[row] for row in rows if row in self._rows}
        for row in sorted(rows - found.keys()):
            found.update((r.row, r) for r in self._select("row = ?2 AND added <= ?1", row))
        return {number: row for number, row in found.items() if row.visible(self._commit)}

    def clauses(self, keys: Sequence[int]) -> list[StoredClause]:
        """Return clauses by key, in the order asked for.

        :raises StoreCorrupt: one is damaged or missing.
        """
        return [clause for clause, _ in self.clauses_with_article_keys(keys)]

    def clauses_with_article_keys(self, keys: Sequence[int]) -> list[tuple[StoredClause, range]]:
        """Return clauses by key, each with the keys of its article's clauses.

        :raises StoreCorrupt: one is damaged or missing.
        """
        with self._lock:
            found = self._clauses.get_many(keys)
            if len(found) < len(keys):
                new = self._read_clauses([key for key in keys if key not in found])
                self._clauses.put_many(new)
                found.update(new)
            return [found[key] for key in keys]

    def _read_clauses(self, keys: Sequence[int]) -> dict[int, tuple[StoredClause, range]]:
        values = {v[0]: v for v in self._many(f"{_CLAUSES} WHERE key", keys)}
        if missing := [key for key in keys if key not in values]:
            raise _gap(self._path, f"clause {missing[0]}")
        articles = self._bare_articles({v[4] for v in values.values()})
        return {key: self._clause(v, articles) for key, v in values.items()}

    def _bare_articles(self, rows: set[int]) -> dict[int, _Placed]:
        """Return articles without their clauses, with the keys of these, by row number."""
        found = self._articles.get_many(rows)
        heads = list(self._many(f"{_ARTICLES} WHERE row", rows - found.keys()))
        new = {head[0]: self._place_article(head, self.row_of(head[2])) for head in heads}
        self._articles.put_many(new)
        self._by_article_id.put_many({placed[0].id: placed for placed in new.values()})
        return found | new

    def _place_article(self, head: _Values, document: DocumentRow) -> _Placed:
        check_article(head, document)
        first = document.first_key + head[4]
        return article_from(head, document), range(first, first + head[5])

    def _clause(self, values: _Values, articles: dict[int, _Placed]) -> tuple[StoredClause, range]:
        row, article = self.row_of(values[2]), articles.get(values[4])
        check_clause(values, row)
        if article is None:
            raise _gap(self._path, f"the article of clause {values[1]!r}")
        return clause_from(values, row, article[0]), article[1]

    # ---- statements ---------------------------------------------------------------------

    def _select(self, where: str, *values: int | str) -> list[DocumentRow]:
        with self._lock, translate_errors(self._path):
            return list(document_rows(self._connection, where, (self._commit, *values)))

    def _all(self, statement: str, values: Sequence[int | str]) -> list[_Values]:
        with self._lock, translate_errors(self._path):
            return self._connection.execute(statement, values).fetchall()

    def _many(self, statement: str, keys: Iterable[int] | Iterable[str]) -> Iterator[_Values]:
        wanted: list[int | str] = sorted(set(keys))
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            yield from self._all(f"{statement} IN ({_marks(part)})", part)


def _article(head: _Values, row: DocumentRow, values: list[_Values]) -> StoredArticle:
    bare = article_from(head, row)
    return article_from(head, row, tuple(clause_from(v, row, bare) for v in values))


def _marks(values: Sequence[int | str]) -> str:
    return ",".join("?" * len(values))


def _gap(path: Path, what: str) -> StoreCorrupt:
    return StoreCorrupt(
        f"{path}: {what} is missing or incomplete; restore the store's folder from a copy, or make "
        "a new store and add the documents again"
    )
