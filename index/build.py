"""Making a generation's search files from the database: whole, or from the one before it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from corpus.docnumbers import number_key
from index import dense, durable, generations
from index.database import FILE, State
from index.fields import (
    FIELDS_VERSION,
    ClauseFields,
    Place,
    clause_fields,
    path_field,
    title_field,
)
from index.generations import Manifest
from index.lexical import LexicalWriter
from index.model import Progress
from index.reading import Reader
from index.rows import DocumentRow
from index.tokens import TOKENS_VERSION

__all__ = ["WORDS", "build", "own_version"]

Report = Callable[[Progress], None]

# What a lexical file depends on beside the database.
WORDS = f"tokens-{TOKENS_VERSION}/fields-{FIELDS_VERSION}"
_LEXICAL = "lexical"
_BASE, _DELTA = "base.faiss", "delta.faiss"


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
    generation = max(state.published, previous.generation if previous else 0) + 1
    aside = generations.folder_of(store, generation).with_suffix(".new")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / _LEXICAL).mkdir(parents=True)
    reader = Reader(connection, store / FILE, state.commit, state.encoder_row)
    work = _Work(store, aside, state, reader, report)
    manifest = work.whole(generation)
    generations.publish(store, aside, manifest)
    return manifest


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

    def whole(self, generation: int) -> Manifest:
        """Write every file anew."""
        rows = self._reader.rows()
        words = LexicalWriter(self._aside / _LEXICAL)
        self._add_words(words, rows)
        words.finish()
        names, kind = self._write_vectors(rows)
        return self._manifest(generation, rows, names, kind)

    def _add_words(self, words: LexicalWriter, rows: Sequence[DocumentRow]) -> None:
        clock = time.monotonic()
        total, done = sum(row.clause_count for row in rows), 0
        for count, row in enumerate(rows, start=1):
            document = self._reader.document(row)
            words.add_title(row.row, title_field(document))
            words.add(self._fields(row))
            done += row.clause_count
            if self._report is not None:
                seconds = time.monotonic() - clock
                self._report(Progress("publish", done, total, count, seconds, document.source))

    def _fields(self, row: DocumentRow) -> Iterable[ClauseFields]:
        document = self._reader.document(row)
        title = title_field(document)
        number = number_key(document.number) if document.number else ""
        for article in self._reader.articles(row):
            place = Place(row.row, title, number, path_field(article.path, article.heading))
            for clause in article.clauses:
                yield clause_fields(clause, place)

    def _write_vectors(self, rows: Sequence[DocumentRow]) -> tuple[tuple[str, ...], str]:
        state = self._state
        count = sum(row.clause_count for row in rows)
        keys = np.empty(count, np.int64)
        vectors = np.empty((count, state.dim), np.float32)
        start = 0
        for row in rows:
            end = start + row.clause_count
            keys[start:end] = np.arange(row.keys.start, row.keys.stop)
            vectors[start:end] = self._reader.vectors(row, state.dim, state.encoder)
            start = end
        durable.step("write vectors")
        dense.write_flat(self._aside / _BASE, keys, vectors)
        return (_BASE,), "flat"

    def _manifest(
        self, generation: int, rows: Sequence[DocumentRow], names: tuple[str, ...], kind: str
    ) -> Manifest:
        state = self._state
        return Manifest(
            format=generations.FORMAT,
            generation=generation,
            commit=state.commit,
            encoder=state.encoder,
            dim=state.dim,
            words=WORDS,
            documents=len(rows),
            clauses=sum(row.clause_count for row in rows),
            base_last_key=state.next_key - 1,
            last_key=state.next_key - 1,
            dense=names,
            dense_kind=kind,
            dead=(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            made_by=own_version(),
            files=generations.mark_files(self._aside),
        )
