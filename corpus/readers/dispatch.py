"""Which reader a file needs, and what it reads."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.readers.child import ScannedDocument, read_in_child
from corpus.readers.kinds import Kind, UnknownKind, kind_of_file
from corpus.readers.plain import decode, read_csv
from corpus.readers.reading import Reading
from corpus.readers.recognition import can_recognise
from corpus.readers.refusals import RECOGNISE

__all__ = ["read_file"]

_LOG = logging.getLogger(__name__)
_SECONDS_A_PAGE = 15  # of processor time, that recognition usually takes
_SMALL = 1_000_000  # bytes of a text that is decoded here: no child is needed to bound its memory


def read_file(path: Path, limits: Limits) -> Reading:
    """Return the text of a file, one paragraph or table row a line.

    Cells of a table row stand on one line, parted by tabs.

    :raises UnreadableDocument: the file cannot be read. :raises DocumentTooLarge: over a limit.
    """
    data = _bytes(path, limits)
    try:
        kind = kind_of_file(data)
    except UnknownKind as error:
        raise UnreadableDocument(path, str(error)) from error
    if kind in (Kind.TEXT, Kind.CSV) and len(data) <= _SMALL:
        text = decode(data, path)
        return Reading(text) if kind is Kind.TEXT else read_csv(text)
    if kind is Kind.IMAGE:
        return _recognised(path, kind, 1, limits)
    try:
        reading = read_in_child(path, kind, limits)
    except ScannedDocument as error:
        if not can_recognise():
            raise
        return _recognised(path, Kind.SCAN, error.pictures, limits)
    if reading.pictures and can_recognise():
        return _recognised(path, Kind.SCAN, reading.pictures, limits)
    return reading


def _recognised(path: Path, kind: Kind, pictures: int, limits: Limits) -> Reading:
    """Return the text of pages that are pictures, under limits of their own.

    :raises UnreadableDocument: what recognises text is not installed, or found none.
    """
    if not can_recognise():
        raise UnreadableDocument(path, f"a picture; {RECOGNISE}")
    count = max(1, pictures)
    _LOG.warning(
        "%s: %d page(s) to recognise, about %.0f s of processor time",
        path.name, count, count * _SECONDS_A_PAGE,
    )  # fmt: skip
    seconds = limits.seconds + limits.seconds_a_picture * count
    wider = replace(limits, memory=limits.recognition_memory, seconds=seconds)
    return read_in_child(path, kind, wider)


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            missing = "is a folder, not a file" if path.is_dir() else "there is no such file"
            raise UnreadableDocument(path, f"{missing}; expected a document")
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise DocumentTooLarge(
                path,
                f"{size:,} bytes, the limit is {limits.max_bytes:,}; split it or raise max_bytes",
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocument(path, f"cannot be opened: {reason}") from error
