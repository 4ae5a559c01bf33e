"""A Store: one folder that holds everything about a collection of Documents."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from index.encoders.builtin import is_builtin
from index.errors import EncoderMismatch, StoreCorrupt, StoreError
from index.model import AddReport, Report, StoreInfo
from index.searchfiles import generations
from index.searchfiles.generations import Manifest, OtherFormat
from index.searchfiles.publish import bring_up_to_date, is_current, require_fit
from index.snapshot import OutdatedSnapshot, Snapshot
from index.sqlite import connection as database
from index.sqlite.connection import FILE, State
from index.sqlite.lock import WAIT_SECONDS, writer_lock
from index.sqlite.migrations import SCHEMA
from index.sqlite.writer import current_row, remove_and_mark_files

if TYPE_CHECKING:
    from corpus.model import Document
    from index.encoders.encoder import Encoder
    from index.engine import SearchEngine

__all__ = ["Store"]

_Read = TypeVar("_Read")

_TRIES = 20  # for the moment between opening the database and reading CURRENT


class Store:
    """An open Store. Safe to use from several threads; close it, or use it in a ``with``."""

    def __init__(self, path: Path, connection: sqlite3.Connection, encoder: Encoder | None) -> None:
        """Use ``create``, ``open`` or ``open_or_create``."""
        self._path = path
        self._connection = connection
        self._encoder = encoder
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._named: bytes | None = None

    @classmethod
    def create(cls, path: str | Path, encoder: Encoder) -> Store:
        """Make an empty Store.

        :param path: its folder; made if missing.
        :param encoder: what turns its clauses into vectors.
        :raises StoreError: there is a Store already, or the folder holds other things.
        """
        folder = _folder(path)
        if (folder / FILE).exists():
            raise StoreError(f"{folder}: there is a store already; open it, or choose another")
        _require_empty(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be made ({error.strerror})") from error
        with writer_lock(folder):
            if not (folder / FILE).exists():
                database.create(folder, encoder.name, encoder.dim)
        return cls.open(folder, encoder)

    @classmethod
    def open(cls, path: str | Path, encoder: Encoder | None = None) -> Store:
        """Open a Store.

        :param encoder: what turned its clauses into vectors; ``None`` to read without searching
            by meaning (list, show, info, remove).
        :raises StoreNotFound: there is none at that path.
        :raises StoreCorrupt: it is damaged.
        :raises StoreTooNew: a newer version made it.
        :raises EncoderMismatch: its vectors were made by another encoder. What an earlier built-in
            model made is opened all the same, and searched by words.
        """
        folder = _folder(path)
        store = cls(folder, database.connect_to_read(folder), encoder)
        try:
            store._require_encoder(store.state().encoder)
            if encoder is not None:
                store.snapshot()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_or_create(cls, path: str | Path, encoder: Encoder) -> Store:
        """Open the Store at ``path``, or make one there. Raises as ``open`` and ``create``."""
        exists = (_folder(path) / FILE).is_file()
        return cls.open(path, encoder) if exists else cls.create(path, encoder)

    @property
    def path(self) -> Path:
        """Return the Store's folder."""
        return self._path

    @property
    def encoder(self) -> Encoder | None:
        """Return the encoder it was opened with."""
        return self._encoder

    def close(self) -> None:
        """Let go of the folder. Snapshots taken from it stay usable."""
        with self._lock:
            self._snapshot = None
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---- reading ------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return the newest state that can be searched; the same object until that changes.

        When a writer ended before its documents could be searched, the search files are brought
        up to date first, unless another process is writing.

        :raises StoreCorrupt: the Store is damaged.
        """
        with self._lock:
            named = generations.current(self._path)
            if self._snapshot is None or named != self._named or self._behind():
                self._catch_up()
                self._snapshot = self._retried(self._opened)
            return self._snapshot

    def state(self) -> State:
        """Return where the database stands now.

        :raises StoreCorrupt: it is damaged.
        """
        with self._lock, database.translate_errors(self._path / FILE):
            return database.read_state(self._connection)

    def info(self) -> StoreInfo:
        """Return counts, sizes and age."""
        state = self.state()
        snapshot = self.snapshot()
        manifest = snapshot.manifest
        with self._lock, database.translate_errors(self._path / FILE):
            count = self._connection.execute
            (files,) = count("SELECT count(*) FROM files").fetchone()
            (articles,) = count(
                "SELECT coalesce(sum(article_count), 0) FROM documents WHERE removed IS NULL"
            ).fetchone()
        return StoreInfo(
            path=str(self._path),
            documents=manifest.documents,
            articles=articles,
            clauses=manifest.clauses,
            files=files,
            encoder_name=manifest.encoder,
            dim=manifest.dim,
            generation=manifest.generation,
            commit=state.commit,
            pending=state.commit - manifest.commit,
            bytes=_sizes(self._path),
            made_at=manifest.made_at,
            schema=SCHEMA,
            dense_kind=manifest.dense_kind,
        )

    # ---- changing -----------------------------------------------------------------------

    def add_documents(self, name: str, documents: Sequence[Document]) -> AddReport:
        """Store Documents that a program has made itself; they can be searched on return.

        Files and folders are added by ``index.ingest.add.add_paths``.

        :param name: what they came from, in place of a file's path; Documents added before under
            the same name are replaced.
        :raises StoreBusy: another process is writing.
        """
        from index.ingest.add import add_documents

        return add_documents(self, name, documents)

    def remove(self, document_ids: Iterable[str], *, report: Report | None = None) -> list[str]:
        """Remove documents, all or none, and make the rest searchable without them.

        A file that gave one of them is read again when it is added again.

        :return: the ids removed.
        :raises StoreError: there is no document of one of the ids; nothing is removed.
        :raises StoreBusy: another process is writing.
        """
        wanted = list(dict.fromkeys(document_ids))
        with self.writer() as connection:
            with database.transaction(connection, self._path / FILE) as change:
                for document_id in wanted:
                    row = current_row(change.connection, document_id)
                    if row is None:
                        raise StoreError(
                            f"no document with id {document_id!r} in {self._path}; "
                            "see: policyqa list"
                        )
                    remove_and_mark_files(change, row.row)
            bring_up_to_date(self._path, connection, report)
        return wanted

    @contextmanager
    def writer(self, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
        """Yield a connection for writing, as the only writer of all processes and threads.

        :raises StoreBusy: another one is writing; it says which.
        """
        with writer_lock(self._path, wait):
            with self._lock:
                # A snapshot kept open here would keep SQLite's log from being folded in.
                self._snapshot = None
            connection = database.connect(self._path)
            try:
                yield connection
            finally:
                connection.close()

    # ---- inside -------------------------------------------------------------------------

    def _behind(self) -> bool:
        return self._snapshot is None or not is_current(self._snapshot.manifest, self.state())

    def _catch_up(self) -> None:
        """Bring the search files up to date with the database, if they are not."""
        try:
            manifest, state = self._published()
        except OtherFormat:
            manifest, state = None, self.state()
        current = manifest is not None and is_current(manifest, state)
        if current and not generations.unfinished(self._path):
            return
        try:
            with self.writer(wait=0.0) as connection:
                bring_up_to_date(self._path, connection)
        except StoreCorrupt:
            raise
        except StoreError:
            # Another process is writing, or the disk is full or may not be written: what was
            # published before still answers.
            if manifest is None:
                raise

    def _published(self) -> tuple[Manifest | None, State]:
        """Return the current manifest, ``None`` before the first, and a state that it fits.

        :raises StoreCorrupt: it is damaged, or fits no state of the database.
        """
        return self._retried(self._try_published)

    def _try_published(self, named: bytes | None) -> tuple[Manifest | None, State]:
        manifest = None if named is None else generations.read_manifest(self._path, named)
        state = self.state()
        if manifest is not None:
            require_fit(self._path, manifest, state)
        elif state.published:
            raise StoreCorrupt(
                f"{self._path}: the search files are missing; make them anew with: "
                "policyqa verify --rebuild"
            )
        return manifest, state

    def _retried(self, read: Callable[[bytes | None], _Read]) -> _Read:
        """Read what is published, again where a writer publishes between two steps of reading.

        :param read: is given what names the generation; raises ``StoreCorrupt``.
        """
        for _ in range(_TRIES):
            named = generations.current(self._path)
            try:
                return read(named)
            except StoreCorrupt:
                if generations.current(self._path) == named:
                    raise
        return read(generations.current(self._path))

    def _opened(self, named: bytes | None) -> Snapshot:
        """Open the current generation together with the state of the database it fits."""
        snapshot = self._try_open()
        if self._encoder is not None:
            snapshot.load()
        self._named = named
        return snapshot

    def _try_open(self) -> Snapshot:
        connection = database.connect_to_read(self._path)
        try:
            # The database first: search files older than it are still spoken of there.
            with database.translate_errors(self._path / FILE):
                state = database.begin_read(connection)
            named = generations.current(self._path) or b""
            manifest = generations.read_manifest(self._path, named)
            require_fit(self._path, manifest, state)
            self._require_encoder(manifest.encoder)
        except BaseException:
            connection.close()
            raise
        encoder = self._encoder
        if encoder is not None and encoder.name != manifest.encoder:
            return OutdatedSnapshot(self._path, connection, state, manifest, encoder)
        return Snapshot(self._path, connection, state, manifest)

    def _require_encoder(self, name: str) -> None:
        if self._encoder is None or self._encoder.name == name:
            return
        if not (is_builtin(name) and is_builtin(self._encoder.name)):
            raise EncoderMismatch(
                f"{self._path}: its vectors were made by {name!r}, this is "
                f"{self._encoder.name!r}; open it with that encoder, or make its vectors "
                "anew with: policyqa reembed"
            )


def _folder(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file; a store is a folder, choose another path")
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if strange := [name for name in names if not name.startswith((FILE, "writer.", "gen-"))]:
        raise StoreError(
            f"{folder}: holds other things ({strange[0]}); choose an empty or a new folder"
        )


def _sizes(folder: Path) -> dict[str, int]:
    sizes = {"database": 0, "search": 0, "other": 0}
    for path in folder.rglob("*"):
        top = path.relative_to(folder).parts[0]
        part = (
            "database" if top.startswith(FILE) else "search" if top.startswith("gen-") else "other"
        )
        with suppress(OSError):  # a generation may be cleared away meanwhile
            sizes[part] += path.stat().st_size if path.is_file() else 0
    return sizes


if TYPE_CHECKING:

    def _is_an_engine(store: Store) -> SearchEngine:
        """Let the type checker compare a Store with the protocol."""
        return store
