"""A file that a Word document takes in whole (altChunk): a saved page, RTF, text, a document."""

from __future__ import annotations

from collections.abc import Callable

from corpus.readers.html import page_lines
from corpus.readers.kinds import Kind, UnknownKind, kind_of_file
from corpus.readers.mhtml import page_of
from corpus.readers.rtf import rtf_text

__all__ = ["read_chunk"]


def read_chunk(name: str, data: bytes, document_lines: Callable[[bytes], list[str]]) -> list[str]:
    """Return the lines of a part that a document takes in, none where it cannot be read.

    :param name: its name in the package. :param data: its bytes.
    :param document_lines: reads a Word document inside the document.
    """
    if not data:
        return []
    try:
        kind = kind_of_file(data)
    except UnknownKind:
        return []
    if kind is Kind.MHTML or name.lower().endswith((".mht", ".mhtml")):
        return page_lines(page_of(data))
    if kind is Kind.HTML:
        return page_lines(data)
    if kind is Kind.RTF:
        return rtf_text(data).split("\n")
    if kind is Kind.TEXT:
        return data.decode("utf-8", "replace").split("\n")
    return document_lines(data) if kind is Kind.DOCX else []
