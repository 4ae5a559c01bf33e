"""Adding files to a Store: found, read, embedded, stored, made searchable."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import PolicyQAError
from index import database
from index.build import own_version
from index.database import FILE, Change
from index.errors import StoreError
from index.model import AddReport, FailedFile, Progress
from index.prepare import PreparedFile, file_sha256, prepare_file
from index.publishing import bring_up_to_date
from index.store import Store
from index.writing import (
    add_document,
    drop_file,
    file_documents,
    link_file,
    live_row,
    remove_document,
    replace_links,
)

if TYPE_CHECKING:
    from corpus.limits import Limits
    from index.encoders import Encoder, Vectors
    from index.rows import PreparedDocument

__all__ = ["AddReport", "FailedFile", "Progress", "add_paths", "find_files"]

Report = Callable[[Progress], None]

# What a folder is searched for; a file that is named itself is read whatever its suffix.
SUFFIXES = frozenset({".txt", ".text", ".md", ".htm", ".html", ".xhtml", ".docx", ".pdf", ".xlsx"})
_TEXTS_AT_ONCE = 4096  # clauses encoded and committed together
_SECONDS_AT_ONCE = 1.0


def add_paths(
    store: Store,
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
    Ctrl-C ends the work after the files already read; the report then says ``interrupted``.

    :param paths: files, whatever their suffix, and folders, searched for known suffixes.
    :param progress: called after each file and while the search files are made.
    :param limits: the limits of reading; ``None``: the usual ones.
    :param sync: make the Store hold what the given folders hold: files of theirs that are gone
        are removed with their Documents.
    :param dry_run: only say what would be added, replaced and removed.
    :param workers: processes that read; ``None``: as many as there are cores, when it pays.
    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    :raises StoreBusy: another process is writing.
    """
    found = find_files(paths, empty_folders=sync)
    encoder = store.encoder
    if encoder is None:
        raise StoreError(f"{store.path}: opened without an encoder; open it with one to add")
    if dry_run:
        database_now = database.connect(store.path)
        try:
            return _Adding(store.path, database_now, encoder, progress, limits).plan(found, sync)
        finally:
            database_now.close()
    with store.writer() as connection:
        adding = _Adding(store.path, connection, encoder, progress, limits)
        return adding.run(found, sync)


# ---- finding files ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to add, absolute and in order, and the folders they were found in."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]


def find_files(paths: Iterable[str | Path], *, empty_folders: bool = False) -> FoundFiles:
    """Return the files below ``paths``.

    :param empty_folders: whether a folder without documents is accepted.
    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    """
    files: dict[Path, None] = {}
    folders: list[Path] = []
    for path in map(Path, paths):
        whole = path.expanduser().absolute()
        if whole.is_dir():
            inside = sorted(_documents_below(whole, SUFFIXES))
            if not inside and not empty_folders:
                kinds = " ".join(sorted(SUFFIXES))
                raise PolicyQAError(f"{path}: no documents in this folder; known kinds: {kinds}")
            folders.append(whole)
            files.update(dict.fromkeys(inside))
        elif whole.is_file():
            files[whole] = None
        else:
            raise PolicyQAError(f"{path}: no such file or folder; check the path")
    if not files and not folders:
        raise PolicyQAError("nothing to add: name a file or a folder")
    return FoundFiles(tuple(files), tuple(folders))


def _documents_below(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in suffixes and path.is_file():
            yield path


# ---- adding -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    clauses: int = 0
    removed: list[str] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def report(self, *, interrupted: bool = False, dry_run: bool = False) -> AddReport:
        return AddReport(
            added=self.added,
            replaced=self.replaced,
            unchanged=self.unchanged,
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            documents=tuple(self.documents),
            clauses=self.clauses,
            interrupted=interrupted,
            dry_run=dry_run,
        )


class _Adding:
    """One run of ``add_paths``."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        encoder: Encoder,
        progress: Report | None,
        limits: Limits | None,
    ) -> None:
        self._path = path
        self._connection = connection
        self._encoder = encoder
        self._progress = progress
        self._limits = limits
        self._tally = _Tally()
        self._version = own_version()
        self._started = time.monotonic()
        self._total = 0

    def plan(self, found: FoundFiles, sync: bool) -> AddReport:
        """Say what ``run`` would do, by the files' hashes; nothing is read or written."""
        known = self._known()
        for path, _ in self._changed(found.files):
            if str(path) in known:
                self._tally.replaced += 1
            else:
                self._tally.added += 1
        if sync:
            self._tally.removed.extend(path for path, _ in self._gone(found))
        return self._tally.report(dry_run=True)

    def run(self, found: FoundFiles, sync: bool) -> AddReport:
        """Add the files, then publish."""
        self._total = len(found.files)
        interrupted = False
        try:
            if sync:
                self._remove_gone(found)
            self._store(self._prepared(found.files))
        except KeyboardInterrupt:
            interrupted = True
        bring_up_to_date(self._path, self._connection, self._progress)
        return self._tally.report(interrupted=interrupted)

    # ---- which files --------------------------------------------------------------------

    def _known(self) -> dict[str, tuple[int, str, str]]:
        found = self._connection.execute("SELECT path, row, sha256, version FROM files")
        return {path: (row, sha256, version) for path, row, sha256, version in found}

    def _changed(self, files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
        """Yield the files that are not stored as they are now, with their hashes."""
        known = self._known()
        for path in files:
            try:
                sha256 = file_sha256(path)
            except OSError as error:
                reason = f"cannot be read ({error.strerror or error})"
                self._tally.failed.append(FailedFile(str(path), reason))
                continue
            _, stored, version = known.get(str(path), (0, "", ""))
            if stored == sha256 and version == self._version:
                self._tally.unchanged += 1
                self._tell(path.name)
            else:
                yield path, sha256

    def _gone(self, found: FoundFiles) -> list[tuple[str, int]]:
        there = {str(path) for path in found.files}
        return [
            (path, row)
            for path, (row, _, _) in self._known().items()
            if path not in there
            and any(Path(path).is_relative_to(folder) for folder in found.folders)
        ]

    def _remove_gone(self, found: FoundFiles) -> None:
        gone = self._gone(found)
        if not gone:
            return
        with database.transaction(self._connection, self._path / FILE) as change:
            for _, row in gone:
                drop_file(change, row)
        self._tally.removed.extend(path for path, _ in gone)

    def _prepared(self, files: Sequence[Path]) -> Iterator[PreparedFile | FailedFile]:
        for path, sha256 in self._changed(files):
            yield prepare_file(str(path), sha256, self._limits)

    # ---- storing ------------------------------------------------------------------------

    def _store(self, prepared: Iterable[PreparedFile | FailedFile]) -> None:
        """Store files in groups: each group is one transaction, no file is in two."""
        group: list[PreparedFile] = []
        texts, since = 0, time.monotonic()
        try:
            for item in prepared:
                if isinstance(item, FailedFile):
                    self._tally.failed.append(item)
                    self._tell(Path(item.path).name)
                    continue
                group.append(item)
                texts += sum(len(t) for t in item.texts)
                if texts >= _TEXTS_AT_ONCE or time.monotonic() - since > _SECONDS_AT_ONCE:
                    done, group, texts = group, [], 0
                    self._commit(done)
                    since = time.monotonic()
        finally:
            # Also after Ctrl-C: what has been read is kept.
            self._commit(group)

    def _commit(self, group: list[PreparedFile]) -> None:
        if not group:
            return
        vectors = self._encode(
            [pair for f in group for pair in zip(f.documents, f.texts, strict=True)]
        )
        known = self._known()
        tally = _Tally()
        with database.transaction(self._connection, self._path / FILE) as change:
            for item in group:
                self._put(change, item, known.get(item.path), vectors, tally)
        self._tally.added += tally.added
        self._tally.replaced += tally.replaced
        self._tally.documents += tally.documents
        self._tally.clauses += tally.clauses
        self._tell(Path(group[-1].path).name)

    def _encode(
        self, documents: list[tuple[PreparedDocument, tuple[str, ...]]]
    ) -> dict[bytes, Vectors]:
        """Return the vectors of the documents that are not stored as they are, by digest."""
        wanted: dict[bytes, tuple[str, ...]] = {}
        for document, texts in documents:
            live = live_row(self._connection, document.id)
            if live is None or live.digest != document.digest:
                wanted[document.digest] = texts
        encoded = self._encoder.encode_documents([t for texts in wanted.values() for t in texts])
        vectors: dict[bytes, Vectors] = {}
        start = 0
        for digest, texts in wanted.items():
            vectors[digest] = encoded[start : start + len(texts)]
            start += len(texts)
        return vectors

    def _put(
        self,
        change: Change,
        item: PreparedFile,
        known: tuple[int, str, str] | None,
        vectors: dict[bytes, Vectors],
        tally: _Tally,
    ) -> None:
        """Store a file's Documents in place of those it gave before."""
        run = change.connection
        before = file_documents(run, known[0]) if known else set()
        now = [_put_document(change, d, vectors, tally) for d in item.documents]
        link_file(run, item.path, item.sha256, self._version, now)
        for row in sorted(before - set(now)):
            if not run.execute(
                "SELECT 1 FROM file_documents WHERE document = ? LIMIT 1", (row,)
            ).fetchone():
                remove_document(change, row)
        if known:
            tally.replaced += 1
        else:
            tally.added += 1

    def _tell(self, name: str) -> None:
        if self._progress is None:
            return
        tally = self._tally
        done = tally.added + tally.replaced + tally.unchanged + len(tally.failed)
        seconds = time.monotonic() - self._started
        total = max(self._total, done)
        self._progress(Progress("read", done, total, len(tally.documents), seconds, name))


def _put_document(
    change: Change, document: PreparedDocument, vectors: dict[bytes, Vectors], tally: _Tally
) -> int:
    """Store a Document unless it stands there as it is; return its row."""
    live = live_row(change.connection, document.id)
    if live is not None and live.digest == document.digest:
        return live.row
    row = add_document(change, document, vectors[document.digest])
    if live is not None:
        replace_links(change.connection, live.row, row)
        remove_document(change, live.row)
    tally.documents.append(document.id)
    tally.clauses += len(document.clauses)
    return row
