"""What a question asks for."""

from __future__ import annotations

import pytest

from rag.errors import InvalidQuestion
from rag.query.question import analyse


@pytest.mark.parametrize(
    "number", ["云政办发〔2022〕18号", "云政办发[2022]18号", "云政办发 (2022) 18 号"]
)
def test_a_document_number_is_found_in_any_bracket(number: str) -> None:
    assert analyse(f"{number}是什么文件？").numbers == ("云政办发〔2022〕18号",)


def test_an_address_inside_a_question_is_found() -> None:
    question = analyse("《云澜市公共租赁住房管理办法》第十九条第二款说了什么？")
    assert question.titles == ("云澜市公共租赁住房管理办法",)
    assert [str(a) for a in question.addresses] == ["第十九条第二款"]


@pytest.mark.parametrize(
    "text",
    [
        "人身自由权是一项独立的权利吗？",
        "县里要办哪五项工程？",
        "承运人要赔一部分损失吗？",
        "10、仓库里的货物变质了怎么办？",
        "三、谁来验收？",
        "“6.26”事故之后有什么要求？",
        "补贴3.2万元够吗？",
        "出台了哪19条措施？",
    ],
)
def test_a_count_a_figure_and_a_question_s_own_number_are_no_addresses(text: str) -> None:
    assert analyse(text).addresses == ()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("办法19条2款怎么说？", "19条2款"),
        ("19条说了什么？", "19条"),
        ("第五项是什么？", "第五项"),
        ("方案二、（一）3.讲什么？", "二、（一）3."),
        ("（三）里的补贴多少？", "（三）"),
        ("附件3里有什么？", "附件3"),
    ],
)
def test_an_address_may_be_typed_in_many_ways(text: str, address: str) -> None:
    assert [str(a) for a in analyse(text).addresses] == [address]


@pytest.mark.parametrize("text", ["", "   ", "？？？", "\x00\x07", "。，"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuestion, match="empty"):
        analyse(text)


def test_an_over_long_question_is_refused_with_both_lengths() -> None:
    with pytest.raises(InvalidQuestion, match="501 characters, the limit is 500"):
        analyse("问" * 501)


def test_control_characters_do_not_reach_the_search() -> None:
    assert analyse("补贴\x00多少\n钱").text == "补贴 多少 钱"
