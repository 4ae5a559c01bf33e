"""What an error becomes over HTTP."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from rag import InvalidQuestion, ModelUnavailable, PolicyQAError, StoreBusy
from rag.interfaces.http_errors import (
    FailureLog,
    add_error_handlers,
    error_body,
    refusal_body,
    status_of,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidQuestion("empty"), 400),
        (StoreBusy("being written"), 503),
        (ModelUnavailable("no answer"), 503),
        (PolicyQAError("no such document"), 404),
    ],
)
def test_the_status_tells_a_bad_question_from_a_server_that_cannot(
    error: PolicyQAError, status: int
) -> None:
    assert status_of(error) == status


def test_the_body_of_an_error_is_what_openai_clients_read() -> None:
    assert error_body("busy", "try again") == {
        "error": {"type": "busy", "message": "try again", "param": None, "code": "busy"}
    }
    assert refusal_body("busy", "try again") == {
        "error": {"type": "busy", "message": "try again"}
    }  # fmt: skip


async def test_every_error_is_answered_in_one_line_of_json() -> None:
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/busy")
    async def busy() -> None:
        raise StoreBusy("the store is being written; try again")

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("sk-CANARY")

    @app.get("/number")
    async def number(of: int) -> None: ...

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        replies = {
            path: await client.get(path) for path in ("/busy", "/broken", "/number?of=x", "/none")
        }
    assert [reply.status_code for reply in replies.values()] == [503, 500, 400, 404]
    errors = {path: reply.json()["error"] for path, reply in replies.items()}
    assert errors["/busy"]["type"] == "StoreBusy"
    assert errors["/number?of=x"]["message"].startswith("query.of: ")
    assert "CANARY" not in replies["/broken"].text


async def test_a_failure_is_logged_by_its_place_and_number_and_not_by_what_it_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = "sk-CANARY 我的身份证号"

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(said)

    transport = httpx.ASGITransport(FailureLog(broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        reply = await client.post("/ask")
    (number,) = re.findall("error ([0-9a-f]{8})", reply.json()["error"]["message"])
    assert reply.status_code == 500
    assert f"POST /ask failed (error {number}): ValueError" in caplog.text
    assert "in broken" in caplog.text
    assert "CANARY" not in caplog.text + reply.text


async def test_a_failure_after_the_response_has_begun_ends_it_and_says_no_more() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("sk-CANARY")

    transport = httpx.ASGITransport(FailureLog(broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        with pytest.raises(ConnectionAbortedError, match="under error") as failure:
            await client.get("/ask")
    assert failure.value.__cause__ is None
