"""What a Store holds and gives back. All values are frozen.

A clause's ``key`` is its row id in the Store's database and its id in the search files;
its ``id`` is the stable one from the Document's content.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from corpus.address import Address
from corpus.model import ClauseKind, DocumentRecord, Reference, Status, TableRow

__all__ = [
    "AddReport",
    "FailedFile",
    "FileWarning",
    "Filters",
    "Match",
    "Progress",
    "Report",
    "StoreInfo",
    "StoredArticle",
    "StoredClause",
    "StoredDocument",
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions applied inside the search. Empty tuples and ``None`` do not filter.

    :param documents: Document ids.
    :param dated_from: earliest written date, ISO 8601, inclusive.
    :param dated_to: latest written date, inclusive.
    """

    documents: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    dated_from: str | None = None
    dated_to: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A clause found by one route, with that route's score (higher is better)."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class StoredDocument(DocumentRecord):
    """A Document's record as the Store gives it back, without its text and articles.

    :param edition: which text of its law it is where the Store has several (2018年修正文本).
    """

    clause_count: int
    edition: str = ""

    @property
    def date(self) -> str | None:
        """Return the date a reader would cite: written, else published."""
        return self.written or self.published

    @property
    def ocr_confidence(self) -> float | None:
        """Return how sure text recognition was; ``None`` for a document that was not scanned."""
        return self.pages.confidence if self.pages else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values, with ``date`` and how sure recognition was."""
        values = asdict(self)
        del values["pages"]
        return {**values, "date": self.date, "ocr_confidence": self.ocr_confidence}


@dataclass(frozen=True, slots=True)
class StoredClause:
    """A Clause with where it belongs.

    :param position: order within its Document, from 0.
    :param path: headings above its Article, outermost first.
    :param heading: its Article's own heading, "" without one.
    """

    key: int
    id: str
    document_id: str
    article_id: str
    position: int
    address: Address
    kind: ClauseKind
    text: str
    start: int
    end: int
    path: tuple[str, ...]
    heading: str
    row: TableRow | None = None
    garbled: bool = False
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An Article with its Clauses in source order."""

    id: str
    document_id: str
    position: int
    address: Address
    path: tuple[str, ...]
    heading: str
    clauses: tuple[StoredClause, ...]


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be added, and why, in one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileWarning:
    """A file that was added, and what of it was not read, in one line."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work has come.

    :param stage: "read", "publish", "embed" or "verify".
    :param done: units finished: files, or clauses while publishing and embedding.
    :param total: units in all.
    :param documents: Documents stored so far.
    :param seconds: since the stage began.
    :param name: what was finished last, a file's name for instance.
    """

    stage: str
    done: int
    total: int
    documents: int
    seconds: float
    name: str = ""

    @property
    def rate(self) -> float:
        """Return units a second, 0 before the first."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


Report = Callable[[Progress], None]
"""Is told how far a long piece of work has come."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an add did. Counts are of files, except ``documents`` and ``clauses``.

    :param added: files that were new.
    :param replaced: files whose content had changed.
    :param unchanged: files already stored as they are; they were not read.
    :param removed: paths of files that are gone from a synchronised folder.
    :param failed: files that could not be read; what was stored of them before is kept.
    :param unread: of those, how many were named themselves and not found in a folder.
    :param skipped: files of the folders that were not read, and why.
    :param warnings: what of the added files was not read.
    :param documents: ids of the Documents that were stored.
    :param clauses: Clauses that were stored.
    :param interrupted: whether Ctrl-C ended the work early; what is counted is stored.
    :param dry_run: whether nothing was written.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    unread: int = 0
    skipped: tuple[FailedFile, ...] = ()
    warnings: tuple[FileWarning, ...] = ()
    documents: tuple[str, ...] = ()
    clauses: int = 0
    interrupted: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Counts, sizes and age of a Store.

    :param generation: number of the search files in use, 0 before the first.
    :param commit: number of the database's last change.
    :param pending: changes in the database that the search files do not hold yet.
    :param bytes: size on disk by part: database, search, other.
    :param made_at: when the search files were made, ISO 8601 with time zone; "" before the first.
    :param dense_kind: how vectors are searched: "flat", or the name of the compressed index.
    """

    path: str
    documents: int
    articles: int
    clauses: int
    files: int
    encoder_name: str
    dim: int
    generation: int
    commit: int
    pending: int
    bytes: dict[str, int]
    made_at: str
    schema: int
    dense_kind: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        return asdict(self)
