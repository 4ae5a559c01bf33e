"""Bring the search files up to date with the database, and remove what they replace."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from index.errors import StoreCorrupt
from index.model import Report
from index.searchfiles import generations
from index.searchfiles.analysis import ANALYSIS_VERSION
from index.searchfiles.generations import Manifest
from index.sqlite import connection as database
from index.sqlite.connection import FILE, State
from index.sqlite.writer import purge

__all__ = ["bring_up_to_date", "holds", "is_current", "require_fit"]


def is_current(manifest: Manifest, state: State) -> bool:
    """Tell whether there is nothing to bring up to date."""
    return manifest.generation == state.published and holds(manifest, state)


def holds(manifest: Manifest, state: State) -> bool:
    """Tell whether search files hold exactly what the database does, cut as this version cuts."""
    return (
        manifest.commit == state.commit
        and manifest.encoder == state.encoder
        and manifest.words == ANALYSIS_VERSION
        and bool(generations.token_segments(manifest))
    )


def require_fit(store: Path, manifest: Manifest, state: State) -> None:
    """Refuse search files that speak of another past than the database's.

    :raises StoreCorrupt: a part of the Store was replaced by an older one.
    """
    if not state.purged <= manifest.commit <= state.commit:
        raise StoreCorrupt(
            f"{store}: the search files are of change {manifest.commit}, the database holds "
            f"changes {state.purged} to {state.commit}; make them anew with: "
            "policyqa verify --rebuild"
        )


def bring_up_to_date(
    store: Path,
    connection: sqlite3.Connection,
    report: Report | None = None,
    *,
    anew: bool = False,
) -> Manifest:
    """Publish search files of the database's present state. The writer lock is held.

    :param anew: make every file from the database, whatever there is.
    :raises StoreCorrupt: the database is damaged.
    """
    from index.searchfiles.build import build  # what it needs is not needed to search

    with database.translate_errors(store / FILE):
        state = database.read_state(connection)
        previous = None if anew else _usable(store, state)
        if previous is None or not holds(previous, state):
            try:
                manifest = build(store, connection, state, previous, report)
            except BaseException:  # on a full disk, what is half done takes the last of the room
                generations.remove_unfinished(store)
                raise
        elif previous.generation == state.published:
            generations.remove_unfinished(store)
            return previous
        else:  # whoever published it ended before clearing away
            manifest = previous
        kept = {manifest.generation} | ({previous.generation} if previous else set())
        generations.remove_stale(store, kept)
        # Last, so that whoever ends before it leaves a sign that there is something to clear away.
        _finish(store, connection, manifest)
    return manifest


def _finish(store: Path, connection: sqlite3.Connection, manifest: Manifest) -> None:
    with database.transaction(connection, store / FILE, counts=False) as change:
        purge(change, manifest.commit)
        change.update(published=manifest.generation)
    # Readers may hold the log back; what is left of it is folded in next time.
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _usable(store: Path, state: State) -> Manifest | None:
    """Return the current generation if it can be started from; ``None``: all anew.

    :raises StoreCorrupt: it is whole, but speaks of another past than the database's.
    """
    named = generations.current(store)
    if named is None:
        return None
    try:
        manifest = generations.read_manifest(store, named)
        generations.check_files(store, manifest)
    except StoreCorrupt:
        return None
    require_fit(store, manifest, state)
    return manifest
