"""The load bench starts the real server, asks it from several clients, and counts honestly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.serve import main
from rag import Assistant
from tests.rag.opened import LOANS, TALENT

GOLD = "\n".join(
    json.dumps({"question": q}, ensure_ascii=False)
    for q in ("新引进的博士研究生安家补贴多少钱？", "个人创业担保贷款额度最高多少？")
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for name, text in (("talent.txt", TALENT), ("loans.txt", LOANS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    Assistant.open(tmp_path / "store", create=True).add(
        [tmp_path / "talent.txt", tmp_path / "loans.txt"]
    )
    return tmp_path / "store"


@pytest.mark.slow
def test_every_answer_is_counted_and_timed(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD, encoding="utf-8")
    asked = ["--store", str(store), "--gold", str(gold), "--clients", "4", "--seconds", "3"]
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["errors"] == 0
    assert found["answers"] >= 4
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["longest_ms"]
    assert found["per_second"] == pytest.approx(found["answers"] / found["seconds"], abs=0.1)
