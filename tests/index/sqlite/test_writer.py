"""Documents and files are added and removed inside one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.sqlite.connection import FILE, connect, create, transaction
from index.sqlite.records import prepare
from index.sqlite.writer import (
    add_document,
    current_row,
    drop_file,
    file_documents,
    in_a_file,
    link_file,
    pack_vectors,
    purge,
    put_vectors,
    remove_and_mark_files,
    remove_document,
    replace_links,
)
from tests.index.documents import city_documents

DIM = 4
BIKES, LIBRARY = (prepare(d, None) for d in city_documents()[:2])
TABLES = ("documents", "texts", "articles", "clauses", "vectors")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path, "hash-4", DIM)
    return tmp_path / FILE


@pytest.fixture
def run(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a database with two documents, rows 1 and 2, added by the second commit."""
    connection = connect(path.parent)
    with transaction(connection, path) as change:
        for document in (BIKES, LIBRARY):
            add_document(change, document, np.ones((len(document.clauses), DIM), np.float32))
    yield connection
    connection.close()


def _counts(run: sqlite3.Connection) -> list[int]:
    return [run.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES]


def _file(run: sqlite3.Connection, path: str) -> int:
    return int(run.execute("SELECT row FROM files WHERE path = ?", (path,)).fetchone()[0])


def test_documents_stand_one_after_another_with_all_their_rows(run: sqlite3.Connection) -> None:
    first, second = current_row(run, BIKES.id), current_row(run, LIBRARY.id)
    assert first is not None
    assert second is not None
    assert (first.row, second.row) == (1, 2)
    assert second.keys == range(first.keys.stop, first.keys.stop + len(LIBRARY.clauses))
    assert second.first_article == first.first_article + first.article_count
    assert _counts(run) == [2, 2, 6, 6, 2]
    assert current_row(run, "none") is None


def test_a_removed_document_stays_readable_to_those_who_read_an_older_state(
    run: sqlite3.Connection, path: Path
) -> None:
    row = current_row(run, BIKES.id)
    assert row is not None
    with transaction(run, path) as change:
        remove_document(change, row.row)
    assert current_row(run, BIKES.id) is None
    assert _counts(run)[0] == 2
    removed = run.execute("SELECT removed FROM documents WHERE row = 1").fetchone()
    assert removed == (3,)
    with transaction(run, path) as change:
        remove_document(change, row.row)
    assert run.execute("SELECT removed FROM documents WHERE row = 1").fetchone() == removed


def test_what_was_removed_by_a_published_commit_is_deleted_for_good(
    run: sqlite3.Connection, path: Path
) -> None:
    with transaction(run, path) as change:
        remove_document(change, 1)
    with transaction(run, path, counts=False) as change:
        assert purge(change, 2) == 0, "the removal has not been published"
        assert purge(change, 3) == 1
        assert change.state.purged == 3
        assert purge(change, 2) == 0
        assert change.state.purged == 3, "what is gone does not come back"
    assert _counts(run) == [1, 1, 3, 3, 1]
    assert current_row(run, LIBRARY.id) is not None


def test_vectors_are_halved_and_stored_again_in_place(run: sqlite3.Connection) -> None:
    vectors = np.asarray([[0.5, -0.25, 0.1, 1]] * 3, np.float32)
    assert len(pack_vectors(vectors)) == vectors.nbytes // 2
    assert np.allclose(
        np.frombuffer(pack_vectors(vectors), np.float16).reshape(3, DIM), vectors, atol=1e-3
    )
    assert pack_vectors(vectors.T.copy().T) == pack_vectors(vectors), "whatever the memory order"
    row = current_row(run, BIKES.id)
    assert row is not None
    put_vectors(run, row, 1, "hash-4", vectors)
    assert _counts(run)[-1] == 2
    found = run.execute("SELECT * FROM vectors WHERE document = 1").fetchone()
    assert pack_vectors(vectors) in found


def test_a_file_gives_what_it_gave_last(run: sqlite3.Connection) -> None:
    link_file(run, "a.txt", "old", "1", [1, 2])
    assert file_documents(run, _file(run, "a.txt")) == {1, 2}
    link_file(run, "a.txt", "new", "2", [2, 2])
    assert file_documents(run, _file(run, "a.txt")) == {2}
    assert run.execute("SELECT sha256, version FROM files").fetchall() == [("new", "2")]
    assert not in_a_file(run, 1)
    assert in_a_file(run, 2)
    assert file_documents(run, 99) == set()


def test_a_dropped_file_takes_along_only_what_no_other_file_gave(
    run: sqlite3.Connection, path: Path
) -> None:
    link_file(run, "a.txt", "", "1", [1, 2])
    link_file(run, "b.txt", "", "1", [2])
    with transaction(run, path) as change:
        assert drop_file(change, _file(run, "a.txt")) == {1}
    assert current_row(run, BIKES.id) is None
    assert current_row(run, LIBRARY.id) is not None
    assert run.execute("SELECT path FROM files").fetchall() == [("b.txt",)]


def test_a_document_that_was_replaced_is_in_the_files_of_the_old_one(
    run: sqlite3.Connection,
) -> None:
    link_file(run, "a.txt", "", "1", [1])
    replace_links(run, 1, 2)
    assert file_documents(run, _file(run, "a.txt")) == {2}


def test_the_file_of_a_document_removed_by_hand_is_read_again_next_time(
    run: sqlite3.Connection, path: Path
) -> None:
    link_file(run, "a.txt", "hash a", "1", [1])
    link_file(run, "b.txt", "hash b", "1", [2])
    with transaction(run, path) as change:
        remove_and_mark_files(change, 1)
    assert run.execute("SELECT path, sha256 FROM files ORDER BY path").fetchall() == [
        ("a.txt", ""),
        ("b.txt", "hash b"),
    ]
    assert not in_a_file(run, 1)
    assert current_row(run, BIKES.id) is None
