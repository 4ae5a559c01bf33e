"""What of a question is left beside the names and places in it."""

from __future__ import annotations

import pytest

from rag.query.asked_places import asked_places, readable
from rag.query.rest_of_question import asks_no_more, masked, overlap, without_references
from rag.query.typed_names import TypedName


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("劳动法第三条是什么", True),
        ("劳动法第三条规定了什么？", True),
        ("请问劳动法第三条的具体内容", True),
        ("劳动法第三条说加班怎么算", False),
    ],
)
def test_a_question_asks_no_more_than_what_stands_there(text: str, alone: bool) -> None:
    plain = readable(text)
    at = plain.index("劳动法")
    names = [TypedName("劳动法", at, at + 3)]
    assert asks_no_more(plain, names, asked_places(plain), ()) is alone


def test_a_name_holds_no_place() -> None:
    name = TypedName("解释（四）", 0, 5)
    assert masked("解释（四）第一条", [name]) == "※※※※※第一条"
    assert overlap(name, TypedName("四", 3, 4))


def test_what_an_article_refers_to_is_not_asked_for() -> None:
    text = "第五条说违反本条例第二条的怎么办"
    assert [str(p.place) for p in without_references(text, asked_places(text))] == ["第五条"]
    listed = "第六条的计算:（一）居民怎么规定"
    assert [str(p.place) for p in without_references(listed, asked_places(listed))] == ["第六条"]
