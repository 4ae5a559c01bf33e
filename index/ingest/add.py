"""Add files to a Store: find, read, embed, store, make searchable."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus.model import Document
from index import durable
from index.errors import EncoderMismatch, StoreError
from index.ingest.batch_writer import BatchWriter, StoredFile, Tally
from index.ingest.files import FoundFiles, find_files
from index.ingest.prepare import OUT_OF_MEMORY, PreparedFile, prepare_documents, prepare_file
from index.model import AddReport, FailedFile, FileWarning, Progress, Report
from index.process_pool import available_cores, map_in_order
from index.searchfiles.build import own_version
from index.searchfiles.publish import bring_up_to_date
from index.sqlite import connection as database

if TYPE_CHECKING:
    from corpus.limits import Limits
    from index.encoders.encoder import Encoder


_Changed = tuple[str, str]  # path, sha256

_TEXTS_AT_ONCE = 4096  # clauses encoded and committed together
_SECONDS_AT_ONCE = 1.0  # or what has been read in this time
_BYTES_FOR_PROCESSES = 3_000_000  # less to read than this is faster without them


class WritableStore(Protocol):
    """What adding needs of a Store."""

    @property
    def path(self) -> Path:
        """Return its folder."""
        ...

    @property
    def encoder(self) -> Encoder | None:
        """Return what turns its clauses into vectors, ``None`` where it was opened to read."""
        ...

    def writer(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a connection for writing, as the only writer.

        :raises StoreBusy: another process is writing.
        """
        ...


def add_paths(
    store: WritableStore,
    paths: Iterable[str | Path],
    *,
    progress: Report | None = None,
    limits: Limits | None = None,
    sync: bool = False,
    dry_run: bool = False,
    workers: int | None = None,
) -> AddReport:
    """Add files and folders; what was stored before is never lost by a failure.

    A file stored as it is now is skipped before it is read; of a changed one the Documents are
    replaced in one transaction. A file that cannot be read is reported and the rest goes on.
    Ctrl-C ends the work; files already read are kept, and the report says ``interrupted``.

    :param paths: files, whatever their suffix, and folders, searched for known suffixes.
    :param progress: called after each file and while the search files are made.
    :param limits: the limits of reading; ``None``: the usual ones.
    :param sync: make the Store hold what the given folders hold: files of theirs that are gone
        are removed with their Documents.
    :param dry_run: only say what would be added, replaced and removed.
    :param workers: processes that read; ``None``: as many as there are cores, when it pays.
    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    :raises StoreBusy: another process is writing.
    :raises EncoderMismatch: its vectors were made by an earlier built-in model.
    """
    found = find_files(paths, empty_folders=sync)
    if dry_run:
        connection = database.connect(store.path)
        try:
            return _Adding(store, connection, progress).plan(found, sync)
        finally:
            connection.close()
    with store.writer() as connection:
        adding = _Adding(store, connection, progress)
        return adding.run(found, sync, limits, workers)


def add_documents(store: WritableStore, name: str, documents: Sequence[Document]) -> AddReport:
    """Add Documents that a program has made itself.

    :param name: what they came from, in place of a file's path; adding under the same name again
        replaces them.
    :raises StoreBusy: another process is writing.
    """
    item = prepare_documents(name, "", list(documents))
    with store.writer() as connection:
        storing = BatchWriter(store.path, connection, _encoder(store, connection), own_version())
        tally = storing.put([item])
        bring_up_to_date(store.path, connection)
    return AddReport(
        added=tally.added,
        replaced=tally.replaced,
        documents=tuple(tally.documents),
        clauses=tally.clauses,
    )


def _encoder(store: WritableStore, connection: sqlite3.Connection) -> Encoder:
    """Return the encoder whose vectors the Store holds.

    :raises EncoderMismatch: it was opened with another one, which can read it but not add to it.
    """
    encoder = store.encoder
    if encoder is None:
        raise StoreError(f"{store.path}: opened without an encoder; open it with one to add")
    made_by = database.read_state(connection).encoder
    if encoder.name != made_by:
        raise EncoderMismatch(
            f"{store.path}: its vectors were made by {made_by!r}, an earlier model than "
            f"{encoder.name!r}; make them anew, then add: policyqa reembed --store {store.path}"
        )
    return encoder


class _Adding:
    """One run of ``add_paths``."""

    def __init__(
        self, store: WritableStore, connection: sqlite3.Connection, progress: Report | None
    ) -> None:
        self._path = store.path
        self._connection = connection
        self._progress = progress
        self._version = own_version()
        encoder = _encoder(store, connection)
        self._storing = BatchWriter(store.path, connection, encoder, self._version)
        self._tally = Tally()
        self._unchanged = 0
        self._removed: list[str] = []
        self._failed: list[FailedFile] = []
        self._warnings: list[FileWarning] = []
        self._found = FoundFiles((), ())
        self._started = time.monotonic()
        self._total = 0

    def plan(self, found: FoundFiles, sync: bool) -> AddReport:
        """Say what ``run`` would do, by the files' hashes; nothing is read or written."""
        self._found = found
        known = self._storing.known()
        for path, _ in self._changed(found.files, known):
            if path in known:
                self._tally.replaced += 1
            else:
                self._tally.added += 1
        if sync:
            self._removed += _gone(found, known)
        return self._report(dry_run=True)

    def run(
        self, found: FoundFiles, sync: bool, limits: Limits | None, workers: int | None
    ) -> AddReport:
        """Add the files, then publish."""
        self._found, self._total = found, len(found.files)
        known = self._storing.known()
        interrupted = False
        try:
            if sync and (gone := _gone(found, known)):
                self._storing.drop([known[path].row for path in gone])
                self._removed += gone
            processes = _processes(found.files, known) if workers is None else workers
            self._store(self._read(found.files, known, limits, processes))
        except KeyboardInterrupt:
            interrupted = True
        bring_up_to_date(self._path, self._connection, self._progress)
        return self._report(interrupted=interrupted)

    def _changed(self, files: Sequence[Path], known: dict[str, StoredFile]) -> Iterator[_Changed]:
        """Yield the files that are not stored as they are now, with their hashes."""
        for path in files:
            try:
                sha256 = durable.sha256_file(path)
            except OSError as error:
                reason = f"cannot be read ({error.strerror or error})"
                self._failed.append(FailedFile(str(path), reason))
                continue
            stored = known.get(str(path))
            if stored and stored.sha256 == sha256 and stored.version == self._version:
                self._unchanged += 1
                self._tell(path.name)
            else:
                yield str(path), sha256

    def _read(
        self,
        files: Sequence[Path],
        known: dict[str, StoredFile],
        limits: Limits | None,
        processes: int,
    ) -> Iterator[PreparedFile | FailedFile]:
        read = partial(prepare_file, limits=limits)
        return map_in_order(read, self._changed(files, known), processes, _lost)

    def _store(self, prepared: Iterator[PreparedFile | FailedFile]) -> None:
        """Store files in groups: each group is one transaction, no file is in two."""
        group: list[PreparedFile] = []
        texts, since = 0, time.monotonic()
        try:
            for item in prepared:
                if isinstance(item, FailedFile):
                    self._failed.append(item)
                    self._tell(Path(item.path).name)
                    continue
                group.append(item)
                self._warnings += [FileWarning(item.path, words) for words in item.warnings]
                texts += sum(len(t) for t in item.texts)
                if texts >= _TEXTS_AT_ONCE or time.monotonic() - since > _SECONDS_AT_ONCE:
                    done, group, texts = group, [], 0
                    self._put(done)
                    since = time.monotonic()
        finally:
            # Also after Ctrl-C: what has been read is kept.
            self._put(group)

    def _put(self, group: list[PreparedFile]) -> None:
        if not group:
            return
        try:
            self._tally.include(self._storing.put(group))
        except MemoryError:
            if len(group) == 1:
                self._failed.append(FailedFile(group[0].path, OUT_OF_MEMORY))
            else:  # nothing of the group is stored: find the file that is too much
                for item in group:
                    self._put([item])
        self._tell(Path(group[-1].path).name)

    def _tell(self, name: str) -> None:
        if self._progress is None:
            return
        tally = self._tally
        done = tally.added + tally.replaced + self._unchanged + len(self._failed)
        seconds = time.monotonic() - self._started
        total = max(self._total, done)
        self._progress(Progress("read", done, total, len(tally.documents), seconds, name))

    def _report(self, *, interrupted: bool = False, dry_run: bool = False) -> AddReport:
        return AddReport(
            added=self._tally.added,
            replaced=self._tally.replaced,
            unchanged=self._unchanged,
            removed=tuple(self._removed),
            failed=tuple(self._failed),
            unread=sum(Path(failed.path) in self._found.named for failed in self._failed),
            skipped=tuple(
                FailedFile(str(path), _no_document(path)) for path in self._found.skipped
            ),
            warnings=tuple(self._warnings),
            documents=tuple(self._tally.documents),
            clauses=self._tally.clauses,
            interrupted=interrupted,
            dry_run=dry_run,
        )


def _no_document(path: Path) -> str:
    kind = path.suffix or "no suffix"
    return f"by its name ({kind}) no document; name the file itself to have it read"


def _gone(found: FoundFiles, known: dict[str, StoredFile]) -> list[str]:
    """Return the stored files of the found folders that are not there any more."""
    there = {str(path) for path in found.files}
    return [
        path
        for path in known
        if path not in there and any(Path(path).is_relative_to(f) for f in found.folders)
    ]


def _processes(files: Sequence[Path], known: Iterable[str]) -> int:
    """Return how many processes to read with: one a core when there is enough to read."""
    stored = set(known)
    new = [path for path in files if str(path) not in stored]
    enough = len(new) > 1 and sum(_size(path) for path in new) > _BYTES_FOR_PROCESSES
    return available_cores() if enough else 1


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _lost(task: _Changed) -> FailedFile:
    return FailedFile(task[0], "reading it ended the process; the file may be hostile or too large")
