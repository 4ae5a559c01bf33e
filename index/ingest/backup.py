"""Copy a Store while it is used, and make a Store of such a copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from index import durable
from index.errors import StoreCorrupt, StoreError, StoreNotFound
from index.ingest.verify import Verification, verify
from index.searchfiles import generations
from index.searchfiles.publish import bring_up_to_date
from index.sqlite import connection as database
from index.sqlite.connection import FILE
from index.sqlite.lock import writer_lock

__all__ = ["back_up", "restore"]


def back_up(store: str | Path, target: str | Path) -> Verification:
    """Copy a Store into a new folder, whole and checked; readers go on, writers wait.

    The database is copied by SQLite's online backup, search files are hard links where both
    folders are on one file system.

    :param target: made by this; an unfinished copy stands beside it as ``NAME.new``.
    :return: what checking the copy found; it has no problems.
    :raises StoreNotFound: there is no Store.
    :raises StoreCorrupt: the Store is damaged; no copy is kept.
    :raises StoreBusy: another process is writing.
    :raises StoreError: ``target`` exists, or cannot be written.
    """
    source, copy = _absolute(store), _absolute(target)
    if not (source / FILE).is_file():
        raise StoreNotFound(f"{source}: no store here to copy")
    if copy == source or copy.is_relative_to(source):
        raise StoreError(f"{copy}: lies in the store itself; choose a folder beside it")
    with writer_lock(source), closing(database.connect(source)) as connection:
        bring_up_to_date(source, connection)
        return _copied(source, connection, copy)


def restore(backup: str | Path, store: str | Path) -> Verification:
    """Make a Store of a copy that ``back_up`` made; the copy stays as it is.

    :param store: made by this: a folder that is not there yet.
    :raises StoreNotFound: there is no copy. :raises StoreCorrupt: the copy is damaged.
    :raises StoreError: ``store`` exists, or cannot be written.
    """
    source = _absolute(backup)
    with closing(database.connect_to_read(source)) as connection:
        return _copied(source, connection, _absolute(store))


def _copied(source: Path, connection: sqlite3.Connection, target: Path) -> Verification:
    """Copy database and current search files aside, check them, and give them their name."""
    if target.exists():
        raise StoreError(f"{target}: is there already; choose the name of a new folder")
    aside = target.with_name(target.name + ".new")
    with database.translate_errors(aside):
        durable.remove_tree(aside)
        aside.mkdir(parents=True)
        try:
            with closing(sqlite3.connect(aside / FILE)) as copy:
                connection.backup(copy)
            _link_search_files(source, aside)
            found = verify(aside)
            if found.problems:
                raise StoreCorrupt(f"{source}: cannot be copied: {found.problems[0]}")
            durable.sync_tree(aside)
            durable.rename(aside, target)
        except BaseException:
            durable.remove_tree(aside)
            raise
    return found


def _link_search_files(source: Path, target: Path) -> None:
    named = generations.current(source)
    if named is None:
        raise generations.unusable(source / generations.CURRENT, "is missing")
    manifest = generations.read_manifest(source, named)
    files = generations.folder_of(source, manifest.generation)
    for name in (*manifest.files, generations.MANIFEST):
        place = generations.folder_of(target, manifest.generation) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        durable.link_or_copy(files / name, place)
    durable.replace_file(target / generations.CURRENT, named)


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()
