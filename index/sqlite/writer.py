"""Add and remove documents and files in the database, inside one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple
from typing import TYPE_CHECKING

from index.sqlite.connection import Change, document_rows
from index.sqlite.records import DocumentRow, PreparedDocument, blob_checksum, document_checksum

if TYPE_CHECKING:
    from index.encoders.vectors import Vectors

__all__ = [
    "add_document",
    "current_row",
    "drop_file",
    "file_documents",
    "in_a_file",
    "link_file",
    "pack_vectors",
    "purge",
    "put_vectors",
    "remove_and_mark_files",
    "remove_document",
    "replace_links",
]


def current_row(connection: sqlite3.Connection, document_id: str) -> DocumentRow | None:
    """Return the document of that id that stands in the Store now."""
    return next(document_rows(connection, "id = ?1 AND removed IS NULL", (document_id,)), None)


def add_document(change: Change, document: PreparedDocument, vectors: Vectors) -> int:
    """Store a Document with its vectors, float32 [clauses, dim]; return its row number."""
    state = change.state
    row = DocumentRow(
        row=state.next_document,
        id=document.id,
        digest=document.digest,
        first_key=state.next_key,
        clause_count=len(document.clauses),
        first_article=state.next_article,
        article_count=len(document.articles),
        number_key=document.number_key,
        record=document.record,
        sum=b"",
        added=state.commit,
        removed=None,
    )
    values = (*astuple(row)[:9], document_checksum(row), row.added, row.removed)
    run = change.connection
    run.execute("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", values)
    run.execute("INSERT INTO texts VALUES (?,?,?)", (row.row, document.text, document.text_sum))
    _add_articles(run, row, document)
    put_vectors(run, row, state.encoder_row, state.encoder, vectors)
    change.update(
        next_document=row.row + 1,
        next_article=row.first_article + row.article_count,
        next_key=row.first_key + row.clause_count,
    )
    return row.row


def _add_articles(run: sqlite3.Connection, row: DocumentRow, document: PreparedDocument) -> None:
    first = row.first_article
    run.executemany(
        "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        ((first + a.position, a.id, row.row, *a[1:]) for a in document.articles),
    )
    run.executemany(
        "INSERT INTO clauses VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            (row.first_key + c.position, c.id, row.row, c.position, first + c.article, *c[3:])
            for c in document.clauses
        ),
    )


def pack_vectors(vectors: Vectors) -> bytes:
    """Return vectors as they are stored: float16, row after row.

    Half the space of float32; the inner product of two unit vectors moves by less than 0.001.
    """
    import numpy as np

    return np.ascontiguousarray(vectors, np.float16).tobytes()


def put_vectors(
    run: sqlite3.Connection, row: DocumentRow, encoder_row: int, encoder: str, vectors: Vectors
) -> None:
    """Store the vectors of a document's clauses, float32 [clauses, dim], under an encoder."""
    data = pack_vectors(vectors)
    run.execute(
        "INSERT OR REPLACE INTO vectors VALUES (?,?,?,?)",
        (row.row, encoder_row, data, blob_checksum(data, row.id, encoder)),
    )


def remove_document(change: Change, row: int) -> None:
    """Take a document out of the Store; it stays readable to those who read an older state."""
    change.connection.execute(
        "UPDATE documents SET removed = ? WHERE row = ? AND removed IS NULL",
        (change.state.commit, row),
    )


def remove_and_mark_files(change: Change, row: int) -> None:
    """Remove a document; the files that gave it count as changed, so adding them reads them."""
    run = change.connection
    run.execute(
        "UPDATE files SET sha256 = '' WHERE row IN "
        "(SELECT file FROM file_documents WHERE document = ?)",
        (row,),
    )
    run.execute("DELETE FROM file_documents WHERE document = ?", (row,))
    remove_document(change, row)


def purge(change: Change, published: int) -> int:
    """Delete for good what was removed by commit ``published`` or earlier; return how many."""
    run = change.connection
    gone = list(document_rows(run, "removed <= ?1", (published,)))
    for row in gone:
        keys, first = row.keys, row.first_article
        run.execute("DELETE FROM clauses WHERE key >= ? AND key < ?", (keys.start, keys.stop))
        run.execute(
            "DELETE FROM articles WHERE row >= ? AND row < ?", (first, first + row.article_count)
        )
        run.execute("DELETE FROM texts WHERE document = ?", (row.row,))
        run.execute("DELETE FROM vectors WHERE document = ?", (row.row,))
        run.execute("DELETE FROM documents WHERE row = ?", (row.row,))
    change.update(purged=max(published, change.state.purged))
    return len(gone)


# ---- files ------------------------------------------------------------------------------


def file_documents(run: sqlite3.Connection, file: int) -> set[int]:
    """Return the rows of the documents that came from a file."""
    found = run.execute("SELECT document FROM file_documents WHERE file = ?", (file,))
    return {row for (row,) in found}


def link_file(
    run: sqlite3.Connection, path: str, sha256: str, version: str, documents: Iterable[int]
) -> None:
    """Note that a file, as it is now, gave these documents."""
    run.execute(
        "INSERT INTO files (path, sha256, version) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (path) DO UPDATE SET sha256 = ?2, version = ?3",
        (path, sha256, version),
    )
    (file,) = run.execute("SELECT row FROM files WHERE path = ?", (path,)).fetchone()
    run.execute("DELETE FROM file_documents WHERE file = ?", (file,))
    run.executemany(
        "INSERT OR IGNORE INTO file_documents VALUES (?, ?)", ((file, row) for row in documents)
    )


def replace_links(run: sqlite3.Connection, old: int, new: int) -> None:
    """Let every file that gave document ``old`` have given ``new``."""
    run.execute("UPDATE file_documents SET document = ? WHERE document = ?", (new, old))


def drop_file(change: Change, file: int) -> set[int]:
    """Forget a file; remove and return the documents that came from no other file."""
    run = change.connection
    documents = file_documents(run, file)
    run.execute("DELETE FROM file_documents WHERE file = ?", (file,))
    run.execute("DELETE FROM files WHERE row = ?", (file,))
    orphans = {row for row in documents if not in_a_file(run, row)}
    for row in sorted(orphans):
        remove_document(change, row)
    return orphans


def in_a_file(run: sqlite3.Connection, document: int) -> bool:
    """Tell whether any file gave this document."""
    found = run.execute("SELECT 1 FROM file_documents WHERE document = ? LIMIT 1", (document,))
    return found.fetchone() is not None
