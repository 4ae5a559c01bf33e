"""What each route searches for."""

from __future__ import annotations

import pytest

from index.encoders.encoder import load_encoder
from rag import Assistant
from rag.query.question import analyse
from rag.retrieval.candidates import Retriever
from rag.retrieval.routes import ROUTES


def _found(assistant: Assistant, question: str, *, without: str | None = None) -> set[int]:
    retriever = Retriever(assistant.snapshot, load_encoder(), without=without)
    return set(retriever.unread(analyse(question)).keys.tolist())


def test_an_english_question_is_searched_by_chinese_words_as_well(assistant: Assistant) -> None:
    question = "How much is the fine for walking a dog without a leash?"
    by_words = _found(assistant, question, without="dense")
    texts = [c.text for c in assistant.snapshot.clauses(sorted(by_words))]
    assert any("犬" in text for text in texts)


def test_a_chinese_question_is_searched_by_its_own_words(assistant: Assistant) -> None:
    assert _found(assistant, "乙甲丙丁戊己", without="dense") == set()


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_left_out_finds_nothing(assistant: Assistant, route: str) -> None:
    question = "《云澜市养犬管理办法》第八条对遛狗有什么要求？"
    assert _found(assistant, question, without=route) <= _found(assistant, question)
