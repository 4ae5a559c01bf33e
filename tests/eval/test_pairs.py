"""Questions that stand alone are asked behind one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.off_topic import load_off_topic
from eval.pairs import SHORT, main, same_answers
from tests.rag.laws import opened


def test_the_short_questions_are_each_there_once() -> None:
    questions = load_off_topic(SHORT)
    assert len(questions) == len(set(questions)) == 18


def test_each_question_is_asked_behind_each_other(tmp_path: Path) -> None:
    found = same_answers(opened(tmp_path), ["违规停放罚多少钱", "村卫生室水电费补多少"])
    assert [pair[:2] for pair in found] == [
        ("违规停放罚多少钱", "村卫生室水电费补多少"),
        ("村卫生室水电费补多少", "违规停放罚多少钱"),
    ]


def test_a_store_that_is_not_there_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--store", str(tmp_path / "none")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
