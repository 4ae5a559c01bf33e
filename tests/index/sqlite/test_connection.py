"""The database of a Store: opened, changed as a whole or not at all, errors told plainly."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import durable
from index.errors import StoreBusy, StoreCorrupt, StoreError, StoreNotFound, StoreTooNew
from index.sqlite import migrations
from index.sqlite.connection import (
    FILE,
    State,
    begin_read,
    connect,
    connect_to_read,
    create,
    document_rows,
    read_state,
    transaction,
    translate_errors,
)

NEW = State(1, 0, 0, 1, 1, 1, "hash-64", 1, 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an empty database."""
    create(tmp_path, "hash-64", 64)
    return tmp_path


@pytest.fixture
def connection(folder: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(folder)
    yield opened
    opened.close()


def test_a_new_database_stands_at_its_first_commit(connection: sqlite3.Connection) -> None:
    assert read_state(connection) == NEW
    assert list(document_rows(connection)) == []
    assert migrations.version_of(connection) == migrations.SCHEMA


def test_what_an_interrupted_creation_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.new").write_bytes(b"half a database")
    create(tmp_path, "hash-64", 64)
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


def test_a_transaction_counts_a_commit_and_housekeeping_does_not(
    folder: Path, connection: sqlite3.Connection
) -> None:
    with transaction(connection, folder / FILE) as change:
        change.update(next_key=9)
    assert (read_state(connection).commit, read_state(connection).next_key) == (2, 9)
    with transaction(connection, folder / FILE, counts=False) as change:
        change.update(published=3)
    assert (read_state(connection).commit, read_state(connection).published) == (2, 3)


def test_a_transaction_that_fails_changes_nothing(
    folder: Path, connection: sqlite3.Connection
) -> None:
    def fail() -> None:
        with transaction(connection, folder / FILE) as change:
            change.update(next_key=9)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert read_state(connection) == NEW
    assert not connection.in_transaction


def test_a_crash_just_before_the_commit_changes_nothing(
    folder: Path, connection: sqlite3.Connection
) -> None:
    def crash(name: str) -> None:
        if name == "before commit":
            raise KeyboardInterrupt

    durable.set_step_hook(crash)
    try:
        with pytest.raises(KeyboardInterrupt), transaction(connection, folder / FILE):
            pass
    finally:
        durable.set_step_hook(None)
    assert read_state(connection) == NEW


def test_a_reader_sees_one_state_while_another_connection_writes(
    folder: Path, connection: sqlite3.Connection
) -> None:
    reader = connect_to_read(folder)
    assert begin_read(reader) == NEW
    with transaction(connection, folder / FILE):
        pass
    assert read_state(reader) == NEW
    reader.execute("ROLLBACK")
    assert read_state(reader).commit == 2
    reader.close()


def test_a_changed_state_is_noticed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = replace(value, '64', '65') WHERE name = 'state'")
    with pytest.raises(StoreCorrupt, match="state of the store"):
        read_state(connection)
    connection.execute("DELETE FROM meta")
    with pytest.raises(StoreCorrupt, match="state of the store"):
        read_state(connection)


def test_a_missing_a_foreign_and_a_damaged_database_are_told_apart(tmp_path: Path) -> None:
    for opening in (connect, connect_to_read):
        with pytest.raises(StoreNotFound, match="no store here"):
            opening(tmp_path)
    foreign = sqlite3.connect(tmp_path / FILE)
    foreign.execute("CREATE TABLE a (b)")
    foreign.commit()
    foreign.close()
    with pytest.raises(StoreCorrupt, match="not a database of policyqa"):
        connect(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreCorrupt, match="damaged"):
        connect_to_read(tmp_path)


def test_a_database_of_a_later_version_is_refused(folder: Path) -> None:
    later = sqlite3.connect(folder / FILE)
    later.execute(f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    later.close()
    with pytest.raises(StoreTooNew):
        connect_to_read(folder)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OSError(errno.ENOSPC, "no space"), StoreError, "disk is full"),
        (OSError(errno.EACCES, "denied"), StoreError, "disk refused"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), StoreCorrupt, "schema"),
        (sqlite3.DatabaseError("malformed"), StoreCorrupt, "damaged"),
    ],
)
def test_errors_of_the_disk_and_the_database_are_errors_of_the_store(
    error: Exception, kind: type[StoreError], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught, translate_errors(Path("store.db")):
        raise error
    assert caught.value.__cause__ is error


def test_a_database_that_another_process_holds_is_busy_and_not_damaged(folder: Path) -> None:
    holder = sqlite3.connect(folder / FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiter = sqlite3.connect(folder / FILE, timeout=0)
    with pytest.raises(StoreBusy, match="another process"), translate_errors(folder / FILE):
        waiter.execute("BEGIN IMMEDIATE")
    holder.close()
    waiter.close()


def test_other_errors_pass_unchanged() -> None:
    with pytest.raises(KeyError), translate_errors(Path("store.db")):
        raise KeyError("x")
