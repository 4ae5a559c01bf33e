"""Follow-ups are completed from the conversation."""

from __future__ import annotations

import pytest

from rag.followup import complete, is_follow_up

ASKED = "云澜市公共租赁住房的申请条件是什么？"


@pytest.mark.parametrize(
    "text", ["那租金呢？", "它的有效期呢", "谁负责？", "其中单身的怎么算？", "What about students?"]
)
def test_a_follow_up_takes_the_subject_of_the_question_before(text: str) -> None:
    assert complete(text, [(ASKED, "…")]) == f"云澜市公共租赁住房的申请条件是什么 {text}"


@pytest.mark.parametrize(
    "text", ["云澜市的校园餐每份补助多少钱，由谁来监督？", "《云澜市校园餐管理规定》从哪天起施行？"]
)
def test_a_whole_question_is_left_alone(text: str) -> None:
    assert not is_follow_up(text)
    assert complete(text, [(ASKED, "…")]) == text


def test_a_first_question_is_left_alone() -> None:
    assert complete("谁负责？", []) == "谁负责？"


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_names_the_subject() -> None:
    history = [(ASKED, "…"), ("那租金呢？", "…")]
    assert complete("多久交一次？", history).startswith("云澜市公共租赁住房")
