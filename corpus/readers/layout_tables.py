"""Ruled tables on a page: the cells between their lines, merged ones told by missing lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from corpus.readers.placed import Line, Word
from corpus.readers.tables import table_lines

__all__ = ["ruled_tables"]

_Rule = tuple[float, float, float, float]
_NEAR = 3.0  # points by which lines may miss each other
_LONGEST_CELL = 900  # characters
_MOST_SLOTS = 20_000
_MOST_RULES = 6_000


def ruled_tables(words: list[Word], rules: Sequence[_Rule]) -> tuple[list[list[Line]], list[Word]]:
    """Return the rows of the ruled tables on a page, and the words outside them."""
    tables: list[list[Line]] = []
    if len(rules) > _MOST_RULES:
        return tables, words
    for group in _groups(rules):
        grid = _Grid.of(group)
        if grid is None:
            continue
        inside = [w for w in words if grid.holds(w)]
        lines = grid.lines(inside)
        if _is_data(lines):
            tables.append(lines)
            held = set(map(id, inside))
            words = [w for w in words if id(w) not in held]
    return tables, words


def _is_data(lines: list[Line]) -> bool:
    """Tell a table of data from a frame round the page's text."""
    cells = [[c for c in line.text.split("\t") if c] for line in lines]
    if any(len(c) > _LONGEST_CELL for row in cells for c in row):
        return False
    return sum(len(row) >= 2 for row in cells) >= 2


def _groups(rules: Sequence[_Rule]) -> list[list[_Rule]]:
    """Return the rules that touch each other, table by table from the top."""
    level = sorted((r for r in rules if abs(r[3] - r[1]) <= _NEAR), key=lambda r: -r[1])
    upright = sorted((r for r in rules if abs(r[3] - r[1]) > _NEAR), key=lambda r: -r[3])
    bands: list[list[float]] = []  # [bottom, top] of runs of upright rules
    for r in upright:
        if bands and r[3] >= bands[-1][0] - _NEAR:
            bands[-1][0] = min(bands[-1][0], r[1])
        else:
            bands.append([r[1], r[3]])
    groups = []
    for bottom, top in bands:
        group = [r for r in upright if r[1] >= bottom - _NEAR and r[3] <= top + _NEAR]
        group += [r for r in level if bottom - _NEAR <= r[1] <= top + _NEAR]
        groups.append(group)
    return groups


def _distinct(values: list[float]) -> list[float]:
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > _NEAR:
            out.append(v)
    return out


class _Grid:
    """The lattice of a table: its columns' edges from the left, its rows' from the top."""

    def __init__(self, xs: list[float], ys: list[float], group: list[_Rule]) -> None:
        self.xs, self.ys = xs, ys
        self.level = [r for r in group if abs(r[3] - r[1]) <= _NEAR]
        self.upright = [r for r in group if abs(r[3] - r[1]) > _NEAR]

    @classmethod
    def of(cls, group: list[_Rule]) -> _Grid | None:
        """Return the lattice of rules, None where they make no table."""
        xs = _distinct([r[0] for r in group if abs(r[3] - r[1]) > _NEAR])
        ys = _distinct([r[1] for r in group if abs(r[3] - r[1]) <= _NEAR])[::-1]
        if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MOST_SLOTS:
            return None
        return cls(xs, ys, group)

    def holds(self, word: Word) -> bool:
        """Tell whether a word stands inside the table."""
        x = (word.left + word.right) / 2
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < word.middle < self.ys[0]

    def lines(self, words: list[Word]) -> list[Line]:
        """Return the rows of the table; a cell over several rows is repeated in each."""
        spans = self._spans()
        held: dict[tuple[int, int], list[Word]] = {}
        for word in itertools.chain.from_iterable(map(self._parted, words)):
            row, column = self._slot(word)
            held.setdefault(spans[row, column][:2], []).append(word)
        rows = []
        for r in range(len(self.ys) - 1):
            cells = []
            for c in range(len(self.xs) - 1):
                top, left, down, across = spans[r, c]
                if (top, left) == (r, c):
                    cells.append((_text(held.get((r, c), [])), across, down))
            rows.append(cells)
        out = []
        for r, text in enumerate(table_lines(rows, keep_empty=True)):
            if text:
                out.append(
                    Line(
                        text,
                        self.xs[0],
                        self.xs[-1],
                        10.0,
                        0,
                        self.ys[r + 1],
                        self.ys[r],
                        is_row="\t" in text or len(self.xs) > 2,
                    )
                )
        return out

    def _slot(self, word: Word) -> tuple[int, int]:
        x = (word.left + word.right) / 2
        column = max(0, sum(edge <= x for edge in self.xs) - 1)
        row = max(0, sum(edge >= word.middle for edge in self.ys) - 1)
        return min(row, len(self.ys) - 2), min(column, len(self.xs) - 2)

    def _parted(self, word: Word) -> Iterator[Word]:
        """Yield the parts of a word that stand in cells of their own, where blanks part them."""
        parts = word.text.split(" ")
        inside = any(word.left + _NEAR < x < word.right - _NEAR for x in self.xs)
        if len(parts) == 1 or not inside:
            yield word
            return
        letter = (word.right - word.left) / max(1, _width(word.text))
        left = word.left
        for part in parts:
            right = left + letter * _width(part)
            if part:
                yield word._replace(text=part, left=left, right=right)
            left = right + letter

    def _spans(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """Return for each slot the cell that it is of: (row, column, rows, columns)."""
        spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for r in range(len(self.ys) - 1):
            for c in range(len(self.xs) - 1):
                if (r, c) in spans:
                    continue
                across = 1
                while c + across < len(self.xs) - 1 and not self._wall(r, c + across):
                    across += 1
                down = 1
                while r + down < len(self.ys) - 1 and not self._floor(r + down, c):
                    down += 1
                for i in range(r, r + down):
                    for j in range(c, c + across):
                        spans.setdefault((i, j), (r, c, down, across))
        return spans

    def _wall(self, row: int, column: int) -> bool:
        """Tell whether a line parts a slot from the one at its left."""
        x, y = self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2
        return any(abs(r[0] - x) <= _NEAR and r[1] <= y <= r[3] for r in self.upright)

    def _floor(self, row: int, column: int) -> bool:
        """Tell whether a line parts a slot from the one above it."""
        y, x = self.ys[row], (self.xs[column] + self.xs[column + 1]) / 2
        return any(abs(r[1] - y) <= _NEAR and r[0] <= x <= r[2] for r in self.level)


def _width(text: str) -> int:
    return sum(2 if c > "\u2e80" else 1 for c in text)


def _text(words: list[Word]) -> str:
    """Return the words of a cell, line after line."""
    text, previous = "", None
    for word in sorted(words, key=lambda w: (-round(w.middle / 4), w.left)):
        latin = text[-1:] < "\u2e80" and word.text[:1] < "\u2e80"
        text += (" " if previous is not None and latin else "") + word.text
        previous = word
    return text
