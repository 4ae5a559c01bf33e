"""Count how many documents of a collection cite each of its documents by title, in 《》.

A segment is one file beside the token index (``index.searchfiles.token_index``): a line for each
Document, its row number and the titles it cites, as keys. They are counted when they are asked
for, over the Documents that are there then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.normalize import to_simplified
from index.searchfiles.generations import SEGMENTS, unusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "CitedTitlesWriter",
    "citation_counts",
    "cited_title_counts",
    "cited_titles",
    "cited_titles_file",
    "title_key",
]

_COUNTRY = "中华人民共和国"
_NAMED = re.compile(r"《([^《》]{2,60})》")
_LETTERS = re.compile(r"\W")


def title_key(title: str) -> str:
    """Return the letters of a title, by which two ways of writing it are the same.

    The country's name, which is left out as often as not, is no part of it.
    """
    return _LETTERS.sub("", to_simplified(title)).removeprefix(_COUNTRY)


def cited_titles(text: str) -> set[str]:
    """Return the keys of the titles that a text names in 《》."""
    return {title_key(name) for name in _NAMED.findall(text)} - {""}


def cited_titles_file(segment: str) -> str:
    """Return the name of a segment's file."""
    return f"{segment}.named.txt"


class CitedTitlesWriter:
    """Collects the titles that documents cite, and writes them as a segment."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def start_from(self, folder: Path, segment: str) -> None:
        """Begin with what a segment holds whose file has been checked."""
        self._lines = _read(folder / cited_titles_file(segment))

    def add(self, row: int, names: Iterable[str]) -> None:
        """Add a document by its row number."""
        self._lines.append(" ".join((str(row), *sorted(names))))

    def write(self, folder: Path, segment: str) -> None:
        """Write the segment."""
        text = "\n".join(self._lines)
        (folder / cited_titles_file(segment)).write_text(text, encoding="utf-8", newline="\n")


def cited_title_counts(folder: Path, files: Container[str], rows: Container[int]) -> dict[str, int]:
    """Return in how many documents each title is cited, by its key.

    :param files: of the generation in ``folder``, checked.
    :param rows: row numbers of the documents that are there.
    :raises StoreCorrupt: a file cannot be read.
    """
    counts: Counter[str] = Counter()
    for segment in SEGMENTS:
        if cited_titles_file(segment) in files:
            for row, names in _parsed(folder / cited_titles_file(segment)):
                if row in rows:
                    counts.update(names)
    return dict(counts)


def citation_counts(
    folder: Path, files: Container[str], titles: Mapping[int, str | None]
) -> NDArray[np.int64]:
    """Return int64 [documents]: how many of the others cite each document.

    :param files: of the generation in ``folder``, checked; those without names say 0.
    :param titles: of the documents that are there, by row number.
    :raises StoreCorrupt: a file cannot be read.
    """
    import numpy as np

    own = {row: title_key(title or "") for row, title in titles.items()}
    counts: Counter[str] = Counter()
    for segment in SEGMENTS:
        if cited_titles_file(segment) in files:
            for row, names in _parsed(folder / cited_titles_file(segment)):
                if row in own:
                    counts.update(name for name in names if name != own[row])
    return np.asarray([counts[key] if key else 0 for key in own.values()], np.int64)


def _parsed(path: Path) -> list[tuple[int, list[str]]]:
    try:
        return [(int(row), names) for row, *names in map(str.split, _read(path))]
    except (OSError, ValueError) as error:
        raise unusable(path) from error


def _read(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return text.split("\n") if text else []
