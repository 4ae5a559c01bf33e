"""Files that have been read go to the database a group at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.model import Document
from index import Store
from index.ingest.batch_writer import BatchWriter, Tally
from index.ingest.prepare import PreparedFile, prepare_documents
from index.sqlite.connection import document_rows
from tests.doubles import HashEncoder
from tests.index.documents import city_documents

BIKES, LIBRARY, *_ = city_documents()


@pytest.fixture
def connection(store: Store) -> Iterator[sqlite3.Connection]:
    with store.writer() as opened:
        yield opened


@pytest.fixture
def writer(store: Store, connection: sqlite3.Connection) -> BatchWriter:
    return BatchWriter(store.path, connection, HashEncoder(), "1")


def _file(path: str, *documents: Document) -> PreparedFile:
    """Return a file whose Documents say that they came from it."""
    named = [replace(d, source=path.rpartition("/")[2]) for d in documents]
    return prepare_documents(path, f"hash of {path}", named)


def _live(connection: sqlite3.Connection) -> list[str]:
    return sorted(row.id for row in document_rows(connection, "removed IS NULL"))


def test_what_was_stored_is_counted_and_known(
    writer: BatchWriter, connection: sqlite3.Connection
) -> None:
    tally = writer.put([_file("a", BIKES), _file("b", LIBRARY)])
    assert (tally.added, tally.replaced) == (2, 0)
    assert tally.documents == [BIKES.id, LIBRARY.id]
    assert tally.clauses == 6
    assert {p: (f.sha256, f.version) for p, f in writer.known().items()} == {
        "a": ("hash of a", "1"),
        "b": ("hash of b", "1"),
    }
    assert _live(connection) == sorted([BIKES.id, LIBRARY.id])


def test_a_document_that_stands_there_as_it_is_is_not_stored_again(
    writer: BatchWriter, connection: sqlite3.Connection
) -> None:
    writer.put([_file("a/x", BIKES)])
    tally = writer.put([_file("b/x", BIKES)])
    assert (tally.added, tally.documents, tally.clauses) == (1, [], 0)
    assert _live(connection) == [BIKES.id]


def test_what_a_file_no_longer_gives_is_removed_unless_another_file_gives_it(
    writer: BatchWriter, connection: sqlite3.Connection
) -> None:
    writer.put([_file("a/x", BIKES, LIBRARY), _file("b/x", BIKES)])
    assert writer.put([_file("a/x")]).replaced == 1
    assert _live(connection) == [BIKES.id]
    writer.drop([file.row for file in writer.known().values()])
    assert _live(connection) == []
    assert writer.known() == {}


def test_copies_of_a_stored_document_under_two_names_in_one_group_are_stored(
    writer: BatchWriter, connection: sqlite3.Connection
) -> None:
    writer.put([_file("a/x", BIKES)])
    writer.put([_file("b/y", BIKES), _file("c/x", BIKES)])
    assert _live(connection) == [BIKES.id]


def test_two_files_that_change_places_in_one_group_keep_both_documents(
    writer: BatchWriter, connection: sqlite3.Connection
) -> None:
    writer.put([_file("a/x", BIKES), _file("b/x", LIBRARY)])
    tally = writer.put([_file("a/x", LIBRARY), _file("b/x", BIKES)])
    assert (tally.added, tally.replaced) == (0, 2)
    assert _live(connection) == sorted([BIKES.id, LIBRARY.id])


def test_a_group_that_fails_leaves_nothing(
    store: Store, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = BatchWriter(store.path, connection, HashEncoder(dim=64), "1")
    good, bad = _file("a", BIKES), replace(_file("b", LIBRARY), path=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        writer.put([good, bad])
    assert _live(connection) == []
    assert writer.known() == {}


def test_tallies_add_up() -> None:
    tally = Tally(1, 2, 3, ["a"])
    tally.include(Tally(10, 20, 30, ["b"]))
    assert tally == Tally(11, 22, 33, ["a", "b"])
