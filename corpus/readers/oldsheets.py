"""Old workbooks (.xls) to text, by xlrd: each sheet's name, then its rows."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.cells import Grid, first_title, sheet_lines, shown_date, shown_number
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable

__all__ = ["read_xls"]


def read_xls(path: Path, limits: Limits) -> Reading:
    """Return the text of an old workbook: values as shown, hidden sheets left out.

    :raises Unreadable: it is damaged, protected, or holds no cells.
    :raises TooLarge: it is over a limit.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            str(path), formatting_info=True, on_demand=True, logfile=StringIO()
        )
    except xlrd.XLRDError as error:
        raise Unreadable(f"a .xls file that cannot be read ({error}); save it as .xlsx") from error
    if book.nsheets > limits.max_pages:
        raise TooLarge(f"{book.nsheets:,} sheets, the limit is {limits.max_pages:,}")
    shown, warnings = [], []
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        if sheet.visibility:
            warnings.append(f"hidden sheet left out: {sheet.name}")
        else:
            shown.append((sheet.name, _grid(book, sheet)))
    lines = sheet_lines(shown)
    if not lines:
        raise Unreadable("no cells with content in it")
    return Reading("\n".join(lines), first_title(lines, shown), warnings=tuple(warnings))


def _grid(book: Any, sheet: Any) -> Grid:
    rows = []
    for r in range(sheet.nrows):
        hidden = getattr(sheet.rowinfo_map.get(r), "hidden", 0)
        cells = sheet.row(r)[:256]
        rows.append([] if hidden else [_shown(book, cell) for cell in cells])
    merged = [(top, left, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return Grid(rows, merged)


def _shown(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return " ".join(str(cell.value).split())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return shown_number(cell.value, _format_of(book, cell))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.XLDateError, OverflowError, ValueError):
            return f"{cell.value:.10g}"
        return shown_date(moment, _format_of(book, cell))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    return ""


def _format_of(book: Any, cell: Any) -> str:
    try:
        return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    except (IndexError, KeyError):
        return "General"
