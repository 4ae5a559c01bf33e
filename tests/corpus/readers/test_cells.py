"""Cells of a workbook as a person sees them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from corpus.readers.cells import Grid, first_title, sheet_lines, shown_date, shown_number


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.125, "0.0%", "12.5%"),
        (0.6, "0%", "60%"),
        (12.5, "General", "12.5"),
        (3.0, "0.00", "3.00"),
        (1234.0, "#,##0", "1234"),
        (300.0, '0"元/月"', "300元/月"),
        (0.1 + 0.2, "General", "0.3"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_a_date_is_shown_with_no_more_than_its_format_shows() -> None:
    day = datetime(2024, 5, 6, 9, 30)
    assert shown_date(day, "yyyy-mm-dd") == "2024年5月6日"
    assert shown_date(day, "yyyy-mm-dd hh:mm") == "2024年5月6日 9:30"
    assert shown_date(day, "yyyy年m月") == "2024年5月"
    assert shown_date(day, "hh:mm") == "9:30"
    assert shown_date(date(2024, 5, 6)) == "2024年5月6日"
    assert shown_date(time(8, 5)) == "8:05"
    assert shown_date(timedelta(hours=25, minutes=3)) == "25:03"


def test_a_cell_merged_over_rows_stands_in_each_and_empty_first_cells_stay() -> None:
    grid = Grid([["低保", "失能", "900"], ["", "半失能", "600"], ["", "合计", "9"]], [(0, 0, 2, 1)])
    assert sheet_lines([("表", grid)]) == ["低保\t失能\t900", "低保\t半失能\t600", "\t合计\t9"]


def test_the_line_alone_above_the_first_table_is_the_title() -> None:
    sheets = [("表1", Grid([["收费表"], ["a", "b"]])), ("表2", Grid([["c", "d"]]))]
    lines = sheet_lines(sheets)
    assert lines[:2] == ["表1", "收费表"]
    assert first_title(lines, sheets) == "收费表"
    assert first_title(["a\tb"], [("表", Grid([["a", "b"]]))]) == ""
