"""The parts of a question in its answer."""

from __future__ import annotations

import pytest

from rag.answer.candidate_sentences import Sentence
from rag.answer.question_parts import missing_sides
from rag.query.question import analyse
from tests.rag.made_passages import document, passage


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        (["城区的食堂每餐补贴3元。"], ("乡镇",)),
        (["城区的食堂每餐补贴3元。", "乡镇的食堂每餐补贴5元。"], ()),
        (["每餐都要登记。"], ()),
    ],
)
def test_a_side_that_nothing_shown_speaks_of_is_missing(
    texts: list[str], missing: tuple[str, ...]
) -> None:
    question = analyse("城区的食堂和乡镇的食堂，每餐补贴有什么不同？")
    found = [passage(n, text, of=document(str(n))) for n, text in enumerate(texts, start=1)]
    shown = [Sentence(item, item.start, item.end) for item in found]
    assert missing_sides(question, shown) == missing


def test_who_does_not_compare_misses_no_side() -> None:
    item = passage(1, "每餐补贴3元。")
    shown = [Sentence(item, item.start, item.end)]
    assert missing_sides(analyse("每餐补贴多少元？"), shown) == ()
