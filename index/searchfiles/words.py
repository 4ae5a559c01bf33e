"""Cutting stored documents into search words: what a worker process does for the search files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.text.document_numbers import number_key
from index.searchfiles.analysis import ClauseFields, Place, clause_fields, path_field, title_field
from index.searchfiles.citation_counts import titles_named
from index.sqlite import connection as database
from index.sqlite.reader import Reader

__all__ = ["CutDocument", "CutTask", "cut_document", "cut_documents"]


@dataclass(frozen=True, slots=True)
class CutTask:
    """Documents to cut: their rows, as of a commit of the database in a folder."""

    store: Path
    commit: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document's words.

    :param title: those it is found by as a whole.
    :param named: keys of the titles it names (``index.searchfiles.citation_counts``).
    """

    row: int
    source: str
    title: str
    clauses: tuple[ClauseFields, ...]
    named: frozenset[str]


def cut_documents(task: CutTask) -> list[CutDocument]:
    """Read documents from the database and cut them.

    :raises StoreCorrupt: a row is damaged.
    """
    reader = _reader(task.store, task.commit)
    return [cut_document(reader, row) for row in task.rows]


@cache
def _reader(store: Path, commit: int) -> Reader:
    # The writer lock is held by whoever gave the task, so the rows stay as they are.
    return Reader(database.connect(store), store / database.FILE, commit, encoder_row=0)


def cut_document(reader: Reader, row_number: int) -> CutDocument:
    """Cut one document.

    :raises StoreCorrupt: a row is damaged.
    """
    row = reader.row_of(row_number)
    document = reader.document(row)
    title = title_field(document)
    number = number_key(document.number) if document.number else ""
    clauses: list[ClauseFields] = []
    named: set[str] = set()
    for path, heading, inside in reader.bare_articles(row):
        place = Place(row_number, title, number, path_field(path, heading))
        clauses.extend(clause_fields(clause, heading, place) for clause in inside)
        named.update(*(titles_named(clause.text) for clause in inside))
    return CutDocument(row_number, document.source, title, tuple(clauses), frozenset(named))
