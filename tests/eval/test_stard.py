from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.stard import StardError, Statute, evaluate, main
from index.train.sources import Question
from rag.statutes.collection import Article
from tests.doubles import HashEncoder

ARTICLES = [
    Statute(10, Article("云澜市养犬条例", "第一章", "养犬人应当办理养犬登记。")),
    Statute(11, Article("云澜市养犬条例", "第一章", "遛狗应当使用狗绳。")),
    Statute(12, Article("云澜市供水条例", "", "用户应当按时缴纳水费。")),
    Statute(13, Article("云澜市停车条例", "", "停车收费应当公示。")),
]
QUESTIONS = [
    Question(1, "遛狗要用狗绳吗", ((11,),)),
    Question(2, "水费什么时候缴纳", ((12, 13),)),
]


def test_all_four_ways_are_measured_with_all_figures() -> None:
    figures = evaluate(ARTICLES, QUESTIONS, HashEncoder())
    assert list(figures) == ["bm25", "dense", "mixed", "reranked"]
    names = ["R@1", "R@5", "R@10", "R@50", "R@100", "MRR@10", "nDCG@10"]
    assert all(list(values) == names for values in figures.values())
    assert figures["mixed"]["R@1"] == 1.0
    assert figures["bm25"]["MRR@10"] == 1.0


def test_a_question_about_an_article_that_is_not_there_is_refused() -> None:
    with pytest.raises(StardError, match="names article 99"):
        evaluate(ARTICLES, [Question(1, "问", ((99,),))], HashEncoder())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    articles: list[dict[str, Any]] = [
        {
            "id": statute.id,
            "title": statute.article.title,
            "article": "第一条",
            "path": [statute.article.path],
            "text": statute.article.text,
        }
        for statute in ARTICLES
    ]
    questions = [
        {"qid": q.qid, "question": q.text, "relevant": [list(e) for e in q.relevant]}
        for q in QUESTIONS
    ]
    corpus, asked = tmp_path / "corpus.jsonl.gz", tmp_path / "questions.jsonl"
    lines = [json.dumps(a, ensure_ascii=False) for a in articles]
    corpus.write_bytes(gzip.compress("\n".join(lines).encode()))
    asked.write_text("\n".join(json.dumps(q) for q in questions) + "\n", encoding="utf-8")
    return corpus, asked


def _run(corpus: Path, asked: Path, *more: str) -> int:
    return main(["--corpus", str(corpus), "--questions", str(asked), *more])


def test_the_command_prints_json_for_programs(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*files, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["dense"]["R@5"] == 1.0
    assert set(figures) == {"bm25", "dense", "mixed", "reranked"}


def test_the_command_prints_a_table_for_people(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*files) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["R@1", "bm25", "dense", "mixed", "reranked"]


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
    assert figures["mixed"]["MRR@10"] >= 0.56
    assert figures["reranked"]["R@10"] >= 0.66
