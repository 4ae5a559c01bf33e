"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

__all__ = ["Kind", "UnknownKind", "kind_of_file"]


class Kind(StrEnum):
    """A format that can be read."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


class UnknownKind(Exception):
    """A format that cannot be read; its text says what it is and what to do."""


_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls); save it as .docx"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"\x89PNG", "a picture; a text layer is needed, run text recognition first"),
    (b"\xff\xd8\xff", "a picture; a text layer is needed, run text recognition first"),
    (b"II*\x00", "a picture; a text layer is needed, run text recognition first"),
    (b"GIF8", "a picture; a text layer is needed, run text recognition first"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"\xfd7zXZ", "a compressed file; unpack it first"),
    (b"\x7fELF", "a program; expected a document"),
    (b"MZ\x90", "a program; expected a document"),
    (b"SQLite format 3", "a database; expected a document"),
)  # fmt: skip
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
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    head = data[:8192].replace(b"\x00", b"")
    tags = len(_TAG.findall(head))
    stripped = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if tags >= 4 or (tags and stripped.startswith(b"<")):
        return Kind.HTML
    return Kind.TEXT


def _packed(data: bytes) -> Kind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnknownKind(f"a damaged zip container ({error}); save the document again") from error
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "OFD.xml" in names:
        raise UnknownKind("an OFD file; save it as .pdf with its text layer")
    raise UnknownKind("a zip file that is neither .docx nor .xlsx; unpack it first")
