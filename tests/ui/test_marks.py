from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fake import FakeClause
from ui.marks import Quoted, marked_parts, quoted_span


def marked(clause: FakeClause, quote: Quoted) -> str | None:
    span = quoted_span(clause, quote)
    return None if span is None else clause.text[span[0] : span[1]]


def test_a_quote_is_marked_by_its_offsets_and_not_by_its_first_occurrence() -> None:
    text = "缴费三十元。补助三十元。"
    clause = FakeClause(text, 100, 100 + len(text))
    assert quoted_span(clause, Quoted("三十元", 108, 111)) == (8, 11)


def test_a_clause_that_the_quote_does_not_touch_is_not_marked() -> None:
    clause = FakeClause("第一款", 0, 3)
    assert quoted_span(clause, Quoted("别处", 3, 5)) is None
    assert quoted_span(clause, Quoted("", 1, 1)) is None


def test_a_quote_over_several_clauses_marks_its_part_of_each() -> None:
    first, second = FakeClause("甲乙丙", 0, 3), FakeClause("丁戊己", 4, 7)
    quote = Quoted("丙\n丁戊", 2, 6)
    assert marked(first, quote) == "丙"
    assert marked(second, quote) == "丁戊"


def test_offsets_still_lead_to_the_right_place_where_line_breaks_were_removed() -> None:
    source = "每人三十元，\n　　困难群众每人三十元。"
    clause = FakeClause("每人三十元，困难群众每人三十元。", 0, len(source))
    start = source.rindex("每人")
    assert quoted_span(clause, Quoted("每人三十元", start, start + 5)) == (10, 15)


def test_a_quote_that_cannot_be_told_apart_marks_the_whole_clause() -> None:
    clause = FakeClause("甲乙丙", 0, 9)
    assert marked(clause, Quoted("别的", 3, 5)) == "甲乙丙"


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["", "\n", "　"])), min_size=1),
    st.data(),
)
def test_what_is_marked_is_always_the_quote_without_its_padding(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    source = "".join(letter + padding for letter, padding in pieces)
    text = "".join(letter for letter, _ in pieces)
    starts = [i for i, c in enumerate(source) if c in "甲乙丙"]
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([i + 1 for i in starts if i >= start]))
    clause = FakeClause(text, 50, 50 + len(source))
    shown = marked(clause, Quoted(source[start:end], 50 + start, 50 + end))
    assert shown is not None
    wanted = "".join(source[start:end].split())
    assert shown in (wanted, text)


@pytest.mark.parametrize("kind", ["paragraph", "item"])
def test_a_quote_of_the_whole_clause_marks_all_of_it(kind: str) -> None:
    clause = FakeClause("甲乙", 7, 30, kind)
    assert quoted_span(clause, Quoted("甲 乙", 7, 30)) == (0, 2)


def test_parts_of_a_clause_are_its_text_with_every_quote_marked_once() -> None:
    clause = FakeClause("甲乙丙丁戊", 0, 5)
    quotes = [Quoted("丁戊", 3, 5, "b"), Quoted("乙丙", 1, 3, "a"), Quoted("丙丁", 2, 4, "c")]
    parts = marked_parts(clause, quotes)
    assert "".join(text for text, _ in parts) == clause.text
    assert [(text, quote.key) for text, quote in parts if quote] == [
        ("乙丙", "a"),
        ("丁", "c"),
        ("戊", "b"),
    ]
