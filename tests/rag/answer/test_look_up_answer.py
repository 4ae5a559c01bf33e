"""Answers to look-ups."""

from __future__ import annotations

from rag import Assistant


def test_the_items_of_a_list_are_cited_once_with_the_words_that_lead_them_in(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("养犬管理办法第六条")
    assert len(answer.citations) == 2
    first = answer.citations[0]
    assert first.quote.startswith("第六条")
    assert first.quote.endswith("犬只正面和侧面照片。")
    assert assistant.snapshot.text(first.document.id)[first.start : first.end] == first.quote
    assert answer.text.count("[1]") == 1
