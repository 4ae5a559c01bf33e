"""The command line of the measuring: wrong usage and refusals are one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from rag import Assistant
from tests.doubles import HashEncoder

RULES = """\
云澜市停车收费办法

第一条　小型汽车停车每小时5元，夜间免费。

第二条　军车、警车和救护车免收停车费。
"""
QUESTION = {
    "id": "1",
    "question": "小型汽车停车每小时多少元？",
    "type": "number",
    "answerable": True,
    "key_facts": [["5元"]],
    "evidence": ["小型汽车停车每小时5元"],
}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "give either"),
        (["g.jsonl", "--expected", "e.yaml"], "give either"),
        (["--off-topic", "o.txt", "--expected", "e.yaml"], "give either"),
        (["g.jsonl"], "need --store"),
        (["--off-topic", "o.txt"], "need --store"),
        (["--off-topic", "o.txt", "--store", "s", "--save", "r.jsonl"], "need GOLD.jsonl"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_why(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert why in capsys.readouterr().err


def test_a_missing_gold_file_ends_with_one_line_and_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.jsonl"), "--store", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert "no such gold file" in shown.err


def test_a_missing_file_of_expected_figures_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--expected", str(tmp_path / "none.yaml")]) == 1
    assert "no such file" in capsys.readouterr().err


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a gold file over a Store of one document, both named by a file of expected figures."""
    rules = tmp_path / "eval" / "rules.txt"
    rules.parent.mkdir()
    rules.write_text(RULES, encoding="utf-8")
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(QUESTION, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr("rag.assistant.open_encoder", lambda settings: HashEncoder())
    Assistant.open(tmp_path / "store", create=True).add([rules])
    monkeypatch.setattr("eval.expected.EXPECTED", tmp_path / "eval" / "expected.yaml")
    return path


def _expect(gold: Path, figure: float, documents: str = "eval/rules.txt") -> list[str]:
    """Write the expected figures, and return the arguments of the command."""
    row = (
        f"{{name: rules, gold: gold.jsonl, documents: [{documents}], expect: {{mrr@10: {figure}}}}}"
    )
    (gold.parent / "eval" / "expected.yaml").write_text(f"- {row}\n", encoding="utf-8")
    return [str(gold), "--store", str(gold.parent / "store")]


def test_figures_that_are_expected_of_a_run_are_compared(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_expect(gold, 1.0)) == 0
    assert "OK       rules  mrr@10  1.000  (expected ≥ 1.0)" in capsys.readouterr().out


def test_a_figure_that_is_not_reached_ends_with_one(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*_expect(gold, 1.5), "--json"]) == 1
    [verdict] = json.loads(capsys.readouterr().out)["expected"]
    assert (verdict["verdict"], verdict["expected"], verdict["measured"]) == ("FAIL", 1.5, 1.0)


def test_a_store_of_other_documents_is_not_compared_and_it_says_so(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (gold.parent / "eval" / "other.txt").touch()
    assert main([*_expect(gold, 1.5, "eval/other.txt"), "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["expected"] == []
    assert "not compared" in shown.err
    assert "only over STORE: eval/other.txt" in shown.err


def test_another_number_of_hits_is_not_compared(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*_expect(gold, 1.5), "--k", "3"]) == 0
    assert "expects nothing of this run" in capsys.readouterr().err


@pytest.fixture
def unrelated(gold: Path) -> list[str]:
    """Return the options that ask two unrelated questions of the Store."""
    path = gold.parent / "off.txt"
    path.write_text("讲个笑话\n\n明天会下雨吗\n", encoding="utf-8")
    return ["--off-topic", str(path), "--store", str(gold.parent / "store")]


def test_unrelated_questions_are_asked_without_gold(
    unrelated: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*unrelated, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["off_topic"]
    assert report["off_topic"]["file"] == unrelated[1]
    assert report["off_topic"]["questions"] == 2
    assert main(unrelated) == 0
    assert capsys.readouterr().out.startswith("unrelated questions     2\n")


def test_unrelated_questions_are_asked_beside_gold(
    gold: Path, unrelated: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*_expect(gold, 1.0), *unrelated]
    assert main([*asked, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["figures"]["questions"] == 1
    assert report["off_topic"]["questions"] == 2
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert "MRR@10" in shown
    assert "unrelated questions" in shown


def test_a_missing_file_of_unrelated_questions_ends_with_one_line_and_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--off-topic", str(tmp_path / "none.txt"), "--store", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)
    assert "none.txt" in shown.err
