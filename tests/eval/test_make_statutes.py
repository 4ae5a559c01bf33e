"""STARD as documents and gold questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import read_documents
from eval.fit.gold_stores import write_scale
from eval.make_statutes import law_text, main
from eval.questions import load_gold
from index.train.sources import is_held_out
from rag.retrieval.search_budget import Scale
from tests.eval.test_stard import files as files


def test_a_law_is_read_back_as_its_articles(tmp_path: Path) -> None:
    articles = [
        {"article": "第三条", "path": ["第二章 罚则"], "text": "违者处二百元罚款。"},
        {"article": "第一条", "path": ["第一章 总则"], "text": "养犬应当登记。"},
        {"article": "第二条", "path": ["第一章 总则"], "text": "遛狗应当使用狗绳。"},
    ]
    path = tmp_path / "law.txt"
    path.write_text(law_text("云澜市养犬条例", articles), encoding="utf-8")
    [document] = read_documents(path)
    assert document.title == "云澜市养犬条例"
    found = [(str(a.address), a.path) for a in document.articles if "条" in str(a.address)]
    assert found == [
        ("第一条", ("第一章 总则",)),
        ("第二条", ("第一章 总则",)),
        ("第三条", ("第二章 罚则",)),
    ]


def test_questions_are_in_the_file_of_their_part(files: tuple[Path, Path], tmp_path: Path) -> None:
    corpus, asked = files
    asked.rename(corpus.with_name("train.jsonl"))
    assert main([str(corpus.parent), str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out" / "laws").iterdir())) == 3
    parts = [n for n in range(5) if (tmp_path / "out" / f"part-{n}.jsonl").stat().st_size]
    found = {part: load_gold(tmp_path / "out" / f"part-{part}.jsonl") for part in parts}
    assert sum(map(len, found.values())) == 2
    assert all(is_held_out(int(q.id[6:]), part) for part, qs in found.items() for q in qs)
    evidence = {e for qs in found.values() for q in qs for e in q.evidence}
    assert evidence == {"第一条　遛狗应当使用狗绳。", "第一条　用户应当按时缴纳水费。"}


def test_a_folder_that_is_there_is_left_alone(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, asked = files
    asked.rename(corpus.with_name("train.jsonl"))
    (tmp_path / "out" / "laws").mkdir(parents=True)
    assert main([str(corpus.parent), str(tmp_path / "out")]) == 1
    assert "laws" in capsys.readouterr().err


def test_weights_for_one_scale_leave_the_others(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_scale(path, Scale.FEW, {"a": 1.0})
    write_scale(path, Scale.MANY, {"a": 2.0})
    write_scale(path, Scale.FEW, {"a": 3.0})
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "kind": "linear",
        "few": {"a": 3.0},
        "many": {"a": 2.0},
    }
