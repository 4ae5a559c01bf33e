"""Reading gold files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.questions import GoldError, load_gold

PLAIN: dict[str, Any] = {
    "id": "1",
    "question": "停车多少钱？",
    "type": "number",
    "answerable": True,
    "answer": "5元",
    "key_facts": [["5元", "五元"]],
    "evidence": ["每小时5元"],
    "doc_title": "云澜市停车办法",
    "path": [],
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_gold_line_becomes_a_question(tmp_path: Path) -> None:
    (found,) = load_gold(write(tmp_path / "g.jsonl", PLAIN))
    assert found.key_facts == (("5元", "五元"),)
    assert found.evidence == ("每小时5元",)
    assert found.history == ()


def test_evidence_by_place_is_read_from_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第一行\n停车每小时5元。\n", encoding="utf-8")
    place = {"file": "a.txt", "line": 2, "start": 2, "end": 7}
    line = {**PLAIN, "evidence": [], "evidence_at": [place]}
    (found,) = load_gold(write(tmp_path / "g.jsonl", line), tmp_path)
    assert found.evidence == ("每小时5元",)


@pytest.mark.parametrize("line", [3, 9])
def test_evidence_at_a_place_that_is_not_there_is_refused(tmp_path: Path, line: int) -> None:
    (tmp_path / "a.txt").write_text("一\n二\n", encoding="utf-8")
    place = {"file": "a.txt", "line": line, "start": 0, "end": 1}
    gold = write(tmp_path / "g.jsonl", {**PLAIN, "evidence_at": [place]})
    with pytest.raises(GoldError, match=r"g\.jsonl:1"):
        load_gold(gold, tmp_path)


def test_a_source_that_is_absent_is_named(tmp_path: Path) -> None:
    place = {"file": "gone.txt", "line": 1, "start": 0, "end": 1}
    gold = write(tmp_path / "g.jsonl", {**PLAIN, "evidence_at": [place]})
    with pytest.raises(GoldError, match=r"gone\.txt"):
        load_gold(gold, tmp_path)


def test_a_follow_up_carries_its_history(tmp_path: Path) -> None:
    (found,) = load_gold(write(tmp_path / "g.jsonl", {**PLAIN, "history": [["白天呢", "收费"]]}))
    assert found.history == (("白天呢", "收费"),)


def test_a_line_that_is_not_a_question_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text(json.dumps(PLAIN) + "\n{broken\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"g\.jsonl:2"):
        load_gold(path)


def test_a_missing_or_empty_gold_file_is_refused_in_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    for path in (tmp_path / "none.jsonl", empty):
        with pytest.raises(GoldError) as caught:
            load_gold(path)
        assert "\n" not in str(caught.value)
