"""Why a reader refuses a file, before the path is known to the error."""

from __future__ import annotations

import zipfile
from pathlib import Path

from corpus.limits import Limits

__all__ = ["RECOGNISE", "Scanned", "TooLarge", "Unreadable", "check_package"]


RECOGNISE = "text recognition is needed: pip install 'policyqa[ocr]'"
"""What a user does about text that is only a picture."""


class Unreadable(Exception):
    """The file is damaged or holds no text; its words go into UnreadableDocument."""


class Scanned(Unreadable):
    """The file is a scan: its text can be recognised, if at all.

    :param pictures: pages that are pictures.
    """

    def __init__(self, pictures: int, words: str) -> None:
        super().__init__(words)
        self.pictures = pictures


class TooLarge(Exception):
    """The file is over a limit; its words go into DocumentTooLarge."""


def check_package(path: Path, limits: Limits) -> int:
    """Refuse a package that unpacks to too much, before anything is unpacked; return its size.

    The sizes that a zip directory states may lie; reading then stops at the stated size.
    """
    with zipfile.ZipFile(path) as package:
        entries = package.infolist()
        total = sum(e.file_size for e in entries)
        if total > limits.max_unpacked:
            raise TooLarge(f"unpacks to {total:,} bytes, the limit is {limits.max_unpacked:,}")
        if len(entries) > 10_000:
            raise TooLarge(f"{len(entries):,} parts in the package, the limit is 10,000")
        if any(e.flag_bits & 1 for e in entries):
            raise Unreadable("protected by a password; save it without one")
    return total
