"""Documents named from memory: by the last part of their number."""

from __future__ import annotations

import pytest

from rag.query.named_documents import numbers_from_memory
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
    assert numbers_from_memory(question, ALL) == found


def test_a_number_that_many_documents_have_names_none() -> None:
    many = [document(f"d{n}", number=f"云政发〔20{n}〕1号") for n in range(10, 16)]
    assert numbers_from_memory("1号文讲什么", many) == ()
    assert numbers_from_memory("2012年1号文讲什么", many) == ("云政发〔2012〕1号",)
