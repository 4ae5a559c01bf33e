"""Document numbers in every bracket and garbling."""

from __future__ import annotations

import pytest

from corpus.text.document_numbers import canonical_number, find_numbers, locate_numbers, number_key


@pytest.mark.parametrize(
    "text",
    [
        "云澜政办发〔2024〕12号",
        "云澜政办发[2024]12号",
        "云澜政办发(2024)12号",
        "云澜政办发（2024）12号",
        "云澜政办发【2024】12 号",
        "云澜政办发?2024?12号",
        "云澜政办发„2024‟12号",
        "云澜政办发 〔2024〕  12号",
        "云澜政办发〔2024〕第12号",
        "云澜政办发２０２４年12号",
        "雲瀾政辦發〔2024〕12號",
        "请问云澜政办发〔2024〕12号讲了什么",
        "根据《办法》（云澜政办发〔2024〕12号）",
    ],
)
def test_all_variants_have_one_canonical_form(text: str) -> None:
    assert canonical_number(text) == "云澜政办发〔2024〕12号"


def test_the_script_of_the_source_is_kept_where_the_number_is_located() -> None:
    assert locate_numbers("雲瀾委辦發?2006?7號核收")[0].number == "雲瀾委辦發〔2006〕7號"
    assert number_key("雲瀾委辦發〔2006〕7號") == "云澜委办发〔2006〕7号"


def test_several_numbers_in_a_sentence_are_found_in_order() -> None:
    text = "落实国发〔2016〕51号、澜政办发〔2018〕59号和云澜市人民政府令第18号"
    assert find_numbers(text) == [
        "国发〔2016〕51号",
        "澜政办发〔2018〕59号",
        "云澜市人民政府令第18号",
    ]


@pytest.mark.parametrize("text", ["2018年2号楼", "12345号", "第3号", "拨打12345", ""])
def test_other_numbers_are_not_document_numbers(text: str) -> None:
    assert find_numbers(text) == []
