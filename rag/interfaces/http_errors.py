"""How errors look over HTTP: the status and the JSON body of each kind.

Imports no web framework until handlers are added, so that the guard of every server can use it.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import TYPE_CHECKING, Any

from corpus.errors import PolicyQAError
from index.errors import StoreError
from rag.errors import InvalidQuestion, ModelUnavailable

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["FailureLog", "add_error_handlers", "error_body", "refusal_body", "status_of"]

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
    app.add_middleware(FailureLog)


class FailureLog:
    """ASGI middleware, outermost but for the guards: a failure of ours is logged under a number.

    The log names the place; what the error says is neither in it nor in the response, because it
    may hold the question, or a secret. Nothing is passed on that a server would log itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say under which number its failure is logged."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # the outer edge of everything that is ours
            if scope["type"] != "http":
                raise
            message = f"the server failed; its log says where, under error {_logged(scope, error)}"
            if begun:
                raise ConnectionAbortedError(message) from None
            await _response(500, "internal_error", message)(scope, receive, send)


def _logged(scope: Scope, error: Exception) -> str:
    """Log where a request failed, and return under which number."""
    number = secrets.token_hex(4)
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    place = f"{scope['method']} {scope['path']}"
    _LOG.error("%s failed (error %s): %s at\n%s", place, number, type(error).__name__, frames)
    return number


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


def _response(status: int, kind: str, message: str) -> Response:
    from fastapi.responses import JSONResponse

    return JSONResponse(error_body(kind, message), status)
