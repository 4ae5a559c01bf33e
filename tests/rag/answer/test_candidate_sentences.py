"""A heading that ends in a full stop is no sentence to quote."""

from __future__ import annotations

import pytest

from rag.answer.candidate_sentences import quotable, sentences_of
from rag.query.question import AnswerKind
from tests.rag.made_passages import evidence_of

BODY = "成立工作专班，定期研究解决问题。"


def _quotable(text: str, *kinds: AnswerKind) -> list[str]:
    sentences = sentences_of(evidence_of(text))
    return [s.quote for s in sentences if quotable(s, frozenset(kinds))]


@pytest.mark.parametrize(
    "heading",
    ["（一）加强组织领导。", "——实施智慧助餐行动。", "二、工作要求。", "3.落实分工责任。"],
)
def test_a_heading_with_its_text_after_it_is_not_quoted(heading: str) -> None:
    assert _quotable(heading + BODY) == [BODY]
    assert _quotable(f"{heading}\n{BODY}") == [BODY]


def test_headings_answer_who_asks_which_ones_there_are() -> None:
    assert _quotable("（一）加强组织领导。" + BODY, AnswerKind.LIST) == [
        "（一）加强组织领导。",
        BODY,
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "（二）实施阶段（2024年5月—6月）。",
        "第九条 补贴资金应当专款专用。",
        "（一）总规模由市发展改革委下达。",
        "5.制定《云澜市社区食堂条例》。",
    ],
)
def test_what_says_something_of_its_subject_is_quoted(sentence: str) -> None:
    assert sentence in _quotable(sentence + BODY)


def test_the_last_item_of_a_list_is_no_heading() -> None:
    text = "下列人员可以申请：\n（一）在校学生；\n（二）退役士兵。\n前款人员免交费用。"
    assert "（二）退役士兵。" in _quotable(text)
    assert "（二）退役士兵。" in _quotable("（一）在校学生；\n（二）退役士兵。\n第三条 免费。")


def test_a_question_answers_nothing() -> None:
    text = "五、怎么换电池，能补多少钱？答：每组补贴150元。"
    assert _quotable(text, AnswerKind.LIST) == ["答：每组补贴150元。"]


def test_a_line_of_a_laws_history_answers_only_when_a_date_is_asked_for() -> None:
    line = "2000年11月25日 云澜市第九届人民代表大会常务委员会第十九次会议通过"
    assert _quotable(f"{line}\n\n{BODY}") == [BODY]
    assert line in _quotable(f"{line}\n\n{BODY}", AnswerKind.DATE)
