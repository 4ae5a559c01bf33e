"""Abbreviations of titles by rule."""

from __future__ import annotations

import pytest

from rag.query.abbreviations import in_order, is_initials, nearness, shortened, subject_of


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("道交法", "道路交通安全法"),
        ("未保法", "未成年人保护法"),
        ("公租房管理办法", "公共租赁住房管理办法"),
        ("征管法", "税收征收管理法"),
        ("招投标法", "招标投标法"),
    ],
)
def test_characters_stand_in_order_before_the_same_kind(short: str, name: str) -> None:
    mine, its = shortened(short), shortened(name)
    assert mine is not None
    assert its is not None
    assert mine.kind == its.kind
    assert in_order(mine.stem, its.stem)


def test_a_name_is_shortened_by_more_than_one_character() -> None:
    assert not in_order("消", "消防")
    assert in_order("消", "消费者权益保护")


def test_the_name_whose_words_are_begun_is_nearest() -> None:
    assert nearness("环保", "环境保护") > nearness("环保", "海洋环境保护")
    assert nearness("产质", "产品质量") > nearness("产质", "农产品质量安全")


def test_whole_words_may_be_a_name_of_their_own() -> None:
    assert is_initials("刑诉", "刑事诉讼")
    assert not is_initials("劳动", "劳动合同")


def test_an_interpretation_is_about_what_it_names() -> None:
    stem = "最高人民法院关于审理旧衣物回收利用纠纷案件适用法律若干问题的"
    assert subject_of(stem) == "旧衣物回收利用"


def test_a_name_without_a_kind_has_no_parts() -> None:
    assert shortened("公租房") is None
