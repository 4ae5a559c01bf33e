"""What a Store holds and gives back. All values are frozen.

A clause's ``key`` is its row id in the Store's database and its id in the search files;
its ``id`` is the stable one from the Document's content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.address import Address
from corpus.model import ClauseKind, Reference, Status, TableRow

__all__ = ["Filters", "Match", "StoredArticle", "StoredClause", "StoredDocument"]


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
class StoredDocument:
    """A Document's record: everything but its text and articles. Fields as in ``Document``."""

    id: str
    title: str | None
    number: str | None
    issuer: str | None
    written: str | None
    published: str | None
    effective: str | None
    expires: str | None
    trial: bool
    status: Status | None
    status_reason: str | None
    region: str | None
    level: str | None
    kind: str | None
    source: str
    first_line: int
    last_line: int
    clause_count: int

    @property
    def date(self) -> str | None:
        """Return the date a reader would cite: written, else published."""
        return self.written or self.published

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values, ``date`` included."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "date": self.date}


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
