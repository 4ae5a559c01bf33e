"""Which reader a file needs, told by its first bytes, and its text."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.readers.plain import decode

__all__ = ["read_text"]


def read_text(path: Path, limits: Limits) -> str:
    """Return the text of a file, one paragraph or table row a line."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableDocument(path, "not a file; expected a document")
        if size > limits.max_bytes:
            raise DocumentTooLarge(
                path,
                f"{size:,} bytes, the limit is {limits.max_bytes:,}; split it or raise max_bytes",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(path, f"cannot be opened: {error.strerror or error}") from error
    return decode(data, path)
