"""STARD's articles as text files of laws."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import read_documents
from eval.statutes.laws import laws_of, write_laws
from eval.statutes.stard_files import Statute
from tests.eval.statutes.made_corpus import STATUTES


def test_a_law_is_read_back_as_its_articles_in_order(tmp_path: Path) -> None:
    title = "云澜市养犬条例"
    statutes = [
        Statute(1, title, "第三条", ("第二章 罚则",), "违者处二百元罚款。"),
        Statute(2, title, "第一条", ("第一章 总则",), "养犬应当登记。"),
        Statute(3, title, "第二条", ("第一章 总则",), "遛狗应当使用狗绳。"),
    ]
    [law] = laws_of(statutes)
    path = tmp_path / law.name
    path.write_text(law.text, encoding="utf-8")
    [document] = read_documents(path)
    assert document.title == title
    found = [(str(a.address), a.path) for a in document.articles if "条" in str(a.address)]
    assert found == [
        ("第一条", ("第一章 总则",)),
        ("第二条", ("第一章 总则",)),
        ("第三条", ("第二章 罚则",)),
    ]


def test_each_line_knows_its_article() -> None:
    dogs = laws_of(STATUTES)[0]
    lines = zip(dogs.text.splitlines(), dogs.rows, strict=True)
    by_row = {row: line for line, row in lines if row is not None}
    assert by_row == {
        0: "第一条　养犬人应当办理养犬登记。",
        1: "第二条　遛狗应当使用狗绳。",
        2: "（二）在学校遛狗的。",
    }
    assert dogs.rows == (None, None, None, 0, 1, None, 2, 2, 2)


def test_the_name_of_a_file_changes_with_its_text() -> None:
    first, second = (
        laws_of([Statute(1, "云澜市养犬条例", "第一条", (), text)])[0].name
        for text in ("养犬应当登记。", "养犬应当办理登记。")
    )
    assert first != second
    assert first.startswith("0000-")
    assert first.endswith(".txt")


def test_laws_are_written_into_a_new_folder_only(tmp_path: Path) -> None:
    laws = laws_of(STATUTES)
    write_laws(laws, tmp_path / "laws")
    assert sorted(p.name for p in (tmp_path / "laws").iterdir()) == sorted(law.name for law in laws)
    with pytest.raises(FileExistsError):
        write_laws(laws, tmp_path / "laws")
