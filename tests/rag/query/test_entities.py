"""What a question mentions: places, who issued something, dates and periods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag import Assistant, Hit
from rag.query.entities import issued_first, issuers_in, periods_in
from rag.query.question import analyse
from rag.retrieval.query_terms import question_terms


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


def _by(hit: Hit, issuer: str | None, region: str | None) -> Hit:
    return replace(hit, document=replace(hit.document, issuer=issuer, region=region))


def test_what_the_named_office_issued_comes_first(assistant: Assistant) -> None:
    hit = assistant.retrieve("公租房租金怎么收", k=1)[0]
    city = _by(hit, "云澜市人民政府", "云澜市")
    school = _by(hit, "云澜市教育局", "云澜市")
    other = _by(hit, "山前县人民政府", "山前县")
    nobody = _by(hit, None, None)
    hits = [nobody, other, city, school]
    assert issued_first(hits, ["教育局"])[0] is school
    assert issued_first(hits, ["云澜市教育局"])[0] is school
    assert issued_first(hits, ["云澜市政府"]) == [city, nobody, other, school]
    assert issued_first(hits, ["山前政府"])[0] is other
    assert issued_first(hits, ["水务局"]) == hits


def test_what_a_follow_up_says_itself_weighs_more() -> None:
    known = {"公租房": 3, "租金": 3, "押金": 3}
    alone = question_terms(analyse("公租房租金和押金"), known, 100)
    after = question_terms(analyse("那押金呢", search="公租房租金 那押金呢"), known, 100)
    assert alone.weights["押金"] == alone.weights["租金"]
    assert after.weights["租金"] == alone.weights["租金"]
    assert after.weights["押金"] == pytest.approx(3 * alone.weights["押金"])
    assert after.total == pytest.approx(sum(after.weights.values()))


def test_an_issuer_and_a_period_alone_are_read() -> None:
    assert issuers_in("云澜市人民政府印发的") == ("云澜市人民政府",)
    assert periods_in("明年上半年") == ("明年上半年",)
