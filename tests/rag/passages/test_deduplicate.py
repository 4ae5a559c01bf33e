"""What is shown holds the best first, no text twice, and stays short."""

from __future__ import annotations

import itertools
import random

from corpus.address import Address
from corpus.model import ClauseKind
from index.model import StoredClause
from rag.passages.deduplicate import JOINED, shown
from rag.passages.windows import LONG, Window, windows

SENTENCE = "第{n}类家庭可以向所在街道申请为期{n}年的{n}号补贴，由街道办事处受理。"


def _clause(key: int, text: str, article: str = "a") -> StoredClause:
    return StoredClause(
        key, f"c{key}", "d", article, key, Address(()), ClauseKind.PARAGRAPH, text, 0, len(text),
        (), "",
    )  # fmt: skip


def _long(key: int, sentences: int) -> StoredClause:
    return _clause(
        key, "".join(SENTENCE.format(n=n + 100 * key) for n in range(10, 10 + sentences))
    )


def _stretch(*clauses: StoredClause) -> Window:
    return Window(clauses[0], clauses, "\n".join(c.text for c in clauses))


def test_overlapping_parts_of_a_clause_are_joined_where_the_better_one_stands() -> None:
    clause = _long(1, 12)
    parts = windows(clause, {1: clause})
    assert len(clause.text) > LONG
    assert parts[1].start < len(parts[0].text)
    other = _stretch(_clause(9, "与此无关的一句话。"))
    (first, joined), (second, rest) = shown([parts[0], other, parts[1]], [0, 1, 2], 10)
    assert (first, second, rest) == (0, 1, other)
    end = parts[1].start + len(parts[1].text)
    assert joined.text == clause.text[joined.start : end]
    assert len(joined.text) <= JOINED


def test_what_is_too_long_to_be_joined_shows_only_what_is_new() -> None:
    clause = _clause(1, "甲" * 300 + "乙" * 300)
    first, second = (Window(clause, (clause,), clause.text[a : a + 300], a) for a in (0, 100))
    last = Window(clause, (clause,), clause.text[160:600], 160)
    found = shown([first, second, last], [0, 1, 2], 10)
    assert [w.text for _, w in found] == [first.text, clause.text[300:]]


def test_neighbouring_clauses_that_offer_each_other_become_one_passage() -> None:
    a, b, c = (_clause(n, f"第{n}项要求各不相同的内容。") for n in (1, 2, 3))
    found = shown([_stretch(b, c), _stretch(a, b)], [0, 1], 10)
    assert [(place, w.text) for place, w in found] == [(0, _stretch(a, b, c).text)]
    assert found[0][1].clauses == (a, b, c)


def test_the_same_words_in_another_document_are_not_shown_again() -> None:
    one, two = (
        _stretch(_clause(1, "申请人须年满十八周岁。")),
        _stretch(_clause(2, "申请人须年满十八周岁。")),
    )
    assert shown([one, two], [1, 0], 10) == [(1, two)]


def test_no_text_is_shown_twice_and_none_is_made_up() -> None:
    draw = random.Random(7)
    clause = _long(1, 30)
    parts = windows(clause, {1: clause})
    for _ in range(50):
        order = draw.sample(range(len(parts)), len(parts))
        found = [w for _, w in shown(parts, order, len(parts))]
        seen = sorted((w.start, w.start + len(w.text)) for w in found)
        assert all(w.text == clause.text[w.start : w.start + len(w.text)] for w in found)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(seen))
