"""Tables to lines: spanned cells are filled in."""

from __future__ import annotations

import pytest

from corpus.readers.tables import table_lines

Rows = list[list[tuple[str, int, int]]]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], []),
        ([[]], []),
        ([[("区域", 1, 1), ("收费", 1, 1)]], ["区域\t收费"]),
        ([[("", 1, 1), ("  ", 1, 1)]], []),
        ([[("区\n域", 1, 1), (" 收\t费 ", 1, 1)]], ["区 域\t收 费"]),
        ([[("收费", 2, 1), ("时间", 1, 1)]], ["收费\t\t时间"]),
        ([[("区域", 1, 2), ("白天", 1, 1)], [("夜间", 1, 1)]], ["区域\t白天", "区域\t夜间"]),
        ([[("白天", 1, 1), ("区域", 1, 2)], [("夜间", 1, 1)]], ["白天\t区域", "夜间\t区域"]),
        (
            [[("区域", 2, 2), ("白天", 1, 1)], [("夜间", 1, 1)]],
            ["区域\t\t白天", "区域\t\t夜间"],
        ),
        ([[("区域", 1, 3)], [], []], ["区域", "区域", "区域"]),
        ([[("区域", 1, 9)]], ["区域"]),
    ],
    ids=[
        "no-rows", "no-cells", "plain", "blank", "white-space", "columns", "rows", "rows-last",
        "both", "rows-alone", "past-the-end",
    ],
)  # fmt: skip
def test_a_cell_that_spans_rows_stands_in_each(rows: Rows, lines: list[str]) -> None:
    assert table_lines(rows) == lines


def test_cells_that_span_all_there_is_do_not_multiply_without_end() -> None:
    lines = table_lines([[("停车", 100, 100), ("收费", 1, 1)] for _ in range(500)])
    assert len(lines) == 500
    assert max(line.count("\t") for line in lines) < 500
    assert all("收费" in line for line in lines)
