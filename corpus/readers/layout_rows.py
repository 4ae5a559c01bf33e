"""The words of one page to its lines, in the order in which a person reads them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from corpus.numbering import read_label
from corpus.readers.layout_tables import ruled_tables
from corpus.readers.placed import Line, Word

__all__ = ["rows_of"]

_COLUMN_LINES = 6  # lines on either side that make two columns
_WIDE = 1.6  # heights of a line between the cells of a row


def rows_of(
    words: list[Word],
    width: float,
    rules: Sequence[tuple[float, float, float, float]],
    page: int,
) -> list[Line]:
    """Return the lines of a page from top to bottom, column by column, tables as rows."""
    tables, rest = ruled_tables(words, rules)
    lines = [replace(line, page=page) for table in tables for line in table]
    gutter = _gutter(rest, width)
    if gutter is None:
        lines += _lines(rest, page, 0)
        return sorted(lines, key=lambda line: -line.top)
    return (
        _two_columns(rest, gutter, page)
        if not lines
        else sorted(lines + _lines(rest, page, 0), key=lambda line: -line.top)
    )


def _two_columns(words: list[Word], gutter: float, page: int) -> list[Line]:
    """Return the lines of a page in two columns; a line across both parts what is above it."""
    across = sorted((w for w in words if w.left < gutter < w.right), key=lambda w: -w.top)
    bounds = [float("inf"), *(w.middle for w in across), float("-inf")]
    out: list[Line] = []
    for n, (high, low) in enumerate(itertools.pairwise(bounds)):
        band = [w for w in words if low < w.middle < high and w not in across]
        out += _lines([w for w in band if w.right <= gutter], page, 1)
        out += _lines([w for w in band if w.left >= gutter], page, 2)
        if n < len(across):
            out += _lines([across[n]], page, 0)
    return out


def _gutter(words: list[Word], width: float) -> float | None:
    """Return where two columns of running text are parted, None for one column."""
    if len(words) < 2 * _COLUMN_LINES:
        return None
    middle = width / 2
    for x in (middle, 0.47 * width, 0.53 * width):
        left = [w for w in words if w.right <= x]
        right = [w for w in words if w.left >= x]
        if len(left) + len(right) < 0.85 * len(words):
            continue
        if _is_column(left) and _is_column(right):
            return x
    return None


def _is_column(words: list[Word]) -> bool:
    """Tell whether words are the lines of a column: most reach its right edge."""
    if len(words) < _COLUMN_LINES:
        return False
    edge = sorted(w.right for w in words)[int(len(words) * 0.9)]
    start = sorted(w.left for w in words)[len(words) // 10]
    full = sum(w.right >= edge - 2.5 * w.height for w in words)
    return full >= 0.45 * len(words) and edge - start >= 8 * words[0].height


def _lines(words: list[Word], page: int, column: int) -> list[Line]:
    rows = _rows(words)
    cells = _aligned(rows)
    return [
        _line(row, page, column, is_row=is_row) for row, is_row in zip(rows, cells, strict=True)
    ]


def _rows(words: list[Word]) -> list[list[Word]]:
    """Group words that stand at one height, each group from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: -w.middle):
        if rows and _beside(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.left) for row in rows]


def _beside(row: list[Word], word: Word) -> bool:
    """Tell whether a word stands in a row: at its height, and over no other word of it."""
    first = row[0]
    low = min(first.height, word.height)
    overlap = min(first.top, word.top) - max(first.bottom, word.bottom)
    if overlap < 0.5 * low:
        return False
    return all(w.right <= word.left + 0.5 * low or word.right <= w.left + 0.5 * low for w in row)


def _aligned(rows: list[list[Word]]) -> list[bool]:
    """Tell which rows are of a table without lines: cells in line with those above or below."""
    wide = [_cells(row) for row in rows]
    marks = [False] * len(rows)
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and _in_line(wide[end - 1], wide[end]):
            end += 1
        columns = max(len(wide[i]) for i in range(start, end))
        if end - start >= (2 if columns >= 3 else 3) and columns >= 2:
            marks[start:end] = [True] * (end - start)
        start = end
    return marks


def _cells(row: list[Word]) -> list[tuple[float, float]]:
    """Return the cells of a row as (left, right): words with wide gaps between them."""
    if read_label(row[0].text) or any(w.text[-1:] in "。；" for w in row[:-1]):
        return []
    cells = [(row[0].left, row[0].right)]
    for a, b in itertools.pairwise(row):
        if b.left - a.right >= _WIDE * min(a.height, b.height):
            cells.append((b.left, b.right))
        else:
            cells[-1] = (cells[-1][0], b.right)
    return cells if len(cells) >= 2 else []


def _in_line(above: list[tuple[float, float]], below: list[tuple[float, float]]) -> bool:
    """Tell whether two rows have the same columns, set left, right or in the middle."""
    if len(above) != len(below) or not above:
        return False
    return all(
        min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2) <= 6.0
        for a, b in zip(above, below, strict=True)
    )


def _line(row: list[Word], page: int, column: int, *, is_row: bool) -> Line:
    text = row[0].text
    for a, b in itertools.pairwise(row):
        gap = b.left - a.right
        wide = gap >= _WIDE * min(a.height, b.height)
        space = gap > 0.25 * min(a.height, b.height)
        text += ("\t" if is_row and wide else " " if space else "") + b.text
    longest = max(row, key=lambda w: len(w.text))
    return Line(
        text.strip(), row[0].left, row[-1].right, median(w.height for w in row), page,
        min(w.bottom for w in row), max(w.top for w in row), longest.bold, is_row, column,
    )  # fmt: skip
