"""Figures of a running server for Prometheus: requests, answers, the Store and the process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from rag.model import Answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rag.assistant import Assistant

__all__ = ["Measured", "Metrics"]

# Seconds: a question takes some hundredths, a chat model's answer some ten.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The figures of one server, in a registry of its own. Safe to use from several threads.

    No figure is labelled with anything a client chooses: their number is bounded, and no question
    stands in them.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "policyqa_requests", "Requests answered.", ["path", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "policyqa_request_seconds", "Seconds from a request to the end of its response.",
            ["path"], buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._running = Gauge(
            "policyqa_requests_running", "Requests being answered.", registry=self.registry
        )
        self._answers = Counter(
            "policyqa_answers", "Answers by outcome.", ["status"], registry=self.registry
        )
        self._store = {
            name: Gauge(f"policyqa_store_{name}", about, registry=self.registry)
            for name, about in (
                ("documents", "Documents that are searched."),
                ("clauses", "Clauses that are searched."),
                ("generation", "Number of the search files in use."),
            )
        }
        ProcessCollector(registry=self.registry)

    def count(self, answer: Answer) -> None:
        """Count an Answer by its outcome."""
        self._answers.labels(answer.status.value).inc()

    def counted(self, pieces: Iterator[str | Answer]) -> Iterator[str | Answer]:
        """Yield the pieces of a stream, counting the Answer among them."""
        for piece in pieces:
            if isinstance(piece, Answer):
                self.count(piece)
            yield piece

    def begin(self) -> float:
        """Count a request as running; return the time for ``end``."""
        self._running.inc()
        return time.perf_counter()

    def end(self, path: str, status: int, began: float) -> None:
        """Count a request that is over."""
        self._running.dec()
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(time.perf_counter() - began)

    def page(self, assistant: Assistant) -> tuple[bytes, str]:
        """Return the figures in Prometheus' text form, and its content type."""
        snapshot = assistant.snapshot
        facts = {
            "documents": len(snapshot.documents()),
            "clauses": snapshot.clause_count,
            "generation": snapshot.generation,
        }
        for name, value in facts.items():
            self._store[name].set(value)
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


class Measured:
    """ASGI middleware: counts requests and times them, by the route that answered."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, self._metrics.begin()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._metrics.end(_path_of(scope), status, began)


def _path_of(scope: Scope) -> str:
    """Return the path of the route that answered, with its parameters' names; "other" for none."""
    route: Any = scope.get("route")
    if route is None and scope.get("endpoint") and not scope.get("path_params"):
        return str(scope["path"])  # a plain route, whose path is that of the request
    return str(getattr(route, "path", "other"))
