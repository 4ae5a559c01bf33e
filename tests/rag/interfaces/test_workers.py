"""Blocking work of an async server runs on its worker threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request

from rag import InvalidQuestion
from rag.interfaces.workers import add_workers, in_worker, started


@pytest.fixture
async def request_to_app() -> Request:
    app = FastAPI()
    add_workers(app, 2)
    return Request({"type": "http", "app": app})


async def test_work_runs_on_another_thread(request_to_app: Request) -> None:
    assert await in_worker(request_to_app, threading.get_ident) != threading.get_ident()


async def test_a_stream_keeps_every_piece(request_to_app: Request) -> None:
    assert list(await started(request_to_app, iter("abc"))) == ["a", "b", "c"]
    assert list(await started(request_to_app, iter(()))) == []


async def test_a_bad_question_is_refused_before_the_response_begins(
    request_to_app: Request,
) -> None:
    def pieces() -> Iterator[str]:
        raise InvalidQuestion("the question is empty")
        yield ""

    with pytest.raises(InvalidQuestion):
        await started(request_to_app, pieces())
