"""``policyqa serve``: the assistant over HTTP. Nothing it serves loads anything from elsewhere."""

from __future__ import annotations

import html
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from corpus.errors import PolicyQAError
from index.errors import StoreError
from rag.errors import InvalidQuestion, InvalidSettings, ModelUnavailable
from rag.interfaces.guard import Guard, Limits, is_loopback
from rag.interfaces.service import MOST_HITS, Service
from rag.model import Answer

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["AskBody", "SearchBody", "create_app", "serve", "status_of"]

_LOG = logging.getLogger(__name__)
Turns = Annotated[
    list[tuple[str, str]],
    Field(max_length=20, description="earlier questions and answers, oldest first"),
]
AsOf = Annotated[
    str | None,
    Field(max_length=20, description="judge documents as they stood on this date, YYYY-MM-DD"),
]


class AskBody(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="what you want to know, in your own words")
    history: Turns = []
    as_of: AsOf = None
    stream: bool = Field(False, description="send pieces as server-sent events")
    hits: bool = Field(False, description="return the passages read, too")


class SearchBody(BaseModel):
    """A question whose passages are wanted."""

    model_config = ConfigDict(extra="forbid")

    question: str
    k: int = Field(10, ge=1, le=MOST_HITS, description="at most this many passages")
    history: Turns = []
    as_of: AsOf = None


def create_app(
    assistant: Assistant,
    *,
    token: str | None = None,
    local_only: bool = True,
    limits: Limits | None = None,
) -> FastAPI:
    """Return the application: HTTP API, OpenAI chat API under /v1, MCP under /mcp.

    :param token: the bearer token every request but /health must carry.
    :param local_only: answer only to requests for 127.0.0.1 or localhost.
    """
    from rag.interfaces.mcp_server import build
    from rag.interfaces.openai_api import openai_routes

    limits = limits or Limits()
    service = Service(assistant)
    mcp = build(service)
    # One answer a request and no session: nothing stays behind when a client goes away.
    mcp_app = mcp.streamable_http_app(
        stateless_http=True, json_response=True, max_request_body_size=limits.body, host=""
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.limiter = CapacityLimiter(limits.workers)
        async with mcp.session_manager.run():
            yield

    app = FastAPI(
        title="policyqa", docs_url=None, redoc_url=None, lifespan=lifespan,
        description="Ask official documents; every sentence of an answer is cited and checked.",
    )  # fmt: skip
    _add_errors(app)
    _add_questions(app, service)
    _add_documents(app, service)
    app.include_router(openai_routes(service))
    app.router.routes.extend(mcp_app.routes)
    app.add_middleware(Guard, token=token, local_only=local_only, limits=limits)
    return app


async def in_worker(request: Request, work: Callable[[], Any]) -> Any:
    """Run blocking work on one of the server's workers."""
    return await to_thread.run_sync(work, limiter=request.app.state.limiter)


def _add_questions(app: FastAPI, service: Service) -> None:
    @app.post("/ask", summary="Answer a question, every sentence cited, or abstain")
    async def ask(body: AskBody, request: Request) -> Any:
        if body.stream:
            return await _streamed(body, service, request)
        answer = await in_worker(
            request, lambda: service.ask(body.question, body.history, body.as_of)
        )
        return answer_dict(answer, hits=body.hits)

    @app.post("/search", summary="Find the passages that answer, best first")
    async def search(body: SearchBody, request: Request) -> dict[str, Any]:
        found = await in_worker(
            request, lambda: service.search(body.question, body.k, body.history, body.as_of)
        )
        return {"hits": found}


def _add_documents(app: FastAPI, service: Service) -> None:
    @app.get("/documents", summary="List the documents")
    async def documents(request: Request) -> dict[str, Any]:
        return {"documents": await in_worker(request, service.documents)}

    @app.get("/documents/{document_id}", summary="Read a document, or one place of it")
    async def document(
        document_id: str,
        request: Request,
        address: Annotated[
            str | None, Query(max_length=80, description="第十九条, 二(一)3")
        ] = None,
    ) -> dict[str, Any]:
        found: dict[str, Any] = await in_worker(
            request, lambda: service.document(document_id, address)
        )
        return found

    @app.get("/health", summary="Tell that the server runs")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/", include_in_schema=False, response_class=HTMLResponse)
    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    async def page() -> str:
        return _reference(app.openapi())


def answer_dict(answer: Answer, *, hits: bool) -> dict[str, Any]:
    """Return an Answer as JSON, without the passages unless they are wanted."""
    values = answer.to_dict()
    if not hits:
        values.pop("hits")
    return values


async def _streamed(body: AskBody, service: Service, request: Request) -> StreamingResponse:
    """Send ``piece`` events and one ``answer`` event; a bad question is refused before them."""
    pieces = service.stream(body.question, body.history, body.as_of)
    first = await in_worker(request, lambda: next(pieces, None))

    def events() -> Iterator[str]:
        yield _event(first, body.hits)
        for piece in pieces:
            yield _event(piece, body.hits)

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(piece: str | Answer | None, hits: bool) -> str:
    if isinstance(piece, Answer):
        return f"event: answer\ndata: {json.dumps(answer_dict(piece, hits=hits))}\n\n"
    return f"event: piece\ndata: {json.dumps({'text': piece or ''})}\n\n"


# ---- errors -------------------------------------------------------------------------------


def status_of(error: PolicyQAError) -> int:
    """Return the HTTP status of an error of the family."""
    if isinstance(error, InvalidQuestion):
        return 400
    if isinstance(error, StoreError | ModelUnavailable):
        return 503
    return 404


def error_body(kind: str, message: str) -> dict[str, Any]:
    """Return an error as every interface sends it, in the shape OpenAI clients read."""
    return {"error": {"type": kind, "message": message, "param": None, "code": kind}}


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(PolicyQAError)
    async def refused(request: Request, error: PolicyQAError) -> JSONResponse:
        return JSONResponse(error_body(type(error).__name__, str(error)), status_of(error))

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or "the body"
        message = f"{where}: {first['msg']}; see /docs for what is expected"
        return JSONResponse(error_body("invalid_request_error", message), 400)

    @app.exception_handler(HTTPException)
    async def unfit(request: Request, error: HTTPException) -> JSONResponse:
        body = error_body("invalid_request_error", str(error.detail))
        return JSONResponse(body, error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        # The outer edge: the log names the place, the client learns nothing of the inside.
        _LOG.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
        return JSONResponse(error_body("internal_error", "the server failed; see its log"), 500)


# ---- the page -----------------------------------------------------------------------------

_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>policyqa API</title>
<style>body{{font:16px/1.6 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}}
pre{{background:#f4f4f4;padding:.8rem;overflow:auto}}code{{font-weight:bold}}</style>
<h1>policyqa API</h1><p>{about} <a href="/openapi.json">/openapi.json</a></p>{operations}
<h2>Bodies</h2>{schemas}</html>"""


def _reference(schema: dict[str, Any]) -> str:
    """Return the API's reference as one page that loads nothing."""
    operations = "".join(
        f"<h2><code>{method.upper()} {html.escape(path)}</code></h2>"
        f"<p>{html.escape(operation.get('summary', ''))}</p>"
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    schemas = "".join(
        f"<h3>{html.escape(name)}</h3>"
        f"<pre>{html.escape(json.dumps(body, ensure_ascii=False, indent=2))}</pre>"
        for name, body in schema.get("components", {}).get("schemas", {}).items()
    )
    about = html.escape(schema["info"].get("description", ""))
    return _PAGE.format(about=about, operations=operations, schemas=schemas)


# ---- running ------------------------------------------------------------------------------


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str | None = None,
    *,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until stopped.

    :param host: an address that other machines reach needs a ``token``.
    :param port: 0 takes a free one.
    :param announce: is told the URL once the port is taken.
    :raises InvalidSettings: no token for an open address, or the port is taken.
    """
    import uvicorn

    if not is_loopback(host) and not token:
        raise InvalidSettings(
            f"{host} can be reached by other machines: set POLICYQA_TOKEN, or serve on 127.0.0.1"
        )
    app = create_app(assistant, token=token, local_only=is_loopback(host))
    taken = _take(host, port)
    if announce is not None:
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{taken.getsockname()[1]}")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False,
        timeout_keep_alive=75,  # longer than clients keep one idle: none meets a closing connection
    )  # fmt: skip
    with taken:
        uvicorn.Server(config).run(sockets=[taken])


def _take(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address.

    :raises InvalidSettings: the address cannot be bound.
    """
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(512)  # whoever hears of the address may connect at once
    except OSError as error:
        taken.close()
        raise InvalidSettings(
            f"cannot listen on {host}:{port} ({error.strerror}): choose another --port"
        ) from None
    return taken
