"""Write STARD's articles as a person would hold them: a text file a law."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text.numerals import parse_whole
from eval.statutes.stard_files import Statute

__all__ = ["Law", "laws_of", "write_laws"]

_NUMBER = re.compile(r"第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?")
_FIRST = (1, 0)


@dataclass(frozen=True, slots=True)
class Law:
    """A law as a text file: its title, and its articles below their headings.

    :param name: of the file; it changes with the text.
    :param rows: for each line of the text the place of its article in the corpus, ``None`` for
        titles and headings.
    """

    name: str
    text: str
    rows: tuple[int | None, ...]


def laws_of(statutes: Sequence[Statute]) -> list[Law]:
    """Return the corpus as laws, in the order in which their first articles stand.

    One whose first article stands elsewhere (STARD's Civil Code) is put in order.
    """
    by_title: dict[str, list[int]] = {}
    for row, statute in enumerate(statutes):
        by_title.setdefault(statute.title, []).append(row)
    return [_law(place, statutes, rows) for place, rows in enumerate(by_title.values())]


def write_laws(laws: Sequence[Law], folder: Path) -> None:
    """Write the laws into a new folder.

    :raises OSError: the folder is there already, or cannot be written.
    """
    folder.mkdir(parents=True)
    for law in laws:
        (folder / law.name).write_text(law.text, encoding="utf-8")


def _law(place: int, statutes: Sequence[Statute], rows: Sequence[int]) -> Law:
    title = statutes[rows[0]].title
    lines = [*_split(title, None), ("", None), *_lines(statutes, _in_order(statutes, rows))]
    text = "".join(f"{line}\n" for line, _ in lines)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Law(f"{place:04}-{digest}.txt", text, tuple(row for _, row in lines))


def _in_order(statutes: Sequence[Statute], rows: Sequence[int]) -> Sequence[int]:
    """Return a law's articles by number where its first one stands elsewhere."""
    numbers = {row: _number(statutes[row]) for row in rows}
    if numbers[rows[0]] in (None, _FIRST) or _FIRST not in numbers.values():
        return rows
    return sorted(rows, key=lambda row: numbers[row] or _FIRST)


def _number(statute: Statute) -> tuple[int, int] | None:
    """Return an article's number, and the one after 之."""
    found = _NUMBER.fullmatch(statute.label)
    if found is None:
        return None
    return parse_whole(found[1]) or 0, parse_whole(found[2] or "") or 0


def _lines(statutes: Sequence[Statute], rows: Sequence[int]) -> Iterator[tuple[str, int | None]]:
    """Yield the lines of a law's articles, each with its article, after their headings."""
    above: tuple[str, ...] = ()
    for row in rows:
        path = statutes[row].path
        for level, heading in enumerate(path):
            if above[: level + 1] != path[: level + 1]:
                yield from _split(heading, None)
        above = path
        yield from _split(statutes[row].labelled, row)


def _split(text: str, row: int | None) -> Iterator[tuple[str, int | None]]:
    return ((line, row) for line in text.splitlines())
