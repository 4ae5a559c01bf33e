"""How completely a file was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.read import read_whole_file
from corpus.readers.pdf import open_pdf
from corpus.readers.plain import read_csv
from corpus.readers.reading import Reading, counted
from corpus.readers.refusals import Unreadable
from corpus.readers.tables import row_line


def test_what_was_kept_is_said_where_a_clean_up_does_not_explain_it() -> None:
    assert counted("停 车\n有序") == 4
    assert Reading("停车", offered=4).share == 0.5
    assert Reading("停车", offered=4, warnings=("x",)).losses == ("x",)
    assert Reading("停车", offered=10).losses == ("kept 20% of the text that the file offers",)
    assert Reading("停", offered=100).is_empty
    assert not Reading("停车").is_empty


def test_values_parted_by_commas_are_rows() -> None:
    text = '区域,收费\n一类,"5元,\n含税"\n,6元\n停车表,\n'
    assert read_csv(text).text.split("\n") == [
        "区域\t收费",
        "一类\t5元, 含税",
        "\t6元".strip(),
        "停车表",
    ]
    assert row_line(["", "a", "", "b", ""]) == "\ta\t\tb"
    assert row_line(["", " a ", ""]) == "a"
    assert row_line(["", ""]) == ""


def test_a_file_tells_its_documents_and_what_was_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("区域,收费,减免\n一类,5元,无\n二类,3元,无\n", encoding="utf-8")
    contents = read_whole_file(path)
    rows = [c.row for a in contents.documents[0].articles for c in a.clauses if c.row]
    assert [row.cells for row in rows] == [("一类", "5元", "无"), ("二类", "3元", "无")]
    assert (contents.share, contents.warnings) == (1.0, ())


def test_a_damaged_pdf_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(Unreadable, match="damaged"):
        open_pdf(path, Limits())
