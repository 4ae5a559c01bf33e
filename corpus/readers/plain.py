"""Plain text and Markdown: bytes to characters, whatever the encoding or its mark."""

from __future__ import annotations

import codecs
from pathlib import Path

from corpus.errors import UnreadableDocument

__all__ = ["decode"]


def decode(data: bytes, path: Path) -> str:
    """Return the text of ``data``: UTF-8, UTF-16, GB18030 or Big5, with or without a mark.

    :raises UnreadableDocument: it is no text in any of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    body = data.removeprefix(codecs.BOM_UTF8)
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument(
        path, "no known text encoding; expected UTF-8, UTF-16, GB18030 or Big5"
    )
