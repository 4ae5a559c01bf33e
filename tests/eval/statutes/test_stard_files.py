"""STARD's files are read, and files of another shape refused with the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.statutes.stard_files import (
    StardError,
    read_articles,
    read_asked,
    records,
    relevant_rows,
)
from index.train.sources import Question
from tests.eval.statutes.made_corpus import QUESTIONS, STATUTES, write_files


def test_articles_and_questions_are_read_as_they_were_written(tmp_path: Path) -> None:
    corpus, asked = write_files(tmp_path)
    assert read_articles(corpus) == STATUTES
    assert read_asked(asked) == QUESTIONS


def test_a_record_says_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\n{"id": 1}\n', encoding="utf-8")
    assert [record[""] for record in records(path)] == [f"{path}, line 2"]


def test_an_article_without_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "text": "养犬应当登记。"}\n', encoding="utf-8")
    with pytest.raises(StardError, match="line 1: an article needs id, title, text"):
        read_articles(path)


def test_relevant_articles_are_named_by_their_places() -> None:
    assert relevant_rows(STATUTES, QUESTIONS) == [[[1]], [[3, 4]], [[2]]]


def test_a_question_about_an_article_that_is_not_there_is_refused() -> None:
    with pytest.raises(StardError, match="names article 99"):
        relevant_rows(STATUTES, [Question(1, "问", ((99,),))])


def test_an_article_is_embedded_below_its_title_and_headings() -> None:
    assert STATUTES[1].whole == "云澜市养犬条例\n第一章 总则\n遛狗应当使用狗绳。"
    assert STATUTES[1].labelled == "第二条　遛狗应当使用狗绳。"
