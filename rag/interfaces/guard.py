"""What every HTTP request passes first: whom it is for, who sends it, how much, how many."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from secrets import compare_digest
from typing import Any

__all__ = ["Guard", "Limits", "is_loopback"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
# Nothing that this server sends may load or run anything.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server takes on.

    :param body: bytes of a request.
    :param waiting: requests being answered or waiting, over which more are turned away.
    :param workers: questions answered at the same time.
    """

    body: int = 256 * 1024
    waiting: int = 256
    workers: int = 8


class _TooLarge(Exception):
    """A request's body is over the limit."""


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    return host in _LOOPBACK


class Guard:
    """ASGI middleware in front of everything else.

    :param token: the bearer token every request but /health must carry; ``None`` for none.
    :param local_only: refuse a Host header of another name, so that no web page can reach a
        server on this machine by rebinding its own name to it.
    """

    def __init__(self, app: App, *, token: str | None, local_only: bool, limits: Limits) -> None:
        self._app = app
        self._token = token.encode() if token else None
        self._local_only = local_only
        self._limits = limits
        self._inside = 0

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            await _refuse(send, *refused)
            return
        self._inside += 1
        try:
            await self._within_size(scope, receive, send)
        finally:
            self._inside -= 1

    def _refusal(self, scope: Any) -> tuple[int, str, str] | None:
        """Return status, kind and message when the request may not pass."""
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = headers.get(b"host", b"").decode("latin-1")
        if self._local_only and _name_of(host) not in _LOOPBACK:
            return 421, "wrong_host", "this server answers to 127.0.0.1 and localhost only"
        if self._token and scope["path"] != "/health" and not self._is_known(headers):
            return 401, "unauthorized", "send the server's token: Authorization: Bearer TOKEN"
        if _length(headers) > self._limits.body:
            return 413, "too_large", _too_large(self._limits)
        if self._inside >= self._limits.waiting:
            return 429, "busy", "too many requests are waiting: try again in a second"
        return None

    def _is_known(self, headers: dict[bytes, bytes]) -> bool:
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        # Compared in constant time, so that timing tells nothing of the token.
        known = compare_digest(given.strip(), self._token or b"")
        return known and scheme.lower() == b"bearer"

    async def _within_size(self, scope: Any, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body and adding our headers to the answer."""
        read = 0
        refused = False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limits.body:
                raise _TooLarge
            return message

        async def sealed(message: Message) -> None:
            nonlocal refused
            if refused:
                return  # what the application says of a body it could not read to its end
            if message["type"] == "http.response.start":
                if read > self._limits.body:
                    refused = True
                    await _refuse(send, 413, "too_large", _too_large(self._limits))
                    return
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        try:
            await self._app(scope, counted, sealed)
        except _TooLarge:
            await sealed({"type": "http.response.start"})


def _name_of(host: str) -> str:
    """Return a Host header without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0] or host


def _length(headers: dict[bytes, bytes]) -> int:
    given = headers.get(b"content-length", b"0")
    return int(given) if given.isdigit() else 0


def _too_large(limits: Limits) -> str:
    return f"the request is over {limits.body} bytes: ask a shorter question"


async def _refuse(send: Send, status: int, kind: str, message: str) -> None:
    body = json.dumps({"error": {"type": kind, "message": message}}).encode()
    headers = [(b"content-type", b"application/json"), *_HEADERS]
    headers += [(b"retry-after", b"1")] if status == 429 else []
    headers += [(b"www-authenticate", b"Bearer")] if status == 401 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
