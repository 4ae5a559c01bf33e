"""Write files that have been read to the database: embedded, then one transaction a group."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.ingest.prepare import PreparedFile
from index.sqlite import connection as database
from index.sqlite.connection import FILE, Change
from index.sqlite.writer import (
    add_document,
    current_row,
    drop_file,
    file_documents,
    in_a_file,
    link_file,
    remove_document,
    replace_links,
)

if TYPE_CHECKING:
    from index.encoders.encoder import Encoder
    from index.encoders.vectors import Vectors
    from index.sqlite.records import PreparedDocument

__all__ = ["BatchWriter", "StoredFile", "Tally"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was when it was stored."""

    row: int
    sha256: str
    version: str


@dataclass(slots=True)
class Tally:
    """What has been stored so far."""

    added: int = 0
    replaced: int = 0
    clauses: int = 0
    documents: list[str] = field(default_factory=list)

    def include(self, other: Tally) -> None:
        """Add what another tally counts."""
        self.added += other.added
        self.replaced += other.replaced
        self.clauses += other.clauses
        self.documents += other.documents


class BatchWriter:
    """Stores files through the writer's connection."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, encoder: Encoder, version: str
    ) -> None:
        """Store under the Store's folder ``path``; ``version`` is noted with each file."""
        self._path = path
        self._connection = connection
        self._encoder = encoder
        self._version = version

    def known(self) -> dict[str, StoredFile]:
        """Return the files stored now, by path."""
        found = self._connection.execute("SELECT path, row, sha256, version FROM files")
        return {path: StoredFile(row, sha256, version) for path, row, sha256, version in found}

    def drop(self, rows: Sequence[int]) -> None:
        """Forget files and remove the documents that only they gave, in one transaction."""
        with database.transaction(self._connection, self._path / FILE) as change:
            for row in rows:
                drop_file(change, row)

    def put(self, group: Sequence[PreparedFile]) -> Tally:
        """Store files: all of the group, durably, or none of it.

        :return: what was stored; it may be acknowledged.
        """
        vectors = self._encode(group)
        tally = Tally()
        with database.transaction(self._connection, self._path / FILE) as change:
            for item in group:
                self._put(change, item, vectors, tally)
        return tally

    def _encode(self, group: Sequence[PreparedFile]) -> dict[bytes, Vectors]:
        """Return the vectors of the documents that are not stored as they are, by digest."""
        wanted: dict[bytes, tuple[str, ...]] = {}
        for item in group:
            for document, texts in zip(item.documents, item.texts, strict=True):
                live = current_row(self._connection, document.id)
                if live is None or live.digest != document.digest:
                    wanted[document.digest] = texts
        encoded = self._encoder.encode_documents([t for texts in wanted.values() for t in texts])
        vectors: dict[bytes, Vectors] = {}
        start = 0
        for digest, texts in wanted.items():
            vectors[digest] = encoded[start : start + len(texts)]
            start += len(texts)
        return vectors

    def _put(
        self, change: Change, item: PreparedFile, vectors: dict[bytes, Vectors], tally: Tally
    ) -> None:
        """Store a file's Documents in place of those it gave before."""
        run = change.connection
        known = run.execute("SELECT row FROM files WHERE path = ?", (item.path,)).fetchone()
        before = file_documents(run, known[0]) if known else set()
        now = [
            self._put_document(change, document, texts, vectors, tally)
            for document, texts in zip(item.documents, item.texts, strict=True)
        ]
        link_file(run, item.path, item.sha256, self._version, now)
        for row in sorted(before - set(now)):
            if not in_a_file(run, row):
                remove_document(change, row)
        if known:
            tally.replaced += 1
        else:
            tally.added += 1

    def _put_document(
        self,
        change: Change,
        document: PreparedDocument,
        texts: tuple[str, ...],
        vectors: dict[bytes, Vectors],
        tally: Tally,
    ) -> int:
        """Store a Document unless it stands there as it is; return its row."""
        live = current_row(change.connection, document.id)
        if live is not None and live.digest == document.digest:
            return live.row
        # It stood there before the group, and another file of the group took it out since.
        if document.digest not in vectors:
            vectors[document.digest] = self._encoder.encode_documents(list(texts))
        row = add_document(change, document, vectors[document.digest])
        if live is not None:
            replace_links(change.connection, live.row, row)
            remove_document(change, live.row)
        tally.documents.append(document.id)
        tally.clauses += len(document.clauses)
        return row
