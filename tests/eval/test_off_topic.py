"""Unrelated questions: which were answered, which unsure, and how much was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.off_topic import ask_off_topic, load_off_topic, off_topic_figures, off_topic_table
from eval.questions import GoldError
from rag.model import Answer, AnswerStatus
from tests.eval.fakes import ScriptedAssistant, answer

ANSWERS: dict[str, Answer] = {
    "讲个笑话": answer("四个字的[1]", (), 0.7, AnswerStatus.ANSWERED),
    "你好": answer("您好", (), 0.0, AnswerStatus.ABSTAINED),
    "明天会下雨吗": answer("可能有关", (), 0.3, AnswerStatus.UNSURE),
    "谢谢": answer("不客气", (), 0.0, AnswerStatus.ABSTAINED),
}


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant(hits={}, answers=ANSWERS)


def test_the_shares_and_the_length_are_those_counted_by_hand(assistant: ScriptedAssistant) -> None:
    outcomes = ask_off_topic(assistant, list(ANSWERS))  # type: ignore[arg-type]
    found = off_topic_figures(outcomes)
    assert (found["questions"], found["answered"], found["unsure"]) == (4, 0.25, 0.25)
    assert found["answer_length"] == 3  # of 2, 3, 4 and 7 characters
    assert found["answered_questions"] == [
        {"question": "讲个笑话", "status": "answered", "confidence": 0.7, "answer": "四个字的[1]"}
    ]
    assert [each["question"] for each in found["unsure_questions"]] == ["明天会下雨吗"]


def test_the_table_lists_what_was_not_turned_away(assistant: ScriptedAssistant) -> None:
    shown = off_topic_table(ask_off_topic(assistant, list(ANSWERS)))  # type: ignore[arg-type]
    assert shown.splitlines()[-2:] == ["answered: 讲个笑话", "unsure: 明天会下雨吗"]
    assert "你好" not in shown


def test_each_question_is_asked_once_and_without_a_history(assistant: ScriptedAssistant) -> None:
    ask_off_topic(assistant, list(ANSWERS))  # type: ignore[arg-type]
    assert assistant.histories == [()] * 4


def test_empty_lines_and_white_space_around_are_no_part_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "off.txt"
    path.write_text("你好\n\n  谢谢 \n\u3000\n", encoding="utf-8")
    assert load_off_topic(path) == ["你好", "谢谢"]


@pytest.mark.parametrize("content", [None, b"\n \n", "你好".encode("gb18030")])
def test_a_list_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "off.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GoldError, match=r"off\.txt: ") as caught:
        load_off_topic(path)
    assert "\n" not in str(caught.value)
