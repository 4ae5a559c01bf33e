"""The check of printed numbers against addresses."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.address import Address
from corpus.model import Clause, ClauseKind
from eval import agreement

RULES = "云澜市停车管理办法\n第一条　停车应当有序：\n（一）不得占道；\n（二）不得转租。\n"


def test_files_are_counted_and_a_refused_one_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(RULES, encoding="utf-8")
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert agreement.main([str(tmp_path)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures == {"files": 1, "clauses": 4, "numbered": 3, "contradicted": 0, "unnamed": 0}


def test_a_contradicted_address_is_named_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Address.parse("第二条")
    assert place is not None
    clause = Clause("c", place, ClauseKind.PARAGRAPH, "第三条　停车。", 0, 8)
    made = SimpleNamespace(articles=(SimpleNamespace(clauses=(clause,)),))
    monkeypatch.setattr(agreement, "read_documents", lambda _: (made,))
    path = tmp_path / "a.txt"
    assert agreement.main([str(path)]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["contradicted"] == 1
    assert "第二条: 第三条　停车。" in printed.err
