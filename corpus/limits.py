"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Reading limits for one file.

    :param max_bytes: size of the file, in bytes.
    :param max_unpacked: bytes that a docx or xlsx may unpack to.
    :param max_characters: characters of its text. :param max_lines: lines of its text.
    :param max_pages: pages of a pdf, sheets of a workbook.
    :param seconds: processor time, in seconds, for formats read in a child process.
    :param memory: data memory of that child process, in bytes; it holds its code besides.
    :param max_pictures: pages of one file whose text is recognised.
    :param seconds_a_picture: processor time, in seconds, for recognising one page.
    :param recognition_memory: data memory of the child process that recognises text, in bytes.
    """

    max_bytes: int = 32_000_000
    max_unpacked: int = 96_000_000
    max_characters: int = 8_000_000
    max_lines: int = 200_000
    max_pages: int = 3_000
    seconds: float = 8.0
    memory: int = 450_000_000
    max_pictures: int = 300
    seconds_a_picture: float = 45.0
    recognition_memory: int = 3_000_000_000
