"""Replace a Store's vectors by those of another encoder, while the old ones still answer."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from index.model import Progress, Report
from index.searchfiles.analysis import embedding_text
from index.searchfiles.publish import bring_up_to_date
from index.sqlite import connection as database
from index.sqlite.connection import FILE
from index.sqlite.lock import WAIT_SECONDS, writer_lock
from index.sqlite.reader import Reader
from index.sqlite.records import DocumentRow
from index.sqlite.writer import put_vectors

if TYPE_CHECKING:
    from index.encoders.encoder import Encoder

__all__ = ["reembed"]


_TEXTS_AT_ONCE = 2048
_BREATH_SECONDS = 0.1  # between two steps, for a writer who waits


def reembed(path: str | Path, encoder: Encoder, progress: Report | None = None) -> int:
    """Make every clause's vector anew with another encoder, then search those.

    Until the end the Store answers with the old vectors, and documents can be added between two
    steps. Interrupted, it goes on where it stopped when it is called again.

    :param progress: called after each step, in clauses.
    :return: the number of clauses that were embedded by this call.
    :raises StoreNotFound: there is no Store.
    :raises StoreBusy: another process is writing.
    """
    folder = Path(path).expanduser().absolute()
    connection = database.connect(folder)
    try:
        work = _Reembedding(folder, connection, encoder, progress)
        while work.step():
            pass
        return work.done
    finally:
        connection.close()


class _Reembedding:
    """The steps, each holding the writer lock on its own."""

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        encoder: Encoder,
        progress: Report | None,
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._encoder = encoder
        self._progress = progress
        self._started = time.monotonic()
        self.done = 0

    def step(self) -> bool:
        """Embed some documents, or switch when none is left; return whether to go on."""
        before = self.done
        with (
            writer_lock(self._folder, WAIT_SECONDS),
            database.translate_errors(self._folder / FILE),
        ):
            row = self._encoder_row()
            missing = self._missing(row)
            if missing:
                self._embed(missing, row)
            else:
                self._switch(row)
        if missing:
            self._tell(sum(row.clause_count for row in missing) - (self.done - before))
            time.sleep(_BREATH_SECONDS)
        return bool(missing)

    def _encoder_row(self) -> int:
        """Return the new encoder's row among the encoders, made if needed."""
        name, run = self._encoder.name, self._connection
        with database.transaction(run, self._folder / FILE, counts=False):
            run.execute(
                "INSERT OR IGNORE INTO encoders (name, dim) VALUES (?, ?)",
                (name, self._encoder.dim),
            )
        (row,) = run.execute("SELECT row FROM encoders WHERE name = ?", (name,)).fetchone()
        return int(row)

    def _missing(self, encoder_row: int) -> list[DocumentRow]:
        found = database.document_rows(
            self._connection,
            "removed IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.document = row AND v.encoder = ?1)",
            (encoder_row,),
        )
        return list(found)

    def _embed(self, missing: list[DocumentRow], encoder_row: int) -> None:
        state = database.read_state(self._connection)
        reader = Reader(self._connection, self._folder / FILE, state.commit, encoder_row)
        rows: list[DocumentRow] = []
        texts: list[str] = []
        for row in missing:
            rows.append(row)
            texts.extend(_texts(reader, row))
            if len(texts) >= _TEXTS_AT_ONCE:
                break
        vectors = self._encoder.encode_documents(texts)
        with database.transaction(self._connection, self._folder / FILE, counts=False) as change:
            start = 0
            for row in rows:
                part = vectors[start : start + row.clause_count]
                put_vectors(change.connection, row, encoder_row, self._encoder.name, part)
                start += row.clause_count
        self.done += len(texts)

    def _switch(self, encoder_row: int) -> None:
        """Search the new vectors from now on, and delete the old ones."""
        state = database.read_state(self._connection)
        if state.encoder != self._encoder.name:
            with database.transaction(self._connection, self._folder / FILE) as change:
                change.update(
                    encoder=self._encoder.name, encoder_row=encoder_row, dim=self._encoder.dim
                )
        bring_up_to_date(self._folder, self._connection, self._progress)
        with database.transaction(self._connection, self._folder / FILE, counts=False) as change:
            change.connection.execute("DELETE FROM vectors WHERE encoder <> ?", (encoder_row,))
            change.connection.execute("DELETE FROM encoders WHERE row <> ?", (encoder_row,))

    def _tell(self, left: int) -> None:
        if self._progress is not None:
            seconds = time.monotonic() - self._started
            self._progress(Progress("embed", self.done, self.done + left, 0, seconds))


def _texts(reader: Reader, row: DocumentRow) -> list[str]:
    title = reader.document(row).title
    return [
        embedding_text(title, path, heading, clause.text, clause.header)
        for path, heading, clauses in reader.searchable_articles(row)
        for clause in clauses
    ]
