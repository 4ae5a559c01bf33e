"""Run an assistant's blocking work on the worker threads of an async server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

__all__ = ["add_workers", "in_worker", "started"]

T = TypeVar("T")


def add_workers(app: FastAPI, count: int) -> None:
    """Give an application its worker threads; called while its event loop runs."""
    app.state.limiter = CapacityLimiter(count)


async def in_worker(request: Request, work: Callable[[], T]) -> T:
    """Run blocking work on one of the server's worker threads."""
    return await to_thread.run_sync(work, limiter=request.app.state.limiter)


async def started(request: Request, pieces: Iterator[T]) -> Iterator[T]:
    """Return the pieces of a stream once the first is there.

    What makes a question invalid is raised here, before a response has begun.
    """
    first = await in_worker(request, lambda: list(islice(pieces, 1)))
    return chain(first, pieces)
