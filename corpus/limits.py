"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Reading limits for one file.

    :param max_bytes: size of the file, in bytes.
    :param max_unpacked: bytes it may unpack to (docx, xlsx), and characters of its text.
    :param max_pages: pages of a pdf, sheets of a workbook.
    :param seconds: wall-clock time, in seconds, for formats read in a child process.
    :param memory: data memory of that child process, in bytes.
    """

    max_bytes: int = 32_000_000
    max_unpacked: int = 96_000_000
    max_pages: int = 3_000
    seconds: float = 8.0
    memory: int = 480_000_000
