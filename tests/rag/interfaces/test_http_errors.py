"""What an error becomes over HTTP."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from rag import InvalidQuestion, ModelUnavailable, PolicyQAError, StoreBusy
from rag.interfaces.http_errors import add_error_handlers, error_body, refusal_body, status_of


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
