"""Figures of Chinese text as English writes them."""

from __future__ import annotations

import pytest

from corpus.text.quantities import QuantityKind
from rag.answer.candidate_sentences import sentences_of
from rag.answer.english import LEAD_IN, english_line, in_english, needs_frame
from rag.answer.quoting import Line, line_of
from rag.query.question import analyse
from tests.rag.made_passages import evidence_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安排债券资金20500万元", ["205 million yuan"]),
        ("撬动资金1300亿元以上", ["130 billion yuan"]),
        ("不超过评估价的80%", ["80%"]),
        ("2022年12月30日前报送", ["30 December 2022"]),
        ("2019年5月底前", ["May 2019"]),
        ("在15个工作日内审核", ["15 working days"]),
        ("有效期五年", ["5 years"]),
        ("选派32511名大学生", ["32,511 people"]),
        ("每村选派大学生1名，共9986人", ["9,986 people"]),
        ("加快建设示范机构", []),
    ],
)
def test_a_figure_is_told_in_english(text: str, expected: list[str]) -> None:
    assert in_english(text) == expected


def test_only_the_kind_asked_for_is_told_when_it_is_there() -> None:
    text = "2018年安排资金737万元，占总额的12%"
    assert in_english(text, frozenset({QuantityKind.RATE})) == ["12%"]


def test_at_most_four_figures_are_told() -> None:
    assert len(in_english("1万元、2万元、3万元、4万元、5万元、6万元")) == 4


def _line(text: str) -> Line:
    [found] = sentences_of(evidence_of(text))
    return line_of(found)


def test_the_first_line_tells_its_figures_and_that_its_words_are_chinese() -> None:
    asked, chinese = analyse("How much is the allowance a month?"), _line("每人每月补贴300元。")
    first = english_line(asked, chinese, first=True)
    assert first == f"300 yuan. {LEAD_IN} 每人每月补贴300元。"
    assert english_line(asked, chinese, first=False) == "每人每月补贴300元。"


def test_who_asks_for_no_figure_gets_the_chinese_words_alone() -> None:
    line = _line("每人每月补贴300元。")
    assert english_line(analyse("Who pays the allowance?"), line, first=True) == (
        f"{LEAD_IN} 每人每月补贴300元。"
    )


def test_english_words_stand_as_they_are() -> None:
    english = _line("A stall pays a fee of 20 yuan per night.")
    assert english_line(analyse("How much is the fee?"), english, first=True) == english.text


def test_chinese_words_in_an_english_answer_are_led_in() -> None:
    asked = analyse("How much is the allowance a month?")
    chinese = _line("每人每月补贴300元。")
    english = _line("A stall pays a fee of 20 yuan per night.")
    assert needs_frame(asked, [english, chinese])
    assert not needs_frame(asked, [english])
    assert not needs_frame(analyse("每人每月补贴多少？"), [chinese])
