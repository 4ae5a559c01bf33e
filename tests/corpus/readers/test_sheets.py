"""Workbooks to text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus.limits import Limits
from corpus.readers.refusals import TooLarge, Unreadable
from corpus.readers.sheets import read_xlsx


def _read(folder: Path, *sheets: list[list[Any]], limits: Limits | None = None) -> list[str]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    path = folder / "a.xlsx"
    book.save(path)
    return read_xlsx(path, limits or Limits()).text.split("\n")


def test_cells_are_shown_as_a_reader_sees_them(tmp_path: Path) -> None:
    rows = [["日期", "收费", "比例"], [date(2024, 5, 6), 5, 0.1 + 0.2], ["一\n类", None, 85.50]]
    assert _read(tmp_path, rows) == [
        "日期\t收费\t比例",
        "2024年5月6日\t5\t0.3",
        "一 类\t\t85.5",
    ]


def test_empty_rows_and_trailing_cells_are_left_out_and_a_lone_cell_is_a_line(
    tmp_path: Path,
) -> None:
    rows = [[None, "停车收费表", None], [], ["区域", "收费", None, None]]
    assert _read(tmp_path, rows) == ["停车收费表", "区域\t收费"]


def test_sheets_are_headed_by_their_names_unless_they_begin_with_them(tmp_path: Path) -> None:
    rows = [["区域", "收费"]]
    assert _read(tmp_path, rows) == ["区域\t收费"]
    assert _read(tmp_path, rows, [["表2 停车"], ["区域", "收费"]], []) == [
        "表1", "区域\t收费", "表2 停车", "区域\t收费",
    ]  # fmt: skip


def test_formulas_are_not_shown(tmp_path: Path) -> None:
    assert _read(tmp_path, [["区域", "=1+1", "收费"]]) == ["区域\t\t收费"]


def test_an_empty_workbook_and_one_of_too_many_sheets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no cells"):
        _read(tmp_path, [[]])
    with pytest.raises(TooLarge, match="sheets"):
        _read(tmp_path, [["a"]], [["b"]], limits=Limits(max_pages=1))
