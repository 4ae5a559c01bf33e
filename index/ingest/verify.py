"""Check a Store from end to end, and rebuild its search files from the database."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreCorrupt
from index.model import Progress, Report
from index.searchfiles import generations
from index.searchfiles.generations import LEXICAL, Manifest
from index.searchfiles.publish import bring_up_to_date, require_fit
from index.sqlite import connection as database
from index.sqlite.connection import FILE, State
from index.sqlite.lock import writer_lock
from index.sqlite.reader import Reader
from index.sqlite.records import DocumentRow

__all__ = ["Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found.

    :param problems: one line each; empty when the Store is whole.
    :param generation: number of the search files, 0 when they cannot be told.
    :param rebuilt: whether the search files were made anew.
    """

    documents: int
    clauses: int
    generation: int
    problems: tuple[str, ...]
    rebuilt: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify(
    path: str | Path, *, rebuild: bool = False, report: Report | None = None
) -> Verification:
    """Check every row and every file of a Store.

    The database: SQLite's own check, the checksum of every row, counts, and that every Document has
    vectors of the Store's encoder. The search files: every hash, that they fit the database, and
    that they hold exactly its clauses.

    :param rebuild: make the search files anew from the database first, if it is whole.
    :raises StoreNotFound: there is no Store.
    :raises StoreCorrupt: its database cannot be opened at all.
    :raises StoreBusy: ``rebuild`` is asked for while another process is writing.
    """
    folder = Path(path).expanduser().absolute()
    connection = database.connect(folder) if rebuild else database.connect_to_read(folder)
    try:
        if not rebuild:
            return _check(folder, connection, report)
        with writer_lock(folder):
            if problems := list(_database_problems(folder, connection, report)):
                return Verification(0, 0, 0, tuple(problems))
            manifest = bring_up_to_date(folder, connection, report, anew=True)
            _, problem = _search_problem(folder, connection, database.read_state(connection))
        found = (problem,) if problem else ()
        return Verification(
            manifest.documents, manifest.clauses, manifest.generation, found, rebuilt=True
        )
    finally:
        connection.close()


def _check(folder: Path, connection: sqlite3.Connection, report: Report | None) -> Verification:
    connection.execute("BEGIN")
    try:
        problems = list(_database_problems(folder, connection, report))
        if problems:
            return Verification(0, 0, 0, tuple(problems))
        state = database.read_state(connection)
        manifest, problem = _search_problem(folder, connection, state)
    finally:
        connection.execute("COMMIT")
    if manifest is None:
        return Verification(0, 0, 0, (problem,))
    found = (problem,) if problem else ()
    return Verification(manifest.documents, manifest.clauses, manifest.generation, found)


# ---- the database -----------------------------------------------------------------------


def _database_problems(
    folder: Path, connection: sqlite3.Connection, report: Report | None
) -> Iterator[str]:
    path = folder / FILE
    try:
        with database.translate_errors(path):
            for (line,) in connection.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"{path}: {line}"
            state = database.read_state(connection)
            rows = list(database.document_rows(connection))
            yield from _count_problems(path, connection, rows)
    except StoreCorrupt as error:
        yield str(error)
        return
    reader = Reader(connection, path, state.commit, state.encoder_row)
    started = time.monotonic()
    for count, row in enumerate(rows, start=1):
        if row.visible(state.commit) and (problem := _document_problem(reader, row, state)):
            yield problem
        if report is not None:
            seconds = time.monotonic() - started
            report(Progress("verify", count, len(rows), count, seconds, row.id))


def _count_problems(
    path: Path, connection: sqlite3.Connection, rows: list[DocumentRow]
) -> Iterator[str]:
    counted = connection.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM clauses), "
        "(SELECT count(*) FROM texts)"
    ).fetchone()
    expected = (
        sum(row.article_count for row in rows),
        sum(row.clause_count for row in rows),
        len(rows),
    )
    if counted != expected:
        what = "articles, clauses and texts"
        yield f"{path}: {counted} {what}, expected {expected}"
    ids = [row.id for row in rows if row.removed is None]
    if len(ids) != len(set(ids)):
        yield f"{path}: a document stands in it twice"


def _document_problem(reader: Reader, row: DocumentRow, state: State) -> str | None:
    try:
        text = reader.text(row)
        reader.vectors(row, state.dim, state.encoder)
        for article in reader.articles(row):
            for clause in article.clauses:
                if not 0 <= clause.start <= clause.end <= len(text):
                    return f"clause {clause.id!r}: stands outside the text of its document"
        reader.check_article_numbers(row)
    except StoreCorrupt as error:
        return str(error)
    return None


# ---- the search files -------------------------------------------------------------------


def _search_problem(
    folder: Path, connection: sqlite3.Connection, state: State
) -> tuple[Manifest | None, str]:
    """Return the manifest, if it can be read, and what is wrong with the files, or ""."""
    named = generations.current(folder)
    if named is None:
        return None, (
            f"{folder}: the search files are missing; make them anew with: "
            "policyqa verify --rebuild"
        )
    manifest = None
    try:
        manifest = generations.read_manifest(folder, named)
        require_fit(folder, manifest, state)
        generations.check_files(folder, manifest)
        reader = Reader(connection, folder / FILE, manifest.commit, state.encoder_row)
        _require_same_clauses(folder, manifest, reader)
    except StoreCorrupt as error:
        return manifest, str(error)
    return manifest, ""


def _require_same_clauses(folder: Path, manifest: Manifest, reader: Reader) -> None:
    import numpy as np

    from index.searchfiles.dense import DenseIndex
    from index.searchfiles.lexical import LexicalIndex

    files = generations.folder_of(folder, manifest.generation)
    lexical = LexicalIndex(files / LEXICAL)
    dense = DenseIndex(files, manifest.dense, manifest.dim)
    rows = reader.rows()
    counts = {
        "documents": (manifest.documents, len(rows)),
        "clauses": (manifest.clauses, sum(row.clause_count for row in rows)),
        "entries for words": (lexical.count, manifest.clauses + manifest.documents),
    }
    for what, (found, expected) in counts.items():
        if found != expected:
            raise generations.unusable(files, f"{found} {what}, expected {expected}")
    dead = [range(first, first + count) for first, count in manifest.dead]
    ranges = [np.arange(r.start, r.stop) for r in (*dead, *(row.keys for row in rows))]
    if not np.array_equal(dense.keys(), np.sort(np.concatenate([np.empty(0, np.int64), *ranges]))):
        raise generations.unusable(files, "vectors of other clauses than the database holds")
