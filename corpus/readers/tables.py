"""Tables to lines: spanned cells are filled in, cells are parted by tabs."""

from __future__ import annotations

__all__ = ["row_line", "table_lines"]

_MOST_COLUMNS = (
    300  # up to which a cell may span others: what stands further right is kept as it is
)


def table_lines(rows: list[list[tuple[str, int, int]]], *, keep_empty: bool = False) -> list[str]:
    """Return one line a row, with one tab between columns.

    :param rows: cells as (text, columns spanned, rows spanned). A cell that spans rows is
        repeated in each, so that every row stands alone; one that spans columns is not.
    :param keep_empty: whether a row without content gives an empty line.
    """
    lines = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells: list[str] = []
        following: dict[int, tuple[str, int]] = {}
        waiting = list(row)
        while waiting or len(cells) in hanging:
            column = len(cells)
            if column in hanging:
                text, left = hanging[column]
                span = 1
            else:
                text, span, left = waiting.pop(0)
                if column >= _MOST_COLUMNS:
                    span = left = 1
            cells.append(_plain(text))
            if left > 1:
                following[column] = (text, left - 1)
            for extra in range(1, span):
                cells.append("")
                if left > 1:
                    following[column + extra] = ("", left - 1)
        hanging = following
        if any(cells):
            lines.append("\t".join(cells))
        elif keep_empty:
            lines.append("")
    return lines


def row_line(cells: list[str]) -> str:
    """Return a row as one line, "" where it has no content.

    A lone cell is a title or a remark, not a row of a table. Empty cells at the end are left out.
    """
    shown = [_plain(cell) for cell in cells]
    while shown and not shown[-1]:
        shown.pop()
    filled = [cell for cell in shown if cell]
    return filled[0] if len(filled) == 1 else "\t".join(shown)


def _plain(text: str) -> str:
    return " ".join(text.split())
