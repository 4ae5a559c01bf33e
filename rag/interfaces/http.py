"""The HTTP server of ``policyqa serve``: JSON API, OpenAI chat API, MCP and a reference page."""

from __future__ import annotations

import html
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.routing import Route

from rag.errors import InvalidSettings
from rag.interfaces import mcp_server
from rag.interfaces.guard import Guard, Limits, RequestLimits, is_loopback
from rag.interfaces.http_errors import add_error_handlers
from rag.interfaces.listening import listening_socket, url_of
from rag.interfaces.metrics import Measured, Metrics
from rag.interfaces.openai_api import openai_routes
from rag.interfaces.requests import AsOf, HitCount, Inquiry, Turns
from rag.interfaces.service import Service
from rag.interfaces.workers import add_workers, in_worker, started
from rag.model import Answer

if TYPE_CHECKING:
    import socket

    from rag.assistant import Assistant

__all__ = ["create_app", "serve"]

# What this server sends may load nothing and run nothing, and is kept by no cache.
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
)


class QuestionBody(BaseModel):
    """A question, with the conversation before it and the date it is asked for."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="what you want to know, in your own words")
    history: Turns = []
    as_of: AsOf = None
    standalone: bool = Field(False, description="do not complete it from the history")

    def inquiry(self) -> Inquiry:
        """Return the question as the service takes it."""
        return Inquiry(self.question, () if self.standalone else self.history, self.as_of)


class AskBody(QuestionBody):
    """A question to be answered."""

    stream: bool = Field(False, description="send pieces as server-sent events")
    hits: bool = Field(False, description="return the passages read, too")


class SearchBody(QuestionBody):
    """A question whose passages are wanted."""

    k: HitCount = 10


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
    limits = limits or Limits()
    metrics = Metrics()
    service = Service(assistant, metrics)
    mcp = mcp_server.build(service)
    # One answer a request and no session: nothing stays behind when a client goes away.
    mcp_app = mcp.streamable_http_app(
        stateless_http=True, json_response=True, max_request_body_size=limits.body, host=""
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        add_workers(app, limits.workers)
        async with mcp.session_manager.run():
            yield

    app = FastAPI(
        title="policyqa", docs_url=None, redoc_url=None, lifespan=lifespan,
        description="Ask official documents; every sentence of an answer is cited and checked.",
    )  # fmt: skip
    add_error_handlers(app)
    _add_questions(app, service)
    _add_documents(app, service)
    _add_metrics(app, metrics, assistant)
    app.include_router(openai_routes(service))
    # POST only: the stream that GET would open says nothing without a session, and never ends.
    endpoints = [route for route in mcp_app.routes if isinstance(route, Route)]
    app.router.routes.extend(Route(r.path, r.endpoint, methods=["POST"]) for r in endpoints)
    app.add_middleware(RequestLimits, limits=limits)
    app.add_middleware(Guard, token=token, local_only=local_only, headers=_HEADERS)
    app.add_middleware(Measured, metrics=metrics)  # outermost: what is refused counts, too
    return app


def _add_questions(app: FastAPI, service: Service) -> None:
    @app.post("/ask", summary="Answer a question, every sentence cited, or abstain")
    async def ask(body: AskBody, request: Request) -> Any:
        if body.stream:
            return await _streamed(body, service, request)
        answer = await in_worker(request, lambda: service.ask(body.inquiry()))
        return _answer_dict(answer, hits=body.hits)

    @app.post("/search", summary="Find the passages that answer, best first")
    async def search(body: SearchBody, request: Request) -> dict[str, Any]:
        return {"hits": await in_worker(request, lambda: service.search(body.inquiry(), body.k))}


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
        return await in_worker(request, lambda: service.document(document_id, address))

    @app.get("/health", summary="Tell that the server runs")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/", include_in_schema=False, response_class=HTMLResponse)
    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    async def page() -> str:
        return _reference(app.openapi())


def _add_metrics(app: FastAPI, metrics: Metrics, assistant: Assistant) -> None:
    @app.get("/metrics", summary="Figures for Prometheus", response_class=Response)
    async def figures(request: Request) -> Response:
        page, kind = await in_worker(request, lambda: metrics.page(assistant))
        return Response(page, media_type=kind)


def _answer_dict(answer: Answer, *, hits: bool) -> dict[str, Any]:
    """Return an Answer as JSON, without the passages unless they are wanted."""
    values = answer.to_dict()
    if not hits:
        values.pop("hits")
    return values


async def _streamed(body: AskBody, service: Service, request: Request) -> StreamingResponse:
    """Send ``piece`` events and one ``answer`` event; a bad question is refused before them."""
    pieces = await started(request, service.stream(body.inquiry()))
    events = (_event(piece, body.hits) for piece in pieces)
    return StreamingResponse(events, media_type="text/event-stream")


def _event(piece: str | Answer, hits: bool) -> str:
    if isinstance(piece, Answer):
        return f"event: answer\ndata: {json.dumps(_answer_dict(piece, hits=hits))}\n\n"
    return f"event: piece\ndata: {json.dumps({'text': piece})}\n\n"


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

    from rag.interfaces.connections import BoundedConnections

    if not is_loopback(host) and not token:
        raise InvalidSettings(
            f"{host} can be reached by other machines: set POLICYQA_TOKEN, or serve on 127.0.0.1"
        )
    app = create_app(assistant, token=token, local_only=is_loopback(host))
    listener = _listen(host, port)
    if announce is not None:
        announce(url_of(listener))
    config = uvicorn.Config(
        app, http=BoundedConnections, log_level="warning", access_log=False, server_header=False,
        timeout_keep_alive=75,  # longer than clients keep one idle: none meets a closing connection
    )  # fmt: skip
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address.

    :raises InvalidSettings: the address cannot be bound.
    """
    try:
        return listening_socket(host, port)
    except OSError as error:
        raise InvalidSettings(
            f"cannot listen on {host}:{port} ({error.strerror}): choose another --port"
        ) from None
