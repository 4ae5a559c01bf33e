"""Documents as database rows and back, each row with a checksum of its own.

SQLite does not notice when bytes of a text change on disk, so every row carries the BLAKE2b of
its values. A checksum also binds the row to its Document and its place in it, so that rows that
change places are noticed as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from corpus.address import Address, Step
from corpus.model import (
    Article,
    Clause,
    ClauseKind,
    Document,
    DocumentRecord,
    Reference,
    Status,
    TableRow,
)
from corpus.pages import Pages
from index.errors import StoreCorrupt
from index.model import StoredArticle, StoredClause, StoredDocument

__all__ = [
    "ArticleRow",
    "ClauseRow",
    "DocumentRow",
    "PreparedDocument",
    "SearchableClause",
    "article_from",
    "article_number",
    "blob_checksum",
    "check_article",
    "check_clause",
    "checksum",
    "clause_from",
    "document_checksum",
    "document_from",
    "prepare",
    "repeals_from",
    "require_checksum",
    "searchable_article",
    "unpack_address",
]

_RECORD = [f.name for f in fields(DocumentRecord) if f.name != "pages"]


def checksum(*values: str | int | None) -> bytes:
    """Return 16 bytes that change when any value, or the border between two, changes."""
    # A JSON list. For hundreds of rows a question, json.dumps would take three times as long.
    listed = [
        encode_basestring(v) if isinstance(v, str) else "null" if v is None else str(v)
        for v in values
    ]
    return hashlib.blake2b(f"[{','.join(listed)}]".encode(), digest_size=16).digest()


def blob_checksum(data: bytes, *values: str | int) -> bytes:
    """Return the checksum of a blob that belongs to ``values``."""
    head = _dump(values).encode()
    return hashlib.blake2b(head + b"\0" + data, digest_size=16).digest()


def require_checksum(found: bytes, expected: bytes, what: str) -> None:
    """Compare a row's checksum with that of its values.

    :raises StoreCorrupt: they differ.
    """
    if found != expected:
        raise StoreCorrupt(
            f"{what} is damaged in the database: its checksum differs. Restore the store's folder "
            "from a copy, or make a new store and add the documents again"
        )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---- writing ----------------------------------------------------------------------------


class ArticleRow(NamedTuple):
    """An article's values in column order, but for its row number and its document's."""

    id: str
    position: int
    first_clause: int
    clause_count: int
    address: str
    path: str
    heading: str
    sum: bytes
    number: int | None
    suffix: int | None


class ClauseRow(NamedTuple):
    """A clause's values in column order, but for its key, its document and its article's row.

    :param article: position of its Article in the Document.
    """

    id: str
    position: int
    article: int
    kind: str
    address: str
    text: str
    start: int
    end: int
    extra: str | None
    sum: bytes


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A Document ready to be stored. Made by any process; row numbers are given later.

    :param digest: BLAKE2b of everything the Document holds; equal digests, equal Documents.
    :param number_key: comparison form of its number.
    """

    id: str
    digest: bytes
    number_key: str | None
    record: str
    text: str
    text_sum: bytes
    articles: tuple[ArticleRow, ...]
    clauses: tuple[ClauseRow, ...]


def prepare(document: Document, number_key: str | None) -> PreparedDocument:
    """Turn a Document into rows.

    :raises UnicodeEncodeError: its text holds half a surrogate pair.
    """
    articles: list[ArticleRow] = []
    clauses: list[ClauseRow] = []
    for position, article in enumerate(document.articles):
        articles.append(_article_row(document.id, position, len(clauses), article))
        for clause in article.clauses:
            clauses.append(_clause_row(document.id, len(clauses), position, clause))
    record = _record(document)
    text_sum = checksum(document.id, document.text)
    whole = hashlib.blake2b(record.encode() + text_sum, digest_size=16)
    for row in articles:
        whole.update(row.sum)
    for part in clauses:
        whole.update(part.sum)
    return PreparedDocument(
        document.id,
        whole.digest(),
        number_key,
        record,
        document.text,
        text_sum,
        tuple(articles),
        tuple(clauses),
    )


def _record(document: Document) -> str:
    values = {name: getattr(document, name) for name in _RECORD}
    values["repeals"] = [_pack_reference(r) for r in document.repeals]
    values["warnings"] = list(document.warnings)
    if document.pages is not None:  # the record of a file without pages stays as it always was
        values["pages"] = list(astuple(document.pages))
    return _dump(values)


def _article_row(document: str, position: int, first: int, article: Article) -> ArticleRow:
    address, path = _pack_address(article.address), _dump(article.path)
    values = (position, first, len(article.clauses), address, path, article.heading)
    found = checksum("article", document, article.id, *values)
    return ArticleRow(
        article.id, *values, found, *(article_number(article.address) or (None, None))
    )


def article_number(address: Address) -> tuple[int, int] | None:
    """Return number and suffix of the 条 at an address: 12 and 1 for 第十二条之一."""
    return next(((s.number, s.suffix) for s in address.steps if s.unit == "条"), None)


def _clause_row(document: str, position: int, article: int, clause: Clause) -> ClauseRow:
    values = (
        position,
        article,
        clause.kind.value,
        _pack_address(clause.address),
        clause.text,
        clause.start,
        clause.end,
        _pack_extra(clause),
    )
    return ClauseRow(clause.id, *values, sum=checksum("clause", document, clause.id, *values))


def _pack_address(address: Address) -> str:
    return _dump([[s.unit, s.number, s.suffix, s.label] for s in address.steps])


def _pack_reference(reference: Reference) -> list[Any]:
    address = None if reference.address is None else _pack_address(reference.address)
    return [reference.start, reference.end, reference.title, reference.number, address]


def _pack_extra(clause: Clause) -> str | None:
    extra: dict[str, Any] = {}
    if clause.row is not None:
        extra["row"] = [clause.row.header, clause.row.cells]
    if clause.garbled:
        extra["garbled"] = True
    if clause.references:
        extra["references"] = [_pack_reference(r) for r in clause.references]
    return _dump(extra) if extra else None


# ---- reading ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchableClause:
    """What of a clause is searched: its key, kind and text, and what is read with a table row."""

    key: int
    kind: ClauseKind
    text: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document's row as it stands in the database."""

    row: int
    id: str
    digest: bytes
    first_key: int
    clause_count: int
    first_article: int
    article_count: int
    number_key: str | None
    record: str
    sum: bytes
    added: int
    removed: int | None

    @property
    def keys(self) -> range:
        """Return the keys of its clauses."""
        return range(self.first_key, self.first_key + self.clause_count)

    def visible(self, commit: int) -> bool:
        """Tell whether the document stood in the Store after that commit."""
        return self.added <= commit and (self.removed is None or self.removed > commit)

    def check(self) -> None:
        """Compare the row with its checksum.

        :raises StoreCorrupt: it is damaged.
        """
        require_checksum(self.sum, document_checksum(self), f"the record of document {self.id!r}")


def document_checksum(row: DocumentRow) -> bytes:
    """Return the checksum that a document's row must carry."""
    return checksum(
        "document",
        row.row,
        row.id,
        row.digest.hex(),
        row.first_key,
        row.clause_count,
        row.first_article,
        row.article_count,
        row.number_key,
        row.record,
        row.added,
    )


def document_from(row: DocumentRow) -> StoredDocument:
    """Return what a document's row says. The row must have been checked."""
    values = json.loads(row.record)
    kept = {name: values[name] for name in _RECORD}
    if kept["status"] is not None:
        kept["status"] = Status(kept["status"])
    return StoredDocument(
        **kept, clause_count=row.clause_count, pages=_unpack_pages(values.get("pages"))
    )


def _unpack_pages(packed: list[Any] | None) -> Pages | None:
    return None if packed is None else Pages(packed[0], tuple(packed[1]), tuple(packed[2]))


def repeals_from(row: DocumentRow) -> tuple[Reference, ...]:
    """Return the documents that a document repeals, by its own words."""
    return tuple(_unpack_reference(r) for r in json.loads(row.record)["repeals"])


# (row, id, document, position, first_clause, clause_count, address, path, heading, sum)
ArticleValues = Sequence[Any]
# (key, id, document, position, article, kind, address, text, start, end, extra, sum)
ClauseValues = Sequence[Any]


def check_article(values: ArticleValues, document: DocumentRow) -> None:
    """Compare an article's row with its checksum and its place.

    :param document: the row of its document, checked.
    :raises StoreCorrupt: it is damaged, or stands where it does not belong.
    """
    row, article_id, _, position, first, count, address, path, heading, found = values
    covered = (position, first, count, address, path, heading)
    what = f"article {article_id!r}"
    require_checksum(found, checksum("article", document.id, article_id, *covered), what)
    if row - document.first_article != position:
        require_checksum(b"", b"place", what)


def check_clause(values: ClauseValues, document: DocumentRow) -> None:
    """Compare a clause's row with its checksum and its place.

    :raises StoreCorrupt: it is damaged, or stands where it does not belong.
    """
    key, clause_id, _, position, article, kind, address, text, start, end, extra, found = values
    place = article - document.first_article
    covered = (position, place, kind, address, text, start, end, extra)
    what = f"clause {clause_id!r}"
    require_checksum(found, checksum("clause", document.id, clause_id, *covered), what)
    if key - document.first_key != position:
        require_checksum(b"", b"place", what)


def article_from(
    values: ArticleValues, document: DocumentRow, clauses: tuple[StoredClause, ...] = ()
) -> StoredArticle:
    """Return an article from its row, which has been checked.

    :param clauses: its clauses; empty where only its place is asked for.
    """
    _, article_id, _, position, _, _, address, path, heading, _ = values
    return StoredArticle(
        id=article_id,
        document_id=document.id,
        position=position,
        address=unpack_address(address),
        path=_unpack_path(path),
        heading=heading,
        clauses=clauses,
    )


def clause_from(
    values: ClauseValues, document: DocumentRow, article: StoredArticle
) -> StoredClause:
    """Return a clause from its row, which has been checked."""
    key, clause_id, _, position, _, kind, address, text, start, end, extra, _ = values
    more = json.loads(extra) if extra else {}
    return StoredClause(
        key=key,
        id=clause_id,
        document_id=document.id,
        article_id=article.id,
        position=position,
        address=unpack_address(address),
        kind=_KINDS[kind],
        text=text,
        start=start,
        end=end,
        path=article.path,
        heading=article.heading,
        row=_unpack_row(more.get("row")),
        garbled=more.get("garbled", False),
        references=tuple(_unpack_reference(r) for r in more.get("references", ())),
    )


def searchable_article(
    head: ArticleValues, clauses: Sequence[ClauseValues]
) -> tuple[tuple[str, ...], str, list[SearchableClause]]:
    """Return an article's path, its heading and its clauses, from rows that have been checked."""
    return tuple(json.loads(head[7])), head[8], [_searchable_clause(values) for values in clauses]


def _searchable_clause(values: ClauseValues) -> SearchableClause:
    extra = values[10]
    row = _unpack_row(json.loads(extra).get("row")) if extra else None
    header = row.beside(values[7]) if row else ()
    return SearchableClause(values[0], ClauseKind(values[5]), values[7], header)


_KINDS = {kind.value: kind for kind in ClauseKind}


# The same few addresses and paths stand in row after row.
@lru_cache(maxsize=16_384)
def _unpack_path(packed: str) -> tuple[str, ...]:
    return tuple(json.loads(packed))


@lru_cache(maxsize=16_384)
def unpack_address(packed: str) -> Address:
    """Return an address as a row holds it."""
    return Address(tuple(Step(*values) for values in json.loads(packed)))


def _unpack_row(packed: list[list[str]] | None) -> TableRow | None:
    return None if packed is None else TableRow(tuple(packed[0]), tuple(packed[1]))


def _unpack_reference(packed: list[Any]) -> Reference:
    start, end, title, number, address = packed
    return Reference(start, end, title, number, unpack_address(address) if address else None)
