"""Read one file and turn it into rows."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.model import TableRow
from index.ingest.prepare import OUT_OF_MEMORY, PreparedFile, prepare_documents, prepare_file
from index.model import FailedFile
from tests.index.documents import make_document

TEXT = "云澜市停车办法\n\n第一条 停车应当有序。\n\n第二条 充电应当安全。\n"


def test_a_file_becomes_rows_with_a_text_to_embed_for_each_clause(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    found = prepare_file((str(path), "hash"), limits=None)
    assert isinstance(found, PreparedFile)
    assert (found.path, found.sha256) == (str(path), "hash")
    (document,), (texts,) = found.documents, found.texts
    assert len(texts) == len(document.clauses) == 3
    assert texts[1] == "云澜市停车办法 第一条 停车应当有序。"


def test_a_file_that_cannot_be_read_comes_back_as_a_value(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("")
    for name, limits, words in (
        (path, None, "no text"),
        (tmp_path / "none.txt", None, "no such file"),
        (tmp_path, None, "folder"),
    ):
        found = prepare_file((str(name), ""), limits=limits)
        assert isinstance(found, FailedFile)
        assert words in found.reason
    path.write_text(TEXT, encoding="utf-8")
    found = prepare_file((str(path), ""), limits=Limits(max_bytes=3))
    assert isinstance(found, FailedFile)
    assert "max_bytes" in found.reason


def test_a_number_is_kept_in_comparison_form() -> None:
    numbered = make_document("云澜市停车办法", ["停车有序。"], number="云府发〔2020〕7号")
    prepared = prepare_documents("a", "", [numbered, replace(numbered, number=None)])
    assert [d.number_key is None for d in prepared.documents] == [False, True]


def test_a_table_row_is_embedded_under_its_column_names() -> None:
    row = TableRow(("区域", "收费"), ("一类", "5"))
    prepared = prepare_documents("a", "", [make_document("云澜市停车办法", ["一类 5"], row=row)])
    assert "区域 收费" in prepared.texts[0][1]


def test_half_a_character_is_no_text_to_store() -> None:
    with pytest.raises(UnicodeEncodeError):
        prepare_documents("a", "", [make_document("云澜市\ud800", ["停车有序。"])])


def test_no_documents_are_no_rows() -> None:
    assert prepare_documents("a", "hash", []) == PreparedFile("a", "hash", (), ())


def test_a_name_in_another_encoding_is_refused_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    path = os.fsdecode(folder + b"/" + "停车.txt".encode("gbk"))
    Path(path).write_text("停车收费办法\n第一条 每小时收费五元。\n", encoding="utf-8")
    refused = prepare_file((path, "0"), limits=None)
    assert isinstance(refused, FailedFile)
    assert "name" in refused.reason
    assert "rename" in refused.reason


def test_a_file_that_needs_more_memory_than_there_is_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("corpus.read.read_whole_file", exhausted)
    path = str(tmp_path / "a.txt")
    assert prepare_file((path, "0"), limits=None) == FailedFile(path, OUT_OF_MEMORY)
