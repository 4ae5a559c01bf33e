"""Build a generation of search files from the database: whole, or from the one before it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import durable
from index.errors import StoreError
from index.model import Progress, Report
from index.process_pool import available_cores, map_in_order
from index.searchfiles import dense, generations
from index.searchfiles.analysis import (
    ANALYSIS_VERSION,
    AnalysisTask,
    AnalyzedDocument,
    analyze_document,
    analyze_documents,
)
from index.searchfiles.citation_counts import CitedTitlesWriter, cited_titles_file
from index.searchfiles.generations import LEXICAL, FileDigest, Manifest
from index.searchfiles.lexical import LexicalIndexWriter
from index.searchfiles.token_index import TokenIndexWriter
from index.sqlite.connection import FILE, State
from index.sqlite.reader import Reader
from index.sqlite.records import DocumentRow

if TYPE_CHECKING:
    from index.encoders.vectors import Vectors

__all__ = ["build", "own_version"]


_CLAUSES_A_TASK = 1_000
_CLAUSES_FOR_PROCESSES = 20_000
# Up to this many clauses all words, or all vectors, are written anew at every change, in a fraction
# of a second; of a larger store once a tenth of its clauses have been added or removed since.
_SMALL_WORDS = 3_000
_SMALL_VECTORS = 20_000
_STALE_SHARE = 0.1


def own_version() -> str:
    """Return the version of policyqa that is running."""
    try:
        return version("policyqa")
    except PackageNotFoundError:
        return "0"


def build(
    store: Path,
    connection: sqlite3.Connection,
    state: State,
    previous: Manifest | None,
    report: Report | None = None,
) -> Manifest:
    """Make and publish the search files of the database's present state.

    :param previous: a generation whose files have been checked, to start from; ``None``: all anew.
    :return: the manifest of the generation that is now current.
    """
    generation = 1 + max(state.published, generations.last_number(store))
    aside = generations.folder_of(store, generation).with_suffix(".new")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / LEXICAL).mkdir(parents=True)
    reader = Reader(connection, store / FILE, state.commit, state.encoder_row)
    work = _Work(store, aside, state, reader, report)
    manifest = work.make(generation, previous)
    generations.publish(store, aside, manifest)
    return manifest


@dataclass(frozen=True, slots=True)
class _Vectors:
    """The files of vectors a generation has.

    :param kind: of the base, "flat" or "compressed".
    :param dead: key ranges of removed clauses that are still in the base.
    """

    names: tuple[str, ...]
    kind: str
    last_key: int
    dead: tuple[tuple[int, int], ...]


class _Work:
    """One generation in the making."""

    def __init__(
        self, store: Path, aside: Path, state: State, reader: Reader, report: Report | None
    ) -> None:
        self._store = store
        self._aside = aside
        self._state = state
        self._reader = reader
        self._report = report
        self._linked: dict[str, FileDigest] = {}

    def make(self, generation: int, previous: Manifest | None) -> Manifest:
        """Write the files; those of ``previous`` that stay as they are get a second name."""
        rows = self._reader.rows()
        if previous is None:
            self._write_all_words(rows)
            vectors, dead_words = self._write_base(rows), 0
        else:
            added, removed = self._reader.changed_rows(previous.commit)
            dead_words = self._words_after(previous, rows, added, removed)
            vectors = self._vectors_after(previous, rows, added, removed)
        return self._manifest(generation, rows, vectors, dead_words)

    # ---- words --------------------------------------------------------------------------

    def _words_after(
        self,
        previous: Manifest,
        rows: Sequence[DocumentRow],
        added: Sequence[DocumentRow],
        removed: Sequence[DocumentRow],
    ) -> int:
        """Write the words; return how many removed clauses still weigh on their statistics."""
        total, dead = _clauses(rows), previous.dead_words + _clauses(removed)
        whole = total <= _SMALL_WORDS or 2 * _clauses(added) > total or dead > _STALE_SHARE * total
        if whole or previous.words != ANALYSIS_VERSION or not generations.token_segments(previous):
            self._write_all_words(rows)
            return 0
        before = generations.folder_of(self._store, previous.generation)
        kept = [n for n in previous.files if n.startswith(f"{LEXICAL}/")]
        base, delta = generations.SEGMENTS
        self._link(
            previous, before, [*kept, *generations.token_files(base), cited_titles_file(base)]
        )
        numbers, names = TokenIndexWriter(), CitedTitlesWriter()
        if delta in generations.token_segments(previous):
            numbers.start_from(before, delta)
            names.start_from(before, delta)
        self._write_words(added, removed, numbers, names)
        if numbers.count:
            numbers.write(self._aside, delta)
            names.write(self._aside, delta)
        return dead

    def _write_all_words(self, rows: Sequence[DocumentRow]) -> None:
        numbers, names = TokenIndexWriter(), CitedTitlesWriter()
        self._write_words(rows, [], numbers, names)
        numbers.write(self._aside, generations.SEGMENTS[0])
        names.write(self._aside, generations.SEGMENTS[0])

    def _write_words(
        self,
        added: Sequence[DocumentRow],
        removed: Sequence[DocumentRow],
        numbers: TokenIndexWriter,
        names: CitedTitlesWriter,
    ) -> None:
        durable.step("write words")
        folder = self._aside / LEXICAL
        words = LexicalIndexWriter(folder)
        words.remove(row.row for row in removed)
        clock, total, done = time.monotonic(), _clauses(added), 0
        for count, document in enumerate(self._cut(added), start=1):
            words.add_title(document.row, document.title)
            words.add(document.clauses)
            numbers.add(document.clauses)
            names.add(document.row, document.named)
            done += len(document.clauses)
            if self._report is not None:
                seconds = time.monotonic() - clock
                self._report(Progress("publish", done, total, count, seconds, document.source))
        durable.step("commit words")
        words.finish()
        for lock in folder.glob("*.lock"):
            lock.unlink()

    def _cut(self, rows: Sequence[DocumentRow]) -> Iterator[AnalyzedDocument]:
        if _clauses(rows) < _CLAUSES_FOR_PROCESSES:
            return (analyze_document(self._reader, row.row) for row in rows)
        tasks = (AnalysisTask(self._store, self._state.commit, part) for part in _parts(rows))
        return chain.from_iterable(map_in_order(analyze_documents, tasks, available_cores(), _lost))

    # ---- vectors ------------------------------------------------------------------------

    def _vectors_after(
        self,
        previous: Manifest,
        rows: Sequence[DocumentRow],
        added: Sequence[DocumentRow],
        removed: Sequence[DocumentRow],
    ) -> _Vectors:
        last = previous.base_last_key
        newly_dead = [(r.first_key, r.clause_count) for r in removed if r.first_key <= last]
        dead = (*previous.dead, *newly_dead)
        since = [row for row in rows if row.first_key > last]
        stale = _clauses(since) + sum(count for _, count in dead)
        total = _clauses(rows)
        small = total <= _SMALL_VECTORS or stale > _STALE_SHARE * total
        if small or previous.encoder != self._state.encoder:
            return self._write_base(rows)
        base = [name for name in dense.BASE if name in previous.dense]
        before = generations.folder_of(self._store, previous.generation)
        self._link(previous, before, base)
        return self._write_delta(since, base, previous, tuple(sorted(dead)))

    def _write_base(self, rows: Sequence[DocumentRow]) -> _Vectors:
        durable.step("write vectors")
        keys = _keys(rows)
        last = self._state.next_key - 1
        if len(keys) * self._state.dim > dense.EXACT_FLOATS and self._state.dim % 2 == 0:
            dense.write_compressed(self._aside, keys, self._vectors(rows), self._state.dim)
            return _Vectors(dense.BASE, "compressed", last, ())
        dense.write_flat(self._aside / dense.BASE[0], keys, self._all_vectors(rows))
        return _Vectors(dense.BASE[:1], "flat", last, ())

    def _write_delta(
        self,
        since: Sequence[DocumentRow],
        base: Sequence[str],
        previous: Manifest,
        dead: tuple[tuple[int, int], ...],
    ) -> _Vectors:
        durable.step("write delta")
        names = tuple(base)
        if since:
            path = self._aside / dense.DELTA
            dense.write_flat(path, _keys(since), self._all_vectors(since))
            names = (*names, dense.DELTA)
        return _Vectors(names, previous.dense_kind, previous.base_last_key, dead)

    def _vectors(self, rows: Sequence[DocumentRow]) -> Iterator[Vectors]:
        for row in rows:
            yield self._reader.vectors(row, self._state.dim, self._state.encoder)

    def _all_vectors(self, rows: Sequence[DocumentRow]) -> Vectors:
        none = np.zeros((0, self._state.dim), np.float32)
        return np.concatenate([none, *self._vectors(rows)])

    # ---- both ---------------------------------------------------------------------------

    def _link(self, previous: Manifest, before: Path, names: Iterable[str]) -> None:
        """Give files of the generation before a second name in this one."""
        for name in names:
            durable.link_or_copy(before / name, self._aside / name)
            self._linked[name] = previous.files[name]

    def _linked_digests(self) -> dict[str, FileDigest]:
        """Return the digests of linked files that nobody replaced."""
        # tantivy replaces its two lists of files under the same name.
        mutable = {f"{LEXICAL}/meta.json", f"{LEXICAL}/.managed.json"}
        return {name: digest for name, digest in self._linked.items() if name not in mutable}

    def _manifest(
        self, generation: int, rows: Sequence[DocumentRow], vectors: _Vectors, dead_words: int
    ) -> Manifest:
        state = self._state
        return Manifest(
            format=generations.FORMAT,
            generation=generation,
            commit=state.commit,
            encoder=state.encoder,
            dim=state.dim,
            words=ANALYSIS_VERSION,
            documents=len(rows),
            clauses=_clauses(rows),
            base_last_key=vectors.last_key,
            last_key=state.next_key - 1,
            dense=vectors.names,
            dense_kind=vectors.kind,
            dead=vectors.dead,
            dead_words=dead_words,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            made_by=own_version(),
            files=generations.digest_files(self._aside, self._linked_digests()),
        )


def _clauses(rows: Iterable[DocumentRow]) -> int:
    return sum(row.clause_count for row in rows)


def _keys(rows: Sequence[DocumentRow]) -> dense.Keys:
    ranges = [np.arange(row.keys.start, row.keys.stop, dtype=np.int64) for row in rows]
    return np.concatenate([np.empty(0, np.int64), *ranges])


def _parts(rows: Sequence[DocumentRow]) -> Iterator[tuple[int, ...]]:
    """Yield row numbers in groups of about as many clauses each."""
    part: list[int] = []
    clauses = 0
    for row in rows:
        part.append(row.row)
        clauses += row.clause_count
        if clauses >= _CLAUSES_A_TASK:
            yield tuple(part)
            part, clauses = [], 0
    if part:
        yield tuple(part)


def _lost(task: AnalysisTask) -> list[AnalyzedDocument]:
    raise StoreError(
        f"{task.store}: a process ended while it made search words, perhaps for lack of memory; "
        "close other programs and try again"
    )
