"""However a chat model fails, the documents still answer, in time, with a notice."""

from __future__ import annotations

import socket
import time

import pytest

from rag import Answer, Assistant
from rag.answer.llm.load import load_chat_model
from rag.errors import ModelUnavailable
from rag.settings import Settings
from tests.doubles import HashEncoder
from tests.doubles_chat import ScriptedChatModel
from tests.doubles_server import FAILURES, chat_server, stream_words
from tests.model_answers import whole_answer
from tests.rag.made_passages import evidence_of
from tests.rag.opened import assistant

__all__ = ["assistant"]

QUESTION = "新引进的博士研究生安家补贴多少钱？"
KEY = "sk-CANARY-key"


def test_an_openai_compatible_server_answers_through_its_base_url() -> None:
    words = ("博士研究生给予20万", "元安家补贴[1]。")
    with chat_server(lambda handler: stream_words(handler, *words)) as url:
        model = load_chat_model("any/model:name", base_url=url)
        result = whole_answer(model, QUESTION, evidence_of(), deadline=20.0)
    assert result.text == "博士研究生给予20万元安家补贴[1]。"
    assert result.trace["model"] == "any/model:name"


@pytest.mark.parametrize("failure", sorted(FAILURES))
def test_a_failing_server_is_a_clear_error_within_the_deadline(failure: str) -> None:
    with chat_server(FAILURES[failure]) as url:
        model = load_chat_model("m", base_url=url, api_key=KEY, timeout=1.0)
        start = time.perf_counter()
        with pytest.raises(ModelUnavailable) as raised:
            whole_answer(model, QUESTION, evidence_of(), deadline=1.0)
    assert time.perf_counter() - start < 2.5
    message = str(raised.value)
    assert "\n" not in message
    assert "CANARY" not in message
    assert raised.value.__cause__ is None


def asked(assistant: Assistant, url: str) -> tuple[Answer, float]:
    """Ask with a chat model behind ``url``; return the answer and the seconds it took."""
    settings = Settings(model="m", model_base_url=url, model_api_key=KEY, model_deadline=1.0)  # type: ignore[arg-type]
    opened = Assistant.open(assistant._store.path, settings=settings, encoder=HashEncoder())
    opened.retrieve(QUESTION)  # opening the Store is not the model's time
    start = time.perf_counter()
    return opened.ask(QUESTION), time.perf_counter() - start


def check(answer: Answer, seconds: float) -> None:
    assert answer.status == "answered"
    assert "20万元" in answer.text
    assert answer.citations
    assert any("原文摘录" in notice for notice in answer.notices)
    assert "CANARY" not in str(answer.to_dict())
    assert seconds < 4


@pytest.mark.parametrize("failure", ["stalls midway", "half a stream", "500", "garbage", "10 MB"])
def test_when_the_model_fails_the_documents_are_quoted(failure: str, assistant: Assistant) -> None:
    with chat_server(FAILURES[failure]) as url:
        check(*asked(assistant, url))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_failures_in_a_hundred_are_answered_in_time(assistant: Assistant) -> None:
    for run in range(100):
        with chat_server(FAILURES[sorted(FAILURES)[run % len(FAILURES)]]) as url:
            check(*asked(assistant, url))


def test_a_server_that_is_not_there_is_a_clear_error(assistant: Assistant) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        whole_answer(load_chat_model("m", base_url=url), QUESTION, evidence_of(), deadline=5.0)
    check(*asked(assistant, url))


def test_a_slow_model_is_left_at_the_deadline() -> None:
    model = ScriptedChatModel(script="good", pause=0.3, piece=1)
    start = time.perf_counter()
    with pytest.raises(ModelUnavailable, match=r"within 0\.5 seconds"):
        whole_answer(model, QUESTION, evidence_of(), deadline=0.5)
    assert time.perf_counter() - start < 1.5


@pytest.mark.parametrize("script", ["breaks", "garbage", "huge", "silent", "uncited", "invents"])
def test_a_model_without_a_usable_word_is_replaced_by_quotes(
    script: str, assistant: Assistant
) -> None:
    model = ScriptedChatModel(script=script, piece=60_000 if script == "huge" else 7)
    opened = Assistant.open(assistant._store.path, encoder=HashEncoder(), model=model)
    *pieces, final = opened.stream(QUESTION)
    assert isinstance(final, Answer)
    check(final, 0)
    assert "".join(str(p) for p in pieces).endswith(final.text)
