"""Documents named from memory: by the last part of their number."""

from __future__ import annotations

import pytest

from corpus.normalize import comparable
from rag.query.named_documents import (
    is_short_number,
    named_documents,
    numbers_from_memory,
    title_core,
)
from tests.rag.made_passages import document

HOUSING = document("a", number="云政办发〔2022〕12号", region="云澜市")
PARKS = document("b", number="青政发〔2021〕12号", region="青川市")
OLD = document("c", number="云政办发〔2017〕30号", region="云澜市")
ALL = (HOUSING, PARKS, OLD)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("12号文第三条说了什么", ("云政办发〔2022〕12号", "青政发〔2021〕12号")),
        ("云澜的12号文件还有效吗", ("云政办发〔2022〕12号",)),
        ("2021年12号文管什么", ("青政发〔2021〕12号",)),
        ("2021年第12號文管什麼", ("青政发〔2021〕12号",)),
        ("2号文管什么", ()),
        ("住在12号楼的人怎么申请", ()),
    ],
)
def test_a_short_number_names_the_documents_that_end_in_it(
    question: str, found: tuple[str, ...]
) -> None:
    assert numbers_from_memory(comparable(question), ALL) == found


def test_a_number_that_many_documents_have_names_none() -> None:
    many = [document(f"d{n}", number=f"云政发〔20{n}〕1号") for n in range(10, 16)]
    assert numbers_from_memory("1号文讲什么", many) == ()
    assert numbers_from_memory("2012年1号文讲什么", many) == ("云政发〔2012〕1号",)


def test_a_title_is_named_by_most_of_its_words() -> None:
    housing = document("h", title="云澜市人民政府关于印发《云澜市公共租赁住房管理办法》的通知")
    dogs = document("d", title="云澜市养犬管理办法")
    found = named_documents("云澜市公共租赁住房管理办法里租金怎么定", [dogs, housing])
    assert [d.id for d in found] == ["h"]
    assert named_documents("云澜市的租金怎么定", [dogs, housing]) == ()


def test_words_that_many_titles_hold_name_none() -> None:
    assert title_core("云澜市人民政府关于进一步加强有关工作的实施意见", "云澜市") == ()


def test_an_order_is_named_by_its_number() -> None:
    order = document("o", number="青屿县人民政府令第12号", region="青屿县")
    other = document("p", number="云澜市人民政府令第12号", region="云澜市")
    assert is_short_number("县政府令第12号")
    assert not is_short_number("第12条")
    assert numbers_from_memory("县政府令第12号第九条", [order, other]) == (order.number,)
    assert len(numbers_from_memory("12号令第九条", [order, other])) == 2
