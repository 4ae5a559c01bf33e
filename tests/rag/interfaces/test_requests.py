"""A caller's chat becomes one question with its history."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from rag import InvalidQuestion
from rag.interfaces.requests import (
    LAST_TURNS,
    MOST_HITS,
    AsOf,
    HitCount,
    Inquiry,
    Turns,
    inquiry_from_messages,
    last_of,
)


def test_earlier_messages_become_pairs_of_question_and_answer() -> None:
    asked = inquiry_from_messages(
        [
            ("system", "be brief"),
            ("user", "one?"),
            ("assistant", "1"),
            ("user", "two?"),
            ("user", "three?"),
        ]
    )
    assert asked == Inquiry("three?", [("one?", "1"), ("two?", "")])


def test_an_answer_before_any_question_and_an_empty_message_are_left_out() -> None:
    asked = inquiry_from_messages([("assistant", "hello"), ("user", " "), ("user", "one?")])
    assert asked == Inquiry("one?", [])


@pytest.mark.parametrize(
    "messages", [[], [("system", "x")], [("user", "x"), ("assistant", "y")], [("user", "  ")]]
)
def test_a_chat_that_ends_without_a_question_is_refused(messages: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidQuestion, match="the last message"):
        inquiry_from_messages(messages)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (AsOf, "2" * 21),
        (HitCount, 0),
        (HitCount, MOST_HITS + 1),
        (Turns, [("q",)]),
    ],
)
def test_a_field_out_of_bounds_is_refused(field: object, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(field).validate_python(value)


def test_of_a_long_conversation_the_last_few_count() -> None:
    turns = [(str(n), "a") for n in range(2001)]
    kept = TypeAdapter(Turns).validate_python(turns)
    assert kept == turns[-LAST_TURNS:]
    messages = [(role, text) for q, a in turns for role, text in (("user", q), ("assistant", a))]
    asked = inquiry_from_messages([*messages, ("user", "last?")])
    assert (asked.question, list(asked.history)) == ("last?", kept)
    assert last_of(2)("abc") == "abc"
