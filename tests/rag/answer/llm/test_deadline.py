"""A chat model's words come within a time and a length, whatever the model does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from rag.answer.llm.deadline import MOST_CHARACTERS, Deadline, stream_within
from rag.errors import ModelUnavailable
from tests.doubles_chat import ScriptedChatModel

TALK = [HumanMessage("补贴？")]


class _Empty(ScriptedChatModel):
    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))


class _Fails(ScriptedChatModel):
    error: Any = None

    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        raise self.error


def test_the_pieces_joined_are_what_the_model_wrote() -> None:
    model = ScriptedChatModel(script="补贴20万元[1]。", piece=3)
    pieces = list(stream_within(model, TALK, Deadline(10)))
    assert len(pieces) > 1
    assert "".join(pieces) == "补贴20万元[1]。"


def test_time_runs_out_and_never_below_nought() -> None:
    deadline = Deadline(0.01)
    time.sleep(0.02)
    assert deadline.left() == 0.0
    assert "within 0.01 seconds" in str(deadline.passed())
    assert 9 < Deadline(10).left() <= 10


def test_a_model_that_is_too_slow_is_left() -> None:
    model = ScriptedChatModel(script="补贴" * 40, pause=0.2, piece=1)
    start = time.monotonic()
    with pytest.raises(ModelUnavailable, match="POLICYQA_MODEL_DEADLINE"):
        list(stream_within(model, TALK, Deadline(0.3)))
    assert time.monotonic() - start < 2


def test_a_model_that_does_not_stop_is_stopped() -> None:
    model = ScriptedChatModel(script="补" * (MOST_CHARACTERS + 1), piece=5000)
    with pytest.raises(ModelUnavailable, match="was stopped"):
        list(stream_within(model, TALK, Deadline(10)))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError("secret"), "did not answer in time"),
        (ConnectionError("secret"), "cannot be reached"),
        (UnicodeError("secret"), "not UTF-8"),
        (ValueError("secret"), r"failed \(ValueError\)"),
    ],
)
def test_a_failure_is_told_by_its_kind_and_never_in_its_own_words(
    error: Exception, said: str
) -> None:
    with pytest.raises(ModelUnavailable, match=said) as raised:
        list(stream_within(_Fails(error=error), TALK, Deadline(10)))
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_refusal_of_our_own_keeps_its_words() -> None:
    error = ModelUnavailable("the prompt is longer than the model reads")
    with pytest.raises(ModelUnavailable, match="longer than the model reads"):
        list(stream_within(_Fails(error=error), TALK, Deadline(10)))


def test_a_model_that_writes_nothing_has_failed() -> None:
    with pytest.raises(ModelUnavailable, match="wrote nothing"):
        list(stream_within(_Empty(), TALK, Deadline(10)))
