"""What a question mentions: places, who issued something, dates and periods."""

from __future__ import annotations

import pytest

from rag.query.entities import (
    issuers_in,
    periods_in,
    places_asked_about,
    places_in,
    regions_named,
    years_asked_about,
    years_in,
)
from rag.query.question import analyse


@pytest.mark.parametrize(
    ("asked", "issuers"),
    [
        ("云澜市教育局印发的双减通知里怎么说", ("云澜市教育局",)),
        ("2021年云澜市教育局、财政局联合发布的通知", ("云澜市教育局", "财政局")),
        ("国务院办公厅出台的意见", ("国务院办公厅",)),
        ("請問雲瀾市政府公佈的辦法", ("云澜市政府",)),
        ("管理办法归哪个局制定和发布", ()),
        ("试点医院发的工资里绩效占几成", ()),
        ("公安局怎么走", ()),
    ],
)
def test_an_issuer_is_an_office_that_issued_something(asked: str, issuers: tuple[str, ...]) -> None:
    assert analyse(asked).issuers == issuers


@pytest.mark.parametrize(
    ("asked", "periods"),
    [
        ("2025年的补贴", ("2025年",)),
        ("2024年3月至5月能申请吗", ("2024年3月至5月",)),
        ("2021-2025年的目标", ("2021-2025年",)),
        ("“十四五”期间建多少", ('"十四五"期间',)),
        ("近三年发了多少，去年底呢", ("近三年", "去年底")),
        ("一共2025个，占20.25%", ()),
        ("要交多少钱", ()),
    ],
)
def test_a_period_is_named_as_it_is_written(asked: str, periods: tuple[str, ...]) -> None:
    assert analyse(asked).periods == periods


def test_places_are_those_named() -> None:
    assert analyse("衡阳市和贵州的标准一样吗").places == ("衡阳市", "贵州")
    assert analyse("各县区怎么办").places == ()


def test_an_issuer_and_a_period_alone_are_read() -> None:
    assert issuers_in("云澜市人民政府印发的") == ("云澜市人民政府",)
    assert periods_in("明年上半年") == ("明年上半年",)


def test_years_and_places_are_found() -> None:
    assert years_in("到2025年,比2020年翻一番") == {"2025", "2020"}
    assert years_in("编号12020351") == frozenset()
    assert years_in("执行2024—2026年的标准,by 2020.") == {"2024", "2026", "2020"}
    assert "贵州省" in places_in("贵州省今年增长多少") or "贵州" in places_in("贵州省今年增长多少")


def test_an_amount_of_four_digits_is_no_year() -> None:
    assert years_in("月工资1960元,共2000人") == frozenset()


def test_a_level_of_place_is_no_place() -> None:
    assert places_in("镇里和各县区怎么办") == ()


def test_a_region_is_named_in_full_or_without_its_level() -> None:
    regions = ["云澜市", "青川县", "国家"]
    assert regions_named("云澜的补贴多少", (), regions) == {"云澜市"}
    assert regions_named("青川县的补贴多少", ("青川县",), regions) == {"青川县"}
    assert regions_named("补贴多少", (), regions) == set()


@pytest.mark.parametrize("text", ["幼儿园中班补贴多少", "花钱买的学历算不算", "老区和城区怎么补"])
def test_a_word_is_no_place_because_the_dictionary_says_so(text: str) -> None:
    assert places_in(text) == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我儿子在上海打工,我能领低保吗", ()),
        ("妈妈前年从上海回衡阳老家种地了,能参加医保吗", ()),
        ("我在成都打工,重庆的医保能参加吗", ("重庆",)),
        ("我在成都打工,能领补贴吗", ("成都",)),
        ("儿子在成都能领多少补贴", ("成都",)),
        ("成都的补贴,我儿子在上海能领吗", ("成都", "上海")),
    ],
)
def test_a_place_that_is_told_of_others_is_not_asked_about(
    text: str, places: tuple[str, ...]
) -> None:
    assert places_asked_about(text) == places


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("我2007年就参加了工作,现在能领多少", set()),
        ("孩子2015年出生,该上几年级", set()),
        ("我2017年居民医保要交多少", {"2017"}),
        ("2017年居民医保,个人交多少", {"2017"}),
        ("渝府办发(2016)239号讲什么", set()),
        ("渝府办发[2016]239号里2020年的目标", {"2020"}),
    ],
)
def test_a_year_of_a_story_or_of_a_number_is_not_asked_about(text: str, years: set[str]) -> None:
    assert years_asked_about(text) == years
