"""STARD as documents and gold questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.make_statutes import main, write_gold
from eval.questions import load_gold
from eval.statutes.blind_models import HALVES
from eval.statutes.stard_files import Statute
from index import Store
from index.train.sources import Question, is_held_out
from tests.doubles import HashEncoder
from tests.eval.statutes.made_corpus import write_files


@pytest.fixture
def stard(tmp_path: Path) -> Path:
    folder = tmp_path / "stard"
    folder.mkdir()
    write_files(folder)
    return folder


def test_questions_are_in_the_file_of_their_part(stard: Path, tmp_path: Path) -> None:
    assert main([str(stard), str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out" / "laws").iterdir())) == 3
    parts = [n for n in range(5) if (tmp_path / "out" / f"part-{n}.jsonl").stat().st_size]
    found = {part: load_gold(tmp_path / "out" / f"part-{part}.jsonl") for part in parts}
    assert sum(map(len, found.values())) == 3
    assert all(is_held_out(int(q.id[6:]), part) for part, qs in found.items() for q in qs)
    evidence = {e for qs in found.values() for q in qs for e in q.evidence}
    assert {"第二条　遛狗应当使用狗绳。", "第一条　用户应当按时缴纳水费。"} < evidence


def test_a_folder_that_is_there_is_left_alone(
    stard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out" / "laws").mkdir(parents=True)
    assert main([str(stard), str(tmp_path / "out")]) == 1
    assert "laws" in capsys.readouterr().err


def test_a_store_is_made_with_each_blind_model(
    stard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashEncoder()
    monkeypatch.setattr(
        "eval.make_statutes.blind_models", lambda *given, **named: dict.fromkeys(HALVES, encoder)
    )
    out = tmp_path / "out"
    assert main([str(stard), str(out), "--folds", str(tmp_path / "folds")]) == 0
    for name in ("without-1-2", "without-3-4"):
        with Store.open(out / name, encoder) as store:
            assert len(store.snapshot().documents()) == 3


def test_evidence_is_the_first_of_the_articles_that_say_the_same(tmp_path: Path) -> None:
    statutes = [Statute(n, "供水法", f"第{n}条", (), f"供水说明{n}。") for n in (1, 2, 3)]
    write_gold(statutes, [Question(7, "谁供水？", ((2, 3), (1,)))], tmp_path)
    (held,) = [n for n in range(5) if (tmp_path / f"part-{n}.jsonl").stat().st_size]
    assert is_held_out(7, held)
    (found,) = load_gold(tmp_path / f"part-{held}.jsonl")
    assert [piece[-2] for piece in found.evidence] == ["2", "1"]
