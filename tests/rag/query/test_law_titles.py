"""Titles of laws as people type them."""

from __future__ import annotations

import pytest

from rag.query.law_titles import area_of, ending_of, law_key, regionless, title_keys


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("中华人民共和国劳动合同法", "劳动合同法"),
        ("《中华人民共和国水法》", "水法"),
        ("人民检察院刑事诉讼规则（试行）", "人民检察院刑事诉讼规则"),
        ("云澜市停车管理暂行办法", "云澜市停车管理办法"),
        ("中华人民共和国公司法（2018年修正）", "公司法"),
        ("中华人民共和国海洋牧场法典　第二编　合同", "海洋牧场法典"),
        ("中华人民共和国刑法修正案（二）", "刑法修正案二"),
        ("宪法修正案（1988年）", "宪法修正案1988年"),
        ("最高人民法院关于《中华人民共和国保险法》的解释（四）", "最高人民法院关于保险法的解释四"),
    ],
)  # fmt: skip
def test_a_name_is_compared_without_what_people_leave_out(title: str, key: str) -> None:
    assert law_key(title) == key


def test_a_notice_is_also_named_by_what_it_issues() -> None:
    title = "云澜市民政局关于印发《云澜市临时救助实施细则》的通知"
    assert "云澜市临时救助实施细则" in title_keys(title)
    assert title_keys("云澜市人民政府关于修改《云澜市停车办法》的决定") == (
        "云澜市人民政府关于修改云澜市停车办法的决定",
    )


def test_a_place_is_no_part_of_the_name() -> None:
    assert regionless("云澜市停车管理条例", "云澜市") == "停车管理条例"
    assert regionless("劳动合同法", "") == "劳动合同法"


def test_a_name_ends_with_the_kind_of_document() -> None:
    assert ending_of("道路交通安全法实施条例") == "实施条例"
    assert ending_of("离职证明") == ""


def test_a_law_of_the_state_holds_where_one_without_an_issuer_does() -> None:
    assert area_of("国家") == area_of(None) == area_of("") == ""
    assert area_of("云澜市") == "云澜市"
