"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from enum import StrEnum

__all__ = ["Kind", "UnknownKind", "kind_of_file"]


class Kind(StrEnum):
    """A format that can be read."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"
    MHTML = "mhtml"
    RTF = "rtf"
    DOCX = "docx"
    DOC = "doc"
    PDF = "pdf"
    OFD = "ofd"
    XLSX = "xlsx"
    XLS = "xls"
    IMAGE = "image"
    SCAN = "scan"  # a pdf with pages that are pictures, to be recognised


class UnknownKind(Exception):
    """A format that cannot be read; its text says what it is and what to do."""


_REFUSED = (
    (b"GIF8", "an animated picture; save it as .png or .pdf"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"\xfd7zXZ", "a compressed file; unpack it first"),
    (b"\x7fELF", "a program; expected a document"),
    (b"MZ\x90", "a program; expected a document"),
    (b"SQLite format 3", "a database; expected a document"),
)  # fmt: skip
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE file, by which its kind is told.
_STREAMS = (
    ("EncryptedPackage", "protected by a password; save it without one"),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
)
_MIME = re.compile(rb"^(?:MIME-Version|Content-Type):", re.IGNORECASE | re.MULTILINE)
_MULTIPART = re.compile(rb"Content-Type:\s*multipart/", re.IGNORECASE)
_MARKDOWN = re.compile(rb"^(?:#{1,6} |\*\*|\| ?:?-)", re.MULTILINE)
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|tbody|tr|td|p|span|br|h[1-6]|ul|li|a|script|style|article|section)\b",
    re.IGNORECASE,
)


def kind_of_file(data: bytes) -> Kind:
    """Return the kind of a file from its bytes.

    :raises UnknownKind: it is none that can be read.
    """
    for mark, words in _REFUSED:
        if data.startswith(mark):
            raise UnknownKind(words)
    if data.startswith(_PICTURES):
        return Kind.IMAGE
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"{\\rtf"):
        return Kind.RTF
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    return _written(data)


def _written(data: bytes) -> Kind:
    """Tell apart what is text: a saved page, a page, values parted by commas, plain text."""
    head = data[:8192].replace(b"\x00", b"")
    stripped = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _MIME.match(stripped) or (stripped.startswith(b"From:") and _MIME.search(stripped)):
        return Kind.MHTML if _MULTIPART.search(head) else Kind.TEXT
    tags = len(_TAG.findall(head))
    if stripped.startswith(b"<") and tags:
        return Kind.HTML
    if tags >= 4 and not _MARKDOWN.search(head):
        return Kind.HTML
    return Kind.CSV if _is_csv(head, whole=len(data) <= 8192) else Kind.TEXT


def _is_csv(head: bytes, *, whole: bool) -> bool:
    """Tell whether every line has the same number of cells, as only a table has."""
    lines = head.decode("latin-1").replace("\r", "").split("\n")
    rows = [r for r in csv.reader(lines if whole else lines[:-1]) if any(r)]
    widths = {len(r) for r in rows}
    if len(rows) < 2 or len(widths) != 1 or widths == {1}:
        return False
    cells = [len(c) for r in rows for c in r]
    return (len(rows) >= 3 or widths != {2}) and sum(cells) <= 120 * len(cells)


def _ole(data: bytes) -> Kind:
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in data:
            if isinstance(kind, Kind):
                return kind
            raise UnknownKind(kind)
    raise UnknownKind("an old Office file that is neither .doc nor .xls; save it as .docx or .xlsx")


def _packed(data: bytes) -> Kind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnknownKind(f"a damaged zip container ({error}); save the document again") from error
    if any(n.startswith("word/") and n.endswith(".xml") for n in names):
        return Kind.DOCX
    if any(n.startswith("xl/") for n in names):
        return Kind.XLSX
    if any(n.rsplit("/", 1)[-1].lower() == "ofd.xml" for n in names):
        return Kind.OFD
    raise UnknownKind("a zip file that is no .docx, .xlsx or .ofd; unpack it first")
