"""A file becomes Documents: told by content, read under limits, separated, cut into Articles."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.assemble import assemble
from corpus.clean import paragraphs
from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.glued import unglued_heads
from corpus.identify import Stated
from corpus.limits import Limits
from corpus.model import Document
from corpus.outline import outlined
from corpus.pages import Pages
from corpus.readers import read_file
from corpus.separate import separate

__all__ = ["FileContents", "parse_text", "read_documents", "read_whole_file"]

_MOST_FOLD = 18  # characters that NFKC makes of one
_PART = 100_000


@dataclass(frozen=True, slots=True)
class FileContents:
    """The Documents of a file, and how completely it was read.

    :param share: of the characters that the file offers, what was kept, from 0 to 1.
    :param warnings: what was left out or could not be read, each a line for a person.
    """

    documents: list[Document]
    share: float
    warnings: tuple[str, ...]


def read_documents(path: str | Path, limits: Limits | None = None) -> list[Document]:
    """Read the official documents in a file.

    :param limits: what a file may cost to read; defaults to ``Limits()``.
    :raises UnreadableDocument: the file holds no document that can be read.
    :raises DocumentTooLarge: it is over one of the limits.
    """
    return read_whole_file(path, limits).documents


def read_whole_file(path: str | Path, limits: Limits | None = None) -> FileContents:
    """Read the official documents in a file, and say what of it was not read.

    :param limits: what a file may cost to read; defaults to ``Limits()``.
    :raises UnreadableDocument: the file holds no document that can be read.
    :raises DocumentTooLarge: it is over one of the limits.
    """
    path = Path(path)
    limits = limits or Limits()
    reading = read_file(path, limits)
    _check_size(path, reading.text, limits)
    documents = parse_text(
        reading.text,
        source=path.name,
        title=reading.title,
        fields=reading.fields,
        pages=Pages(1, reading.pages, reading.confidences) if reading.pages else None,
    )
    if not documents:
        raise UnreadableDocument(path, "no text in it; expected an official document")
    return FileContents(documents, reading.share, reading.losses)


def _check_size(path: Path, text: str, limits: Limits) -> None:
    lines = text.count("\n") + 1
    normal = _normalised_length(text, limits.max_characters)
    if len(text) > limits.max_characters:
        raise DocumentTooLarge(
            path, f"{len(text):,} characters, the limit is {limits.max_characters:,}; split it"
        )
    if normal > limits.max_characters:
        raise DocumentTooLarge(
            path,
            f"{len(text):,} characters that stand for {normal:,},"
            f" the limit is {limits.max_characters:,}; split it",
        )
    if lines > limits.max_lines:
        raise DocumentTooLarge(
            path, f"{lines:,} lines, the limit is {limits.max_lines:,}; split it"
        )


def _normalised_length(text: str, enough: int) -> int:
    """Return the length of a text in its comparison form, as far as it may be over ``enough``.

    One character may stand for eighteen (U+FDFA).
    """
    if len(text) * _MOST_FOLD <= enough:
        return len(text)
    parts = (text[i : i + _PART] for i in range(0, len(text), _PART))
    return sum(len(unicodedata.normalize("NFKC", part)) for part in parts)


def parse_text(
    text: str,
    *,
    source: str,
    title: str = "",
    fields: Mapping[str, str] | None = None,
    pages: Pages | None = None,
) -> list[Document]:
    """Cut a decoded text into Documents.

    :param source: name of what it came from.
    :param title: the title that the file states outside its text, "" without one.
    :param fields: labelled fields that it states outside its text, such as 发布日期.
    :param pages: the pages that the text stands on.
    """
    cut = outlined(unglued_heads(paragraphs(text)))
    roles, segments = separate(cut)
    return assemble(source, text, cut, roles, segments, Stated(title, fields or {}), pages)
