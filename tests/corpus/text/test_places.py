"""Regions are found in the names of issuers and called as people call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.places import is_place_name, level_of, region_of, short_name, short_names


@pytest.mark.parametrize(
    ("name", "region", "level"),
    [
        ("云南省人民政府办公厅", "云南省", "省"),
        ("衡阳市教育局", "衡阳市", "市"),
        ("重庆市人民政府", "重庆市", "省"),
        ("天門市人民政府", "天门市", "市"),
        ("巍山彝族回族自治县人民政府", "巍山彝族回族自治县", "县"),
        ("财政部", "国家", "国家"),
        ("广西", "广西", "省"),
        ("关于印发办法的通知", None, None),
    ],
)
def test_the_region_and_level_of_an_issuer_are_read_from_its_name(
    name: str, region: str | None, level: str | None
) -> None:
    assert (region_of(name), level_of(name)) == (region, level)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("衡阳市", "衡阳"),
        ("云澜市", "云澜"),
        ("衡陽市", "衡阳"),
        ("云南省", "云南"),
        ("香港特别行政区", "香港"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("西藏自治区", "西藏"),
        ("延边朝鲜族自治州", "延边"),
        ("海西蒙古族藏族自治州", "海西"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("巍山彝族回族自治县", "巍山"),
        ("龙胜各族自治县", "龙胜"),
        ("东乡族自治县", "东乡"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("大兴安岭地区", "大兴安岭"),
        ("浦东新区", "浦东"),
        ("昆明市区", "昆明"),
        ("云台镇", "云台"),
        ("和平街道", "和平"),
    ],
)
def test_a_region_is_called_without_its_level_and_peoples(region: str, name: str) -> None:
    assert short_name(region) == name


@pytest.mark.parametrize(
    "place", ["寿县", "杭州", "市区", "国家", "衡阳", "昆明经济技术开发区", "株洲高新区", ""]
)
def test_a_name_that_would_be_too_short_or_anothers_stays_whole(place: str) -> None:
    assert short_name(place) == place


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("云南省昆明市", "昆明"),
        ("湖北省荆州市沙市区", "沙市"),
        ("吉林省延边朝鲜族自治州延吉市", "延吉"),
        ("常州市", "常州"),
        ("津市市", "津市"),
    ],
)
def test_a_region_is_called_by_its_own_name_and_not_by_that_of_what_it_lies_in(
    region: str, name: str
) -> None:
    assert short_name(region) == name


def test_documents_of_no_region_give_no_short_name() -> None:
    assert short_names(["衡阳市", None, "云南省", ""]) == {"衡阳", "云南"}


@given(st.text(alphabet="云南省市区县自治州旗回族镇新各开发", min_size=2, max_size=12))
def test_a_short_name_is_part_of_the_region_and_never_one_character(region: str) -> None:
    assert short_name(region) in region
    assert len(short_name(region)) >= 2


@pytest.mark.parametrize("word", ["上海", "衡阳", "衡陽", "天门市", "寿县", "大理", "清河街道"])
def test_a_place_is_named_by_its_level_or_by_the_gazetteer(word: str) -> None:
    assert is_place_name(word)


@pytest.mark.parametrize("word", ["中班", "花钱买", "城区", "乡镇", "中国", "公租房"])
def test_other_words_are_no_names_of_places(word: str) -> None:
    assert not is_place_name(word)
