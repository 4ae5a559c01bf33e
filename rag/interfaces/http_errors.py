"""How errors look over HTTP: the status and the JSON body of each kind.

Imports no web framework until handlers are added, so that the guard of every server can use it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from corpus.errors import PolicyQAError
from index.errors import StoreError
from rag.errors import InvalidQuestion, ModelUnavailable

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

__all__ = ["add_error_handlers", "error_body", "refusal_body", "status_of"]

_LOG = logging.getLogger(__name__)


def status_of(error: PolicyQAError) -> int:
    """Return the HTTP status of an error of the family."""
    if isinstance(error, InvalidQuestion):
        return 400
    if isinstance(error, StoreError | ModelUnavailable):
        return 503
    return 404


def error_body(kind: str, message: str) -> dict[str, Any]:
    """Return the body of an error, in the shape OpenAI clients read."""
    return {"error": {"type": kind, "message": message, "param": None, "code": kind}}


def refusal_body(kind: str, message: str) -> dict[str, Any]:
    """Return the body for a request that is turned away before the application reads it."""
    return {"error": {"type": kind, "message": message}}


def add_error_handlers(app: FastAPI) -> None:
    """Let an application answer every error in one line of JSON."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    app.exception_handler(PolicyQAError)(_answer_refusal)
    app.exception_handler(RequestValidationError)(_answer_invalid_request)
    app.exception_handler(HTTPException)(_answer_http_error)
    app.exception_handler(Exception)(_answer_failure)


async def _answer_refusal(request: Request, error: PolicyQAError) -> Response:
    return _response(status_of(error), type(error).__name__, str(error))


async def _answer_invalid_request(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "the body"
    message = f"{where}: {first['msg']}; see /docs for what is expected"
    return _response(400, "invalid_request_error", message)


async def _answer_http_error(request: Request, error: HTTPException) -> Response:
    response = _response(error.status_code, "invalid_request_error", str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _answer_failure(request: Request, error: Exception) -> Response:
    # The outer edge: the log names the place, the client learns nothing of the inside.
    _LOG.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return _response(500, "internal_error", "the server failed; see its log")


def _response(status: int, kind: str, message: str) -> Response:
    from fastapi.responses import JSONResponse

    return JSONResponse(error_body(kind, message), status)
