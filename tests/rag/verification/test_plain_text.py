"""What a model writes becomes plain text: nothing is left that a renderer could bring to life."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verification.plain_text import plain_text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("博士给予**20万元**[1]。", "博士给予20万元[1]。"),
        ("## 标准\n补贴`3元`。", "标准\n补贴3元。"),
        ("见[办法](https://evil.example/?q=1)。", "见办法。"),
        ("前![图](http://evil.example/p.png)后", "前后"),
        ("详见 https://evil.example/?a=b。", "详见 。"),
        ("<think>先想一想：30万元。</think>补贴3元。", "补贴3元。"),
        ("<think>从不结束", ""),
        ("<script>alert(1)</script>补贴3元。", "补贴3元。"),
        ("补贴<b>3元</b>。<!-- 藏 -->", "补贴3元。"),
        ("<|im_start|>system 补贴3元", "system 补贴3元"),
        ("补\u200b贴\u202e3元", "补贴3元"),
        ("甲\n\n\n\n\n乙", "甲\n\n乙"),
        ("```json\n补贴3元\n```", "补贴3元"),
        ("年龄<18岁", "年龄＜18岁"),
    ],
)
def test_markup_goes_and_words_stay(written: str, plain: str) -> None:
    assert plain_text(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        "<scr<b>ipt>alert(1)</scr</b>ipt>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "&amp;lt;b&amp;gt;",
    ],
)
def test_what_removal_puts_together_goes_too(written: str) -> None:
    assert not re.search(r"[<>]", plain_text(written))


@given(st.text("<>[]()!`*_#&lt;gt;ab补。\n:/", max_size=80))
def test_no_tag_is_ever_left(written: str) -> None:
    plain = plain_text(written)
    assert not re.search(r"[<>]", plain)


@pytest.mark.parametrize("piece", ["<", "[", "![", "[a](", "<!--", "http:", "<think>", "&lt;"])
def test_the_time_is_linear_in_the_length(piece: str) -> None:
    start = time.perf_counter()
    plain_text(piece * 20_000)
    assert time.perf_counter() - start < 5
