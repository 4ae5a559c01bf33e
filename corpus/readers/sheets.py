"""Workbooks to text: each sheet's name, then its rows, cells parted by tabs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.cells import MAX_ROWS, Grid, first_title, sheet_lines, shown_date, shown_number
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable, check_package

__all__ = ["read_xlsx"]

_MAX_COLUMNS = 256
_SMALL = 4_000_000  # bytes of a sheet that may be held whole, to know what is merged or hidden


def read_xlsx(path: Path, limits: Limits) -> Reading:
    """Return the text of a workbook: values as shown, no formulas, hidden sheets left out.

    :raises Unreadable: there are no cells with content. :raises TooLarge: it is over a limit.
    """
    from openpyxl import load_workbook

    unpacked = check_package(path, limits)
    whole = unpacked <= _SMALL
    book = load_workbook(path, read_only=not whole, data_only=True, keep_links=False)
    if len(book.worksheets) > limits.max_pages:
        raise TooLarge(f"{len(book.worksheets):,} sheets, the limit is {limits.max_pages:,}")
    shown, warnings, left = [], [], MAX_ROWS
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            warnings.append(f"hidden sheet left out: {sheet.title}")
            continue
        grid = _grid(sheet, left, whole=whole)
        left -= len(grid.rows)
        shown.append((sheet.title, grid))
    book.close()
    lines = sheet_lines(shown)
    if not lines:
        raise Unreadable("no cells with content in it")
    return Reading("\n".join(lines), first_title(lines, shown), warnings=tuple(warnings))


def _grid(sheet: Any, most: int, *, whole: bool) -> Grid:
    rows: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), 1):
        if len(rows) >= most:
            raise TooLarge(f"over {MAX_ROWS:,} rows; split the workbook")
        hidden = whole and number in sheet.row_dimensions and sheet.row_dimensions[number].hidden
        rows.append([] if hidden else [_shown(cell) for cell in row])
    ranges = sheet.merged_cells.ranges if whole else ()
    merged = [(m.min_row - 1, m.min_col - 1, m.max_row, m.max_col) for m in ranges]
    return Grid(rows, merged)


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None or getattr(cell, "data_type", "") == "e":
        return ""
    if isinstance(value, datetime | date | time | timedelta):
        return shown_date(value, cell.number_format or "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown_number(float(value), cell.number_format or "General")
    return " ".join(str(value).split())
