"""Sentences end where a reader ends them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
        ("（一）甲类；（二）乙类。", ["（一）甲类；", "（二）乙类。"]),
        ("按《云澜市办法。试行；稿》执行。完。", ["按《云澜市办法。试行；稿》执行。", "完。"]),
        ("比例为1.5%。共3.2亿元。", ["比例为1.5%。", "共3.2亿元。"]),
        ("他说：“可以。不收费。”大家同意。", ["他说：“可以。不收费。”", "大家同意。"]),
        ("（甲类。乙类）均可。好。", ["（甲类。乙类）均可。", "好。"]),
        ("补助两万元。[1]期限三年[2]。", ["补助两万元。[1]", "期限三年[2]。"]),
        ("甲。[1][2]乙。[3]", ["甲。[1][2]", "乙。[3]"]),
        ("1.做好宣传。2.加强管理。", ["1.做好宣传。", "2.加强管理。"]),
        (
            "The fee is 1.5 yuan. See No. 3, e.g. this.",
            ["The fee is 1.5 yuan.", "See No. 3, e.g. this."],
        ),
        ("1. First item. 2. Second item.", ["1. First item.", "2. Second item."]),
        (
            "一、目标\n（一）到2020年，达到30%\n以上。",
            ["一、目标", "（一）到2020年，达到30%\n以上。"],
        ),
        ("“没有收尾的引号。第二句。", ["“没有收尾的引号。", "第二句。"]),
        ("云政发?2021?8号核收。", ["云政发?2021?8号核收。"]),
        ("  \n ", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="甲乙。；“”《》（）1. \n[]!a", max_size=80))
def test_spans_are_in_order_and_lose_no_letter(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("piece", ["“", "《》", "。", "甲。", "（", "\n1.", "[1", "&a;"])
def test_a_long_hostile_text_is_cut_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    split(text)
    assert time.perf_counter() - start < 3
