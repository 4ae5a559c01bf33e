"""Rich text (.rtf) to text."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.readers.reading import Reading
from corpus.readers.refusals import Unreadable

__all__ = ["read_rtf", "rtf_text"]

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_ENCODINGS = {936: "gb18030", 950: "big5", 65001: "utf-8", 54936: "gb18030"}


def read_rtf(data: bytes) -> Reading:
    """Return the text of an RTF file, cells of a table row parted by tabs.

    :raises Unreadable: there is no text in it.
    """
    text = rtf_text(data)
    if not text.strip():
        raise Unreadable("no text in it; expected a document with text")
    return Reading(text)


def rtf_text(data: bytes) -> str:
    """Return the text of an RTF file."""
    from striprtf.striprtf import rtf_to_text

    m = _CODE_PAGE.search(data[:4096])
    page = int(m[1]) if m else 1252
    encoding = _ENCODINGS.get(page, f"cp{page}")
    convert: Callable[..., str] = rtf_to_text
    plain = convert(data.decode("latin-1"), encoding=encoding, errors="replace")
    lines = (line.strip(" \r") for line in plain.split("\n"))
    return "\n".join(_cells(line) for line in lines if line.strip("|\t "))


def _cells(line: str) -> str:
    """Return a row of a table with tabs between its cells."""
    if line.endswith("|") and "|" in line[:-1]:
        return "\t".join(cell.strip() for cell in line[:-1].split("|"))
    return line.rstrip("|")
