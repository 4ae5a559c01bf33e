"""Old Word documents to text."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.oldword import read_doc
from corpus.readers.oldwordparts import DocFile
from corpus.readers.refusals import TooLarge, Unreadable
from tests.corpus.readers.oldfiles import compound_file, word_file

IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)
CENTRED = struct.pack("<HB", 0x2403, 1)


def _read(folder: Path, data: bytes, limits: Limits | None = None) -> list[str]:
    path = folder / "a.doc"
    path.write_bytes(data)
    return read_doc(path, limits or Limits()).text.split("\n")


def test_paragraphs_are_lines_and_what_a_field_says_is_not_shown(tmp_path: Path) -> None:
    text = "云澜市停车办法\r第一条　停车\x13 HYPERLINK x \x14有序\x15。\r\x0c充电\x0b安全\r"
    assert _read(tmp_path, word_file(text)) == [
        "云澜市停车办法", "第一条　停车有序。", "充电", "安全",
    ]  # fmt: skip


def test_cells_are_parted_by_tabs_and_rows_end_where_their_properties_say(tmp_path: Path) -> None:
    text = "收费如下\r区域\x07\x07收费\x07\x07一类\x07甲\x075元\x07\x07完\r"
    places = {1: IN_TABLE, 2: IN_TABLE, 3: IN_TABLE, 4: ROW_END, 5: IN_TABLE, 6: IN_TABLE}
    places |= {7: IN_TABLE, 8: ROW_END}
    assert _read(tmp_path, word_file(text, places)) == [
        "收费如下", "区域\t\t收费", "一类\t甲\t5元", "完",
    ]  # fmt: skip


def test_a_footnote_stands_at_its_mark(tmp_path: Path) -> None:
    data = word_file("低收入家庭\x02每月补贴。\r", notes="指人均低于2200元。\r")
    assert _read(tmp_path, data) == ["低收入家庭[注：指人均低于2200元。]每月补贴。"]


def test_centred_lines_at_the_top_are_the_title(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(word_file("Pay-In Form\rAccount\r", {0: CENTRED}))
    assert read_doc(path, Limits()).title == "Pay-In Form"


def test_damaged_and_over_long_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"\.docx"):
        _read(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(Unreadable, match=r"\.docx"):
        _read(tmp_path, compound_file({"WordDocument": b"\xec\xa5" + bytes(600)}))
    with pytest.raises(TooLarge, match="characters"):
        _read(tmp_path, word_file("停车有序\r"), Limits(max_characters=3))
    with pytest.raises(ValueError, match="Word 97"):
        DocFile(bytes(600), (b"", b""))
