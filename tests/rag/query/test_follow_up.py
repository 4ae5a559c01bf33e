"""Follow-ups are completed from the conversation."""

from __future__ import annotations

import pytest

from corpus.text.places import short_names
from rag.query.follow_up import asks_the_same, complete, is_follow_up, leans_back, subject_before

ASKED = "云澜市公共租赁住房的申请条件是什么？"


@pytest.mark.parametrize("text", ["那租金呢？", "它的有效期呢", "谁负责？", "其中单身的怎么算？"])
def test_a_follow_up_takes_the_subject_of_the_question_before(text: str) -> None:
    assert complete(text, [(ASKED, "…")]) == f"云澜市公共租赁住房的申请条件是什么，{text}"
    assert complete("What about students?", [("Who may apply?", "…")]) == (
        "Who may apply, What about students?"
    )


@pytest.mark.parametrize(
    "text", ["云澜市的校园餐每份补助多少钱，由谁来监督？", "《云澜市校园餐管理规定》从哪天起施行？"]
)
def test_a_whole_question_is_left_alone(text: str) -> None:
    assert not is_follow_up(text)
    assert complete(text, [(ASKED, "…")]) == text


@pytest.mark.parametrize(
    ("earlier", "follow_up", "completed"),
    [
        ("衡阳的居民医保一年交多少钱？", "那天门呢？", "天门的居民医保一年交多少钱？"),
        ("衡阳市的居民医保一年交多少钱？", "天门市呢", "天门市的居民医保一年交多少钱？"),
        ("衡陽的居民醫保一年交多少錢？", "那天門呢？", "天门的居民医保一年交多少钱？"),
        ("2016年最低工资是多少？", "那2017年呢？", "2017年最低工资是多少？"),
        (
            "衡阳的居民医保一年交多少钱？",
            "那大病保险呢？",
            "衡阳的居民医保一年交多少钱，那大病保险呢？",
        ),
        ("衡阳和天门哪个交得多？", "那云南呢？", "衡阳和天门哪个交得多，那云南呢？"),
    ],
)
def test_another_place_or_year_takes_the_stead_of_the_first(
    earlier: str, follow_up: str, completed: str
) -> None:
    places = short_names(["衡阳市", "天门市", "云南省", None])
    assert complete(follow_up, [(earlier, "…")], places) == completed


def test_a_first_question_is_left_alone() -> None:
    assert complete("谁负责？", []) == "谁负责？"


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_names_the_subject() -> None:
    history = [(ASKED, "…"), ("那租金呢？", "…")]
    assert complete("多久交一次？", history).startswith("云澜市公共租赁住房")


@pytest.mark.parametrize(
    ("text", "leans"),
    [("那租金呢？", True), ("它的有效期多长？", True), ("谁负责？", False), (ASKED, False)],
)
def test_a_short_question_may_be_a_follow_up_without_saying_so(text: str, *, leans: bool) -> None:
    assert leans_back(text) is leans
    assert is_follow_up("谁负责？")


def test_what_a_follow_up_leaves_open_is_the_question_before() -> None:
    assert asks_the_same("那骗取的呢？")
    assert not asks_the_same("那租金多少")
    history = [("公租房转租怎么罚", "…"), ("那租金呢", "…")]
    assert subject_before(history) == "公租房转租怎么罚"
    assert complete("那租金多少", history, (), "公租房") == "公租房，那租金多少"


def test_english_is_counted_in_words() -> None:
    assert is_follow_up("And in Zone B?")
    assert is_follow_up("How long does it take?")
    assert not is_follow_up("What is the fee for a dog licence?")
