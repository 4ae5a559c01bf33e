"""The labelled fields of a page's header block."""

from __future__ import annotations

import pytest

from corpus import parse_text
from corpus.clean import paragraphs
from corpus.fields import header_fields, is_field_row, unmistakable
from corpus.roles import signers
from corpus.text.dates import half_width

BLOCK = (
    "索引号：\t0001/2019\t主题分类：\t市场监管\n发文机关：\t云澜市人民政府\t成文日期：\t2019年01月27日\n"
    "标题：\t云澜市人民政府关于停车的意见\t\t\n"
    "发文字号：\t云政发〔2019〕5号\t发布日期：\t2019年02月15日\n主 题 词：\n"
)


@pytest.mark.parametrize(
    ("row", "is_fields"),
    [
        ("发文机关：\t国务院\t成文日期：\t2019年1月27日", True),
        ("发文机关： 国务院\t成文日期： 2019年1月27日", True),
        ("索引号\t1\t发布机构\t云澜市", True),
        ("名称\t文号\t备注", False),
        ("区域\t收费", False),
    ],
)
def test_a_row_of_labels_and_values_is_told_from_a_table(row: str, is_fields: bool) -> None:
    assert is_field_row(row) is is_fields


def test_the_block_above_a_page_gives_fields_and_no_document() -> None:
    body = "云澜市人民政府\n关于停车的意见\n云政发〔2019〕5号\n各县人民政府：\n"
    body += "一、停车有序。\n二、充电安全。\n"
    (document,) = parse_text(BLOCK + body, source="t")
    assert document.title == "云澜市人民政府关于停车的意见"
    assert (document.number, document.issuer) == ("云政发〔2019〕5号", "云澜市人民政府")
    assert (document.written, document.published) == ("2019-01-27", "2019-02-15")


def test_labels_stand_before_their_values_and_the_day_of_a_page_before_its_source() -> None:
    cut = paragraphs("2023-02-27 18:43 来源：新华社\n发文字号：国令第706号")
    assert header_fields(cut, [True, True]) == {"发布日期": "2023-02-27", "文号": "国令第706号"}
    assert header_fields(cut, [False, False]) == {}
    assert unmistakable("索引号 发文机关 区域") == 2


def test_signers_share_a_line_with_a_date_and_full_width_figures_are_figures() -> None:
    assert signers("云澜市财政局 云澜市民政局2024年5月6日") == "云澜市财政局 云澜市民政局"
    assert half_width("１９９４年７月") == "1994年7月"
