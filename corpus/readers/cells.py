"""Cells of a workbook as a person sees them: merged ones filled, numbers and dates as shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from corpus.english import is_provision
from corpus.readers.refusals import TooLarge
from corpus.readers.tables import row_line

__all__ = ["Grid", "first_title", "sheet_lines", "shown_date", "shown_number"]

MAX_ROWS = 200_000
_MOST_FILLED = 100_000  # cells that merged ranges may fill in one sheet
_DECIMALS = re.compile(r"0\.(0+)")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet, as text.

    :param rows: cells of each row. :param merged: ranges that are one cell, as (first row, first
        column, row after the last, column after the last), from 0.
    """

    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def sheet_lines(sheets: list[tuple[str, Grid]]) -> list[str]:
    """Return the lines of a workbook: a sheet's name where there are several, then its rows.

    A cell merged over rows is repeated in each, so that every row stands alone.

    :raises TooLarge: there are too many rows.
    """
    lines: list[str] = []
    filled = [(name, rows) for name, grid in sheets if (rows := _rows(grid))]
    for name, rows in filled:
        if len(filled) > 1 and not rows[0].strip().startswith(name):
            lines.append(name)
        lines += rows
        if len(lines) > MAX_ROWS:
            raise TooLarge(f"over {MAX_ROWS:,} rows; split the workbook")
    return lines


def first_title(lines: list[str], sheets: list[tuple[str, Grid]]) -> str:
    """Return the line above the first table that stands alone in its row, "" without one."""
    names = {name for name, _ in sheets}
    first = next((x for x in lines[:3] if x not in names and not is_provision(x)), "")
    return first if "\t" not in first and len(first) <= 120 else ""


def _rows(grid: Grid) -> list[str]:
    rows = [list(row) for row in grid.rows]
    left = _MOST_FILLED
    for top, first, bottom, _ in grid.merged:
        text = rows[top][first] if top < len(rows) and first < len(rows[top]) else ""
        for r in range(top + 1, min(bottom, len(rows))):
            row, left = rows[r], left - 1
            if text and left > 0 and first < len(row) and not row[first]:
                row[first] = text
    return [line for row in rows if (line := row_line(row))]


def shown_number(value: float, code: str) -> str:
    """Return a number as its format shows it: per cent, thousands, decimals, its unit."""
    positive = code.split(";")[0]
    plain = _QUOTED.sub("", positive)
    if "%" in plain:
        return f"{_rounded(value * 100, plain)}%"
    text = _rounded(value, plain)
    if plain.strip("#,0. ") == "" and plain != positive:
        before, after = _around(positive)
        return f"{before}{text}{after}"
    return text


def _rounded(value: float, code: str) -> str:
    m = _DECIMALS.search(code)
    if m:
        return f"{value:.{len(m[1])}f}"
    if code.strip() in ("0", "#,##0", "#0"):
        return f"{value:.0f}"
    return f"{value:.10g}"


def _around(code: str) -> tuple[str, str]:
    """Return the words that a format prints before and after a number."""
    before, after, seen = "", "", False
    for m in re.finditer(r'"([^"]*)"|([#0,.?]+)', code):
        if m[2]:
            seen = True
        elif seen:
            after += m[1]
        else:
            before += m[1]
    return before, after


def shown_date(value: datetime | date | time | timedelta, code: str = "") -> str:
    """Return a date or a time in Chinese figures, with no more than its format shows."""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    plain = _QUOTED.sub("", code.lower())
    has_time = isinstance(value, datetime) and (value.hour or value.minute)
    if isinstance(value, datetime) and "h" in plain and not ("y" in plain or "d" in plain):
        return f"{value.hour}:{value.minute:02d}"
    day = "" if plain and "y" in plain and "d" not in plain else f"{value.day}日"
    year = "" if plain and "d" in plain and "y" not in plain else f"{value.year}年"
    clock = ""
    if has_time and isinstance(value, datetime) and (not plain or "h" in plain):
        clock = f" {value.hour}:{value.minute:02d}"
    return f"{year}{value.month}月{day}{clock}"
