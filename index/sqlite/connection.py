"""The Store's database: SQLite in WAL mode, fsynced at every commit. It is the truth.

Writers go through ``transaction``; readers through a connection that holds one read transaction,
so that what they see stays as it was. Errors of SQLite leave this module as errors of a Store.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index import durable
from index.errors import StoreBusy, StoreCorrupt, StoreError, StoreNotFound, StoreTooNew
from index.sqlite import migrations
from index.sqlite.records import DocumentRow, checksum, require_checksum

__all__ = [
    "FILE",
    "State",
    "begin_read",
    "connect",
    "connect_to_read",
    "create",
    "document_rows",
    "read_state",
    "transaction",
    "translate_errors",
]

FILE = "store.db"
_BUSY_SECONDS = 10.0
_LOG_BYTES = 64_000_000  # what the log keeps on disk after its changes are folded in
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_INPUT_OUTPUT = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


@dataclass(frozen=True, slots=True)
class State:
    """The one row that says where the Store stands.

    :param commit: number of the last change, from 1.
    :param published: number of the last generation that was published, 0 before the first.
    :param purged: documents removed by this commit or an earlier one are gone for good.
    :param encoder: name of the encoder whose vectors are searched.
    :param encoder_row: its row among the encoders.
    """

    commit: int
    published: int
    purged: int
    next_document: int
    next_article: int
    next_key: int
    encoder: str
    encoder_row: int
    dim: int


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the disk into errors of a Store.

    :raises StoreBusy: another process holds the database too long.
    :raises StoreError: the disk is full or refuses.
    :raises StoreCorrupt: the database is damaged.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(path, error) from error
    except UnicodeDecodeError as error:  # the damaged bytes stand in SQLite's own message
        raise _damaged(path, "its schema is not text") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(path) from error
        raise _refused(path, error) from error


def _full(path: Path) -> StoreError:
    return StoreError(f"{path}: the disk is full; nothing stored before is lost: make room")


def _refused(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path}: the disk refused ({error}); check its space and permissions")


def _translate(path: Path, error: sqlite3.Error) -> StoreError:
    extended = getattr(error, "sqlite_errorcode", 0) or 0
    code = extended & 0xFF
    if code in _BUSY:
        return StoreBusy(f"{path}: another process holds the database; try again in a moment")
    if code in _FULL:
        return _full(path)
    if code in _INPUT_OUTPUT and extended != sqlite3.SQLITE_IOERR_SHORT_READ:
        return _refused(path, error)
    return _damaged(path, error)


def _damaged(path: Path, what: object) -> StoreCorrupt:
    return StoreCorrupt(
        f"{path}: the database is damaged ({what}); restore the folder from a copy, or make a new "
        "store and add the documents again"
    )


def create(folder: Path, encoder_name: str, dim: int) -> None:
    """Make an empty database in ``folder``, whole or not at all.

    :raises StoreError: the disk refuses.
    """
    aside = folder / (FILE + ".new")
    with translate_errors(aside):
        for leftover in folder.glob(aside.name + "*"):
            leftover.unlink()
        durable.step("create database")
        connection = _open(aside)
        try:
            migrations.migrate(connection)
            connection.execute("INSERT INTO encoders VALUES (1, ?, ?)", (encoder_name, dim))
            _write_state(connection, State(1, 0, 0, 1, 1, 1, encoder_name, 1, dim))
        finally:
            connection.close()
        durable.rename(aside, folder / FILE)


def connect(folder: Path, *, only_read: bool = False) -> sqlite3.Connection:
    """Open the database of a Store and bring its tables to the newest form.

    The connection commits only by ``transaction``; any thread may use it, one at a time.

    :param only_read: accept tables of an older form where they cannot be changed.
    :raises StoreNotFound: there is none.
    :raises StoreCorrupt: it is damaged or no database of policyqa.
    :raises StoreTooNew: a newer version made it.
    """
    path = _existing(folder)
    with translate_errors(path):
        connection = _open(path)
        try:
            _require_ours(path, connection)
            _migrate(connection, only_read)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection, only_read: bool) -> None:
    try:
        migrations.migrate(connection)
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if not only_read or code not in _FULL | _BUSY | _INPUT_OUTPUT:
            raise


def connect_to_read(folder: Path) -> sqlite3.Connection:
    """Open the database, also on a full disk or in a folder that may not be written to.

    Even reading, SQLite makes a small file beside the database. Where it cannot, and no change
    waits in the log, the database is opened as a file that nobody changes. Its tables are then of
    the form they have, which ``Reader`` knows how to read.

    Raises as ``connect``.
    """
    try:
        return connect(folder, only_read=True)
    except (StoreNotFound, StoreCorrupt, StoreBusy, StoreTooNew):
        raise
    except StoreError:
        path = _existing(folder)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
    with translate_errors(path):
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        _require_ours(path, connection)
    return connection


def _existing(folder: Path) -> Path:
    path = folder / FILE
    if not path.is_file():
        raise StoreNotFound(
            f"{folder}: no store here; make one with: policyqa add PATH --store {folder}"
        )
    return path


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _require_ours(path: Path, connection: sqlite3.Connection) -> None:
    found = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if found != migrations.APPLICATION_ID:
        raise StoreCorrupt(
            f"{path}: not a database of policyqa (application id {found:#x}, expected "
            f"{migrations.APPLICATION_ID:#x}); restore the folder from a copy"
        )


# ---- state and transactions -------------------------------------------------------------


def read_state(connection: sqlite3.Connection) -> State:
    """Return where the Store stands.

    :raises StoreCorrupt: the row is damaged or missing.
    """
    found = connection.execute("SELECT value, sum FROM meta WHERE name = 'state'").fetchone()
    value, stored = found or ("", b"")
    require_checksum(stored, checksum("state", value), "the state of the store")
    return State(**json.loads(value))


def _write_state(connection: sqlite3.Connection, state: State) -> None:
    value = json.dumps(asdict(state), ensure_ascii=False)
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('state', ?, ?)", (value, checksum("state", value))
    )


class Change:
    """A write transaction under way, with the state it will leave behind."""

    def __init__(self, connection: sqlite3.Connection, state: State) -> None:
        self.connection = connection
        self.state = state

    def update(self, **values: int | str) -> None:
        """Set fields of the state."""
        self.state = replace(self.state, **values)  # type: ignore[arg-type]


@contextmanager
def transaction(
    connection: sqlite3.Connection, path: Path, *, counts: bool = True
) -> Iterator[Change]:
    """Change the database: all of the block's changes, durably, or none.

    :param counts: whether it is a change of what the Store holds, with a commit number of its
        own; housekeeping is not.
    :raises StoreError: the disk refuses; nothing changed.
    """
    with translate_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            state = read_state(connection)
            change = Change(connection, replace(state, commit=state.commit + int(counts)))
            yield change
            _write_state(connection, change.state)
            durable.step("before commit")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        durable.step("after commit")


def begin_read(connection: sqlite3.Connection) -> State:
    """Start a read transaction; the connection sees this state until it ends."""
    connection.execute("BEGIN")
    return read_state(connection)


_DOCUMENT = (
    "SELECT row, id, digest, first_key, clause_count, first_article, article_count, number_key, "
    "record, sum, added, removed FROM documents"
)


def document_rows(
    connection: sqlite3.Connection, where: str = "1", values: tuple[int | str, ...] = ()
) -> Iterator[DocumentRow]:
    """Yield the documents that a condition selects, in the order they were added.

    :param where: a condition written in this package, never built from input.
    :raises StoreCorrupt: a row is damaged.
    """
    for found in connection.execute(f"{_DOCUMENT} WHERE {where} ORDER BY row", values):
        row = DocumentRow(*found)
        row.check()
        yield row
