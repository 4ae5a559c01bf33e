"""The STARD command: rankings with their figures, files of another shape refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.stard import evaluate, main
from eval.statutes.stard_files import StardError
from rag import Assistant
from tests.doubles import HashEncoder
from tests.eval.statutes.made_corpus import QUESTIONS, STATUTES, write_files


def test_all_rankings_are_measured_with_all_figures() -> None:
    figures = evaluate(STATUTES, QUESTIONS, HashEncoder())
    assert list(figures) == ["bm25", "dense", "mixed", "articles", "reranked"]
    names = ["R@1", "R@5", "R@10", "R@50", "R@100", "MRR@10", "nDCG@10"]
    assert all(list(values) == names for values in figures.values())
    assert figures["bm25"]["MRR@10"] == 1.0
    assert figures["mixed"]["R@1"] == 1.0


def test_reranked_is_what_the_product_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = evaluate(STATUTES, QUESTIONS, HashEncoder())
    asked: list[str] = []

    def nothing(self: Assistant, question: str, k: int = 10) -> list[object]:
        asked.append(question)
        return []

    monkeypatch.setattr(Assistant, "retrieve", nothing)
    blind = evaluate(STATUTES, QUESTIONS, HashEncoder())
    assert asked == [question.text for question in QUESTIONS]
    assert found["reranked"]["R@1"] == 1.0
    assert blind["reranked"]["R@100"] == blind["articles"]["R@100"] == 0.0
    assert blind["mixed"] == found["mixed"]


def test_a_store_is_kept_and_used_again_where_it_is_named(tmp_path: Path) -> None:
    told: list[str] = []
    once, again = (
        evaluate(STATUTES, QUESTIONS, HashEncoder(), store=tmp_path / "store", tell=told.append)
        for _ in range(2)
    )
    assert once == again
    assert sum(line.startswith("adding") for line in told) == 1


def test_a_corpus_without_articles_is_refused() -> None:
    with pytest.raises(StardError, match="0 articles and 3 questions"):
        evaluate([], QUESTIONS, HashEncoder())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_files(tmp_path)


def _run(corpus: Path, asked: Path, *more: str) -> int:
    return main(["--corpus", str(corpus), "--questions", str(asked), *more])


def test_the_command_prints_json_for_programs(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*files, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["dense"]["R@5"] == 1.0
    assert set(figures) == {"bm25", "dense", "mixed", "reranked", "articles"}


def test_the_command_prints_a_table_for_people(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*files) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "R@1",
        "bm25",
        "dense",
        "mixed",
        "articles",
        "reranked",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a JSON object"),
        ('{"qid": 1, "question": "问"}', "needs qid, question and relevant"),
        ('{"qid": 1, "question": "问", "relevant": []}', "at least one relevant"),
        ("", "0 questions"),
    ],
)
def test_files_of_another_shape_are_refused_with_one_line(
    files: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    content: str,
    expected: str,
) -> None:
    files[1].write_text(content, encoding="utf-8")
    assert _run(*files) == 1
    message = capsys.readouterr().err
    assert expected in message
    assert message.count("\n") == 1


def test_a_missing_file_is_refused_with_one_line(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(files[0], files[1].with_name("absent.jsonl")) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.shared
def test_the_built_in_model_holds_its_figures_on_the_held_out_fifth(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, asked = shared / "stard" / "corpus.jsonl.gz", shared / "stard" / "train.jsonl"
    assert _run(corpus, asked, "--part", "0", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["dense"]["R@10"] >= 0.60
    assert figures["mixed"]["R@10"] >= 0.64
    assert figures["articles"]["R@10"] >= 0.61
    assert figures["reranked"]["R@10"] >= 0.68
