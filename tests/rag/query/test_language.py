"""The language of a text."""

from __future__ import annotations

import pytest

from rag.query.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("云澜市的补贴多少？", "zh"),
        ("How much is the subsidy in Yunlan?", "en"),
        ("12345是什么", "zh"),
        ("ETC补贴是多少钱一年呢", "zh"),
        ("雲瀾市的補貼多少？", "zh"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_few_latin_words_do_not_make_a_text_english() -> None:
    assert language_of("申请ETC和WiFi要什么条件") == "zh"
    assert language_of("") == "zh"
