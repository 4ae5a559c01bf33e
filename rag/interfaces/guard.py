"""ASGI middleware in front of a server: which requests pass, and the headers of every response.

``Guard`` stands in front of the HTTP API and of the chat window; ``RequestLimits`` bounds the size
and the number of requests of the API. No web framework is imported.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any

from rag.interfaces.caller import calling
from rag.interfaces.http_errors import refusal_body

__all__ = ["Guard", "Limits", "RequestLimits", "is_loopback"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

_HOST_HEADER = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::\d*)?")
_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
# Neither server is for pages of other sites to call: what a framework allows them is left out.
_CROSS_ORIGIN = b"access-control-"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A refusal is read as text: it may load and run nothing.
_ON_REFUSALS: tuple[Header, ...] = (
    (b"content-type", b"application/json"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


def is_loopback(host: str) -> bool:
    """Return whether an address or host name reaches this machine only.

    :param host: as it is given to listen on, or as it stands in a URL: IPv6 with or without [].
    """
    name = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"


class Guard:
    """ASGI middleware: only requests that may be answered reach the application.

    :param local_only: refuse a Host header that does not name this machine, so that no web page
        can reach a server on this machine by rebinding its own name to it.
    :param token: the bearer token every request but /health must carry; ``None`` for none.
    :param allows: whether a path is served at all; ``None`` leaves that to the application.
    :param headers: what every response carries besides the headers that all servers send.
    """

    def __init__(
        self,
        app: App,
        *,
        local_only: bool,
        token: str | None = None,
        allows: Callable[[str], bool] | None = None,
        headers: Iterable[Header] = (),
    ) -> None:
        self._app = app
        self._local_only = local_only
        self._token = token.encode() if token else None
        self._allows = allows
        self._headers = (*_ALWAYS, *headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return
        send = _adding(self._headers, send)
        refusal = self._refusal(scope)
        if refusal is None:
            with calling(_address_of(scope)):
                await self._app(scope, receive, send)
        else:
            await _refuse(send, *refusal)

    def _refusal(self, scope: Scope) -> tuple[int, str, str] | None:
        """Return status, kind and message where the request may not pass."""
        headers = _headers_of(scope)
        if self._local_only and not _names_this_machine(headers):
            return 421, "wrong_host", "this server answers to 127.0.0.1 and localhost only"
        if not (scope["method"] in _SAFE_METHODS or _is_of_this_site(headers)):
            return 403, "wrong_origin", "this server takes no requests from pages of other sites"
        if self._token and scope["path"] != "/health" and not self._has_token(headers):
            return 401, "unauthorized", "send the server's token: Authorization: Bearer TOKEN"
        if self._allows is not None and not self._allows(scope["path"]):
            return 404, "not_found", "there is nothing at this path"
        return None

    def _has_token(self, headers: dict[bytes, bytes]) -> bool:
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        # Compared in constant time, so that timing tells nothing of the token.
        same = compare_digest(given.strip(), self._token or b"")
        return same and scheme.lower() == b"bearer"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one server takes on.

    :param body: bytes of a request; ``body_seconds``: how long they may take to come.
    :param waiting: requests being answered or waiting, over which more are turned away.
    :param workers: questions answered at the same time.
    """

    body: int = 256 * 1024
    body_seconds: float = 20.0
    waiting: int = 256
    workers: int = 8


class _TooLarge(Exception):
    """A request's body is over the limit."""


class RequestLimits:
    """ASGI middleware: refuse a request that is too large, too slow, or one too many.

    A request's body is read before the request is counted: one that comes slowly, or never ends,
    takes nobody's place.
    """

    def __init__(self, app: App, *, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                body = await self._body(scope, receive)
        except _TooLarge:
            message = f"the request is over {self._limits.body} bytes: ask a shorter question"
            await _refuse(send, 413, "too_large", message)
        except TimeoutError:
            seconds = f"{self._limits.body_seconds:g} seconds"
            await _refuse(send, 408, "too_slow", f"the request took over {seconds} to come")
        else:
            await self._pass_counted(scope, _replayed(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """Return a request's body, whole. A client need not state its length."""
        if _stated_length(scope) > self._limits.body:
            raise _TooLarge
        parts, more = bytearray(), True
        while more:
            message = await receive()
            parts += message.get("body", b"")
            more = message.get("more_body", False)
            if len(parts) > self._limits.body:
                raise _TooLarge
        return bytes(parts)

    async def _pass_counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._inside >= self._limits.waiting:
            await _refuse(send, 429, "busy", "too many requests are waiting: try again in a second")
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives a body that has been read, then what comes after it."""
    given = False

    async def receiver() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiver


def _address_of(scope: Scope) -> str:
    """Return the address a request came from."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def _headers_of(scope: Scope) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in scope["headers"]}


def _names_this_machine(headers: dict[bytes, bytes]) -> bool:
    """Return whether the Host header, without its port, is a loopback name."""
    host = _HOST_HEADER.fullmatch(headers.get(b"host", b"").decode("latin-1"))
    return host is not None and is_loopback(host[1])


def _is_of_this_site(headers: dict[bytes, bytes]) -> bool:
    """Return whether a request comes from no web page, or from one of this server's own.

    Browsers say which page sends a request: by Origin with every POST, by Sec-Fetch-Site too.
    Another port of this machine is another site: whatever program may serve pages there.
    """
    if headers.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none"):
        return False
    origin = headers.get(b"origin")
    return (
        origin is None or origin.lower().partition(b"://")[2] == headers.get(b"host", b"").lower()
    )


def _stated_length(scope: Scope) -> int:
    stated = _headers_of(scope).get(b"content-length", b"0")
    return int(stated) if stated.isdigit() else 0


def _adding(headers: tuple[Header, ...], send: Send) -> Send:
    """Return a ``send`` that sets headers on the response; they replace others of their names."""
    names = {name for name, _ in headers}

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [
                (name, value)
                for name, value in message.get("headers", ())
                if name.lower() not in names and not name.lower().startswith(_CROSS_ORIGIN)
            ]
            message = {**message, "headers": [*others, *headers]}
        await send(message)

    return sender


async def _refuse(send: Send, status: int, kind: str, message: str) -> None:
    """Answer a request with why it is not passed on."""
    body = json.dumps(refusal_body(kind, message)).encode()
    headers = [*_ON_REFUSALS]
    headers += [(b"retry-after", b"1")] if status == 429 else []
    # What is still to come of such a request is not waited for.
    headers += [(b"connection", b"close")] if status in (408, 413) else []
    headers += [(b"www-authenticate", b"Bearer")] if status == 401 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
