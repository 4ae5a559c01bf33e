"""Old workbooks to text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.oldsheets import read_xls
from corpus.readers.refusals import TooLarge, Unreadable
from tests.corpus.readers.oldfiles import compound_file, workbook_file


def test_rows_and_cells_are_shown_as_a_reader_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    rows: list[list[str | float]] = [["停车收费表"], ["区域", "收费", "减免"], ["一类", 5.0, 0.25]]
    path.write_bytes(workbook_file(rows, percent=(2, 2)))
    reading = read_xls(path, Limits())
    assert reading.text.split("\n") == ["停车收费表", "区域\t收费\t减免", "一类\t5\t25%"]
    assert reading.title == "停车收费表"


def test_damaged_empty_and_too_large_workbooks_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    for data, words in (
        (compound_file({"Workbook": b"\x00\x01"}), "xlsx"),
        (workbook_file([]), "no cells"),
    ):
        path.write_bytes(data)
        with pytest.raises(Unreadable, match=words):
            read_xls(path, Limits())
    path.write_bytes(workbook_file([["x"]]))
    with pytest.raises(TooLarge, match="sheets"):
        read_xls(path, Limits(max_pages=0))
