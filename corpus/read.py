"""A file becomes Documents: told by content, read under limits, separated, cut into Articles."""

from __future__ import annotations

from pathlib import Path

from corpus.assemble import assemble
from corpus.clean import paragraphs
from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.model import Document
from corpus.readers import read_text
from corpus.separate import separate

__all__ = ["parse_text", "read_documents"]


def read_documents(path: str | Path, limits: Limits | None = None) -> list[Document]:
    """Read the official documents in a file.

    :param limits: what a file may cost to read; defaults to ``Limits()``.
    :raises UnreadableDocument: the file holds no document that can be read.
    :raises DocumentTooLarge: it is over one of the limits.
    """
    path = Path(path)
    limits = limits or Limits()
    text = read_text(path, limits)
    _check_size(path, text, limits)
    documents = parse_text(text, source=path.name)
    if not documents:
        raise UnreadableDocument(path, "no text in it; expected an official document")
    return documents


def _check_size(path: Path, text: str, limits: Limits) -> None:
    lines = text.count("\n") + 1
    if len(text) > limits.max_characters:
        raise DocumentTooLarge(
            path, f"{len(text):,} characters, the limit is {limits.max_characters:,}; split it"
        )
    if lines > limits.max_lines:
        raise DocumentTooLarge(
            path, f"{lines:,} lines, the limit is {limits.max_lines:,}; split it"
        )


def parse_text(text: str, *, source: str) -> list[Document]:
    """Cut a decoded text into Documents; ``source`` names where it came from."""
    cut = paragraphs(text)
    roles, segments = separate(cut)
    return assemble(source, text, cut, roles, segments)
