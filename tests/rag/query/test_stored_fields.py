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
        ("停车管理办法是谁批准的", Field.ISSUER),
        ("停车管理办法由哪个会议审议通过", Field.ISSUER),
        ("停车管理办法是什么时候修订的", Field.DATE),
        ("停车管理办法最近一次修改是什么时候", Field.DATE),
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


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("停车管理办法里哪些条款提到罚款", "罚款"),
        ("停车条例中有哪些条文涉及没收违法所得？", "没收违法所得"),
        ("停车条例里的罚款条款都有哪些", "罚款"),
        ("《停车条例》中关于免费的条款有哪些", "免费"),
        ("停车条例有哪些罚款条款", "罚款"),
    ],
)
def test_the_articles_that_speak_of_a_word_are_asked_for(question: str, word: str) -> None:
    found = asked_field(question)
    assert found is not None
    assert (found.field, found.word) == (Field.MENTIONS, word)


@pytest.mark.parametrize(
    "question",
    ["哪些条款提到罚款", "停车条例规定了哪些罚款", "停车条例有哪些规定", "申请条件有哪些"],
)
def test_what_names_no_document_or_no_article_asks_for_no_mention(question: str) -> None:
    assert asked_field(question) is None


def test_what_was_done_is_told_of_the_date_or_the_office() -> None:
    verbs = {"是谁批准的": "批准", "由哪个会议审议通过": "通过", "是哪年修正的": "修正"}
    for asked, verb in verbs.items():
        found = asked_field(f"停车管理办法{asked}")
        assert found is not None
        assert found.verb == verb
