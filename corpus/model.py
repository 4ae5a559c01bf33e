"""What a file becomes: Documents made of Articles and Clauses. All values are frozen.

Offsets are character offsets into ``Document.text``, which is the Document's own slice of the
decoded source, unchanged. Lines are 1-based lines of the whole source file, both inclusive.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from corpus.address import Address
from corpus.pages import Pages

__all__ = [
    "Article",
    "Clause",
    "ClauseKind",
    "Document",
    "DocumentRecord",
    "Reference",
    "Status",
    "TableRow",
]


class Status(StrEnum):
    """Validity of a Document (效力). Unknown is ``None``, never a guess."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"
    EXPIRED = "expired"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    SUPERSEDED = "superseded"  # a newer text of the same law is in force in its stead


class ClauseKind(StrEnum):
    """What a Clause is in its Document."""

    PARAGRAPH = "paragraph"  # 款, or any running paragraph
    ITEM = "item"  # 项, 目, a numbered or dashed list item
    ROW = "row"  # one row of a table
    HEADING = "heading"  # a heading line, with its number
    TITLE = "title"  # the Document's title lines
    FRONT = "front"  # masthead, number, salutation, header fields
    SIGNATURE = "signature"  # issuer and date at the end of a notice
    NOTE = "note"  # publication notes, editor's remarks


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row that knows its header: cell i stands under header i.

    :param header: column names, units included where the table gives them.
    :param cells: the row's cells, as many as the header has names.
    """

    header: tuple[str, ...]
    cells: tuple[str, ...]

    def beside(self, text: str) -> tuple[str, ...]:
        """Return what is read with a row but may not stand in its text.

        These are the names of its columns, and its group, which is written once for several rows.
        """
        group = self.cells[0] if self.cells else ""
        return (*self.header, group) if group and group not in text else self.header


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another place: 本办法第十条, 依照《…》第X条, 《…》(文号).

    :param start: offset of the mention in ``Document.text``.
    :param end: offset just past it.
    :param title: title named in 《》, ``None`` for this Document.
    :param number: document number named, in canonical form.
    :param address: the place named inside it, ``None`` for the whole Document.
    """

    start: int
    end: int
    title: str | None = None
    number: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit that is embedded and searched.

    :param id: stable, derived from the Document's content.
    :param address: where it stands; empty for text outside any numbering.
    :param text: its source text with line breaks and padding removed, otherwise unchanged.
    :param start: offset of its first character in ``Document.text``.
    :param end: offset just past its last character.
    :param garbled: whether the source text is damaged here.
    """

    id: str
    address: Address
    kind: ClauseKind
    text: str
    start: int
    end: int
    row: TableRow | None = None
    garbled: bool = False
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The smallest numbered unit that stands alone, or an unnumbered stretch between two.

    :param id: stable, derived from the Document's content.
    :param address: the Article's own address, a prefix of each of its Clauses' addresses.
    :param path: headings above it, outermost first, as printed (第二章 数据采集).
    :param heading: its own heading text as printed, "" when it has none.
    :param clauses: in source order, the heading Clause included.
    """

    id: str
    address: Address
    path: tuple[str, ...]
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What is known of a document beside its text. A field it does not state is ``None``.

    Dates are ISO 8601 text, ``YYYY-MM-DD`` or reduced to ``YYYY-MM`` or ``YYYY``.

    :param id: stable, derived from the content of its text and title.
    :param number: 文号 in canonical form: 渝府办发〔2016〕239号.
    :param issuer: issuing bodies joined by 、.
    :param status_reason: the words, or the field, that say so.
    :param source: name of the file it came from.
    :param pages: the pages it stands on, ``None`` where the file has none.
    """

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
    pages: Pages | None = field(default=None, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Document(DocumentRecord):
    """One official document: its record, its text and its Articles.

    :param text: the Document's slice of the decoded source, unchanged.
    :param articles: in source order; between them their Clauses hold every non-noise character.
    :param repeals: what it repeals, by its own words.
    """

    text: str = field(repr=False)
    articles: tuple[Article, ...] = field(repr=False)
    repeals: tuple[Reference, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the Document as plain JSON-able values."""
        return asdict(self)
