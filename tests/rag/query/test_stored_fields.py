"""Fields of a record that a question asks for."""

from __future__ import annotations

import pytest

from rag.query.stored_fields import AskedList, Field, asked_field, asked_list


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("停车管理办法是几号文", Field.NUMBER),
        ("停车管理办法是哪年公布的", Field.DATE),
        ("停车管理办法是哪个部门印发的", Field.ISSUER),
        ("停车管理办法什么时候开始施行", Field.EFFECTIVE),
        ("停车管理办法什么时候到期", Field.EXPIRES),
        ("停车管理办法还有效吗", Field.VALID),
        ("停车管理办法被什么废止了", Field.REPEALED_BY),
        ("停车管理办法一共有多少条", Field.ARTICLES),
        ("停车管理办法有几章", Field.CHAPTERS),
        ("停车管理办法第三条罚多少", None),
        ("这笔补贴发多少", None),
    ],
)
def test_a_question_ends_by_asking_for_a_field(question: str, field: Field | None) -> None:
    found = asked_field(question)
    assert (found.field if found else None) is field


def test_documents_are_listed_by_year_kind_and_subject() -> None:
    assert asked_list("列出2018年的通知") == AskedList("2018", "", "通知")
    assert asked_list("有哪些关于养犬的文件") == AskedList("", "养犬", "")
    assert asked_list("关于养犬的规定有哪些") is None
    assert asked_list("申请条件有哪些") is None
