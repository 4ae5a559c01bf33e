"""Workbooks to text: each sheet's name, then its rows, cells parted by tabs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable, check_package

__all__ = ["read_xlsx"]

_MAX_ROWS = 200_000
_MAX_COLUMNS = 256


def read_xlsx(path: Path, limits: Limits) -> Reading:
    """Return the text of a workbook: stored values, no formulas, empty rows left out."""
    from openpyxl import load_workbook

    check_package(path, limits)
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    if len(book.worksheets) > limits.max_pages:
        raise TooLarge(f"{len(book.worksheets):,} sheets, the limit is {limits.max_pages:,}")
    lines: list[str] = []
    for sheet in book.worksheets:
        rows = _rows(sheet, _MAX_ROWS - len(lines))
        if rows and len(book.worksheets) > 1 and not rows[0].strip().startswith(sheet.title):
            lines.append(sheet.title)
        lines += rows
    book.close()
    if not lines:
        raise Unreadable("no cells with content in it")
    return Reading("\n".join(lines))


def _rows(sheet: Any, most: int) -> list[str]:
    lines: list[str] = []
    for row in sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True):
        cells = [_shown(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(lines) >= most:
            raise TooLarge(f"over {_MAX_ROWS:,} rows; split the workbook")
        filled = [c for c in cells if c]
        # A lone cell is a title or a remark, not a row of a table.
        lines.append(filled[0] if len(filled) == 1 else "\t".join(cells))
    return lines


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(str(value).split())
