"""Plain text and Markdown: bytes to characters, whatever the encoding or its mark."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.readers.reading import Reading
from corpus.readers.tables import row_line

__all__ = ["decode", "read_csv"]

# Frequent characters of official texts; how many a decoding yields tells Big5 from GB18030.
_COMMON = frozenset(
    "的是在有和为為了不以及其中年月日人民政府市省县縣区區部门門关關于於规規定通知办辦法第条條一二三四五六七八九十"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def decode(data: bytes, path: Path) -> str:
    """Return the text of ``data``: UTF-8, UTF-16, GB18030 or Big5, with or without a mark.

    A wrong byte order mark is ignored. A few broken bytes become U+FFFD; a text that is
    mostly broken is refused.

    :raises UnreadableDocument: it is no text in any of them.
    """
    for text in _attempts(data):
        if text is not None and _is_text(text):
            return _newlines(text)
    raise UnreadableDocument(
        path, "no text in a known encoding; expected UTF-8, UTF-16, GB18030 or Big5"
    )


def read_csv(text: str) -> Reading:
    """Return values parted by commas as rows of a table; a line break inside a cell is a space."""
    rows = csv.reader(text.splitlines(keepends=True))
    return Reading("\n".join(line for row in rows if (line := row_line(row))))


def _attempts(data: bytes) -> Iterator[str | None]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield _strict(data, "utf-16")
    body = data.removeprefix(codecs.BOM_UTF8)
    yield _strict(body, "utf-8")
    yield from _wide(body)
    if b"\x00" not in body:
        yield _chinese(body)
    yield _lenient(body)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> Iterator[str | None]:
    """Try UTF-16 without a mark: line ends and digits leave zero bytes on one side."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 100 and odd > 4 * even:
        yield _strict(data[: len(data) // 2 * 2], "utf-16-le")
    elif even > len(sample) / 100 and even > 4 * odd:
        yield _strict(data[: len(data) // 2 * 2], "utf-16-be")


def _chinese(data: bytes) -> str | None:
    decoded = [t for e in ("gb18030", "big5") if (t := _strict(data, e)) is not None]
    return max(decoded, key=_commonness, default=None)


def _lenient(data: bytes) -> str | None:
    """Decode a text cut in the middle of a character, or with a few damaged ones."""
    decoded = [data.decode(e, errors="replace") for e in ("utf-8", "gb18030", "big5")]
    good = [t for t in decoded if t.count("\ufffd") <= 1 + len(t) // 50]
    return max(good, key=_commonness, default=None)


def _commonness(text: str) -> float:
    sample = text[:20_000]
    return sum(c in _COMMON for c in sample) - 5 * sample.count("\ufffd")


def _is_text(text: str) -> bool:
    sample = text[:100_000]
    return len(_CONTROL.findall(sample)) <= len(sample) // 200


def _newlines(text: str) -> str:
    text = text.removeprefix("\ufeff")
    if "\r" in text and "\n" not in text:
        return text.replace("\r", "\n")
    return text
