"""What ``policyqa add --dry-run`` says of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyQAError
from rag.interfaces.preview import preview, preview_lines
from tests.rag.opened import TALENT


def test_each_file_is_read_and_a_refused_one_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TALENT, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing in it")
    read, refused = preview([tmp_path])
    (document,) = read.documents
    assert (document.title, document.number) == ("云澜市人才安居办法", "云政办发〔2022〕12号")
    assert (document.first_line, document.last_line) == (1, 14)
    assert refused.documents == ()
    assert refused.refused
    lines = preview_lines([read, refused])
    assert lines[1].startswith("  1-")
    assert lines[-2].startswith(str(tmp_path / "b.pdf"))
    assert lines[-1].startswith("2 file(s), 1 refused, 1 document(s)")


def test_a_document_without_a_title_is_listed_with_its_warnings(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("公园免费开放。\n", encoding="utf-8")
    (read,) = preview([file])
    lines = preview_lines([read])
    assert sum("warning: " in line for line in lines) == len(read.documents[0].warnings)


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyQAError, match="missing"):
        preview([tmp_path / "missing.txt"])
