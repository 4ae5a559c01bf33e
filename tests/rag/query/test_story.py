"""What a long question tells before it asks."""

from __future__ import annotations

import pytest

from rag.query.story import told_and_asked

LONG = (
    "我妈妈前年从外省回老家种地了,没单位也没交过社保,之前交过新农合后来断了几年,"
    "我弟弟现在在读大专,学校离家三百多公里,亲戚说一定要全家一起交,"
    "他们俩到底能不能参加居民医保?"
)


def test_what_asks_nothing_is_told() -> None:
    told, asked = told_and_asked(LONG)
    assert "学校离家三百多公里" in told
    assert asked == "他们俩到底能不能参加居民医保?"


@pytest.mark.parametrize(
    "question", ["我爸种地,能参加医保吗?", LONG.replace("到底能不能", "都要")[:-1]]
)
def test_a_short_question_and_one_that_never_asks_tell_nothing(question: str) -> None:
    assert told_and_asked(question)[0] == ""
