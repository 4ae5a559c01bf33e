"""The connections of a server: how many at once, and how long one may take to state a request.

uvicorn waits for the headers of a request without end and takes any number of connections, so that
clients that say nothing use up the process's file descriptors, and nobody else gets in.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from functools import cache
from typing import TYPE_CHECKING, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["BoundedConnections"]

# Seconds from a connection's first byte, or its beginning, until its request's headers are there.
HEADER_SECONDS = 10.0
_MOST = 2000
# Descriptors that are not connections: the Store's files, logs, a chat model's connections.
_OTHERS = 128
_numbers = itertools.count()


class BoundedConnections(H11Protocol):
    """uvicorn's HTTP protocol with a deadline for headers and a bound on connections.

    A connection that is one too many takes the place of the one that has waited longest without
    having stated a request; where all are being answered, it is closed.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection on, or close it or another where there are too many."""
        super().connection_made(transport)
        self.number = next(_numbers)
        self._deadline = self.loop.call_later(HEADER_SECONDS, transport.abort)
        if len(self.connections) > most_connections():
            least = _longest_unstated(cast("Collection[BoundedConnections]", self.connections))
            least.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read what came, and set the deadline for what is still to come of the headers."""
        super().data_received(data)
        if not self.states_nothing():
            self._end_deadline()
        elif self._deadline is None and self.transport and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let a connection go."""
        self._end_deadline()
        super().connection_lost(exc)

    def states_nothing(self) -> bool:
        """Return whether no request's headers have come whole since the last response."""
        return self.conn.their_state is h11.IDLE

    def _end_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _longest_unstated(connections: Collection[BoundedConnections]) -> BoundedConnections:
    """Return the oldest connection without a request, or the newest of all."""
    unstated = [
        one for one in connections if one.states_nothing() and not one.transport.is_closing()
    ]
    newest = max(connections, key=lambda one: one.number)
    return min(
        (one for one in unstated if one is not newest), key=lambda one: one.number, default=newest
    )


@cache
def most_connections() -> int:
    """Return how many connections there may be, once as many descriptors as may be are taken."""
    if sys.platform == "win32":
        return _MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _OTHERS if hard == resource.RLIM_INFINITY else min(_MOST + _OTHERS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # not allowed here: fewer connections then
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    open_files = _MOST + _OTHERS if soft == resource.RLIM_INFINITY else soft
    return max(8, min(_MOST, open_files - _OTHERS))
