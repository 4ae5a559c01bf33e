"""Figures of Chinese text as English writes them."""

from __future__ import annotations

import pytest

from corpus.text.quantities import FigureKind
from rag.answer.english import in_english


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
    assert in_english(text, frozenset({FigureKind.RATE})) == ["12%"]


def test_at_most_four_figures_are_told() -> None:
    assert len(in_english("1万元、2万元、3万元、4万元、5万元、6万元")) == 4
