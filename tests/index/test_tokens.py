"""One tokenizer for documents and questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import content_tokens, number_tokens, tokens


def test_words_are_cut_with_the_words_inside_them() -> None:
    found = tokens("公共图书馆开放办法")
    assert {"公共", "图书", "图书馆", "开放", "办法"} <= set(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("每間夜間書房補貼", "每间夜间书房补贴"),
        ("ＡＢＣ１２３", "abc123"),
        ("30％以上", "30%以上"),
        ("The Library's Hours", "the library hours"),
    ],
)
def test_width_script_and_case_make_no_difference(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("选派32,511名", "32511"),
        ("增长3.5%左右", "3.5%"),
        ("占30％", "30%"),
        ("2021年", "2021"),
        ("千分之3‰", "3‰"),
    ],
)
def test_numbers_are_kept_whole(text: str, token: str) -> None:
    assert token in tokens(text)


def test_a_document_number_is_one_token_however_typed() -> None:
    for typed in ("云府发〔2021〕12号", "云府发[2021]12号", "雲府發（2021）12號"):
        assert "云府发〔2021〕12号" in tokens(typed)


def test_question_words_are_left_out_of_a_question() -> None:
    found = content_tokens("请问夜间书房的补贴是多少？")
    assert set(found) == {"夜间", "书房", "补贴"}
    assert content_tokens("What is the subsidy for a library?") == ["subsidy", "library"]


def test_a_question_of_question_words_has_no_content() -> None:
    assert content_tokens("什么呢？") == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_tokens_without_spaces(text: str) -> None:
    assert all(token and not any(c.isspace() for c in token) for token in tokens(text))


def test_cutting_takes_time_in_proportion_to_length() -> None:
    import time

    def seconds(n: int) -> float:
        start = time.perf_counter()
        tokens("第十九条规定12,345.6%abc's" * n)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(20_000) < 12 * max(seconds(5_000), 0.01)


def test_document_numbers_are_found_in_canonical_form() -> None:
    assert number_tokens("依照云府发[2020]7号和云府发〔2021〕12号") == [
        "云府发〔2020〕7号",
        "云府发〔2021〕12号",
    ]
    assert number_tokens("停车收费每小时7元") == []
