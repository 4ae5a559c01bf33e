"""Remember who uploaded which file: a visitor may name only files of their own uploads.

Gradio's upload request does not say which session sends it, so whoever uploads is given a cookie,
and what the upload returned is remembered by it. Everything posted is read here before Gradio
reads it: a request that names anything else, be it a file of this machine, a link, or an address
that Gradio would fetch, is refused. The handler that reads a file checks that it is the visitor's.
"""

from __future__ import annotations

import json
import math
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.buffering import BufferedSend, uncompressed
from ui.limits import LIMITS, TokenBuckets

__all__ = ["KEPT_SECONDS", "OnlyUploads", "Uploads", "visitor_of"]

KEPT_SECONDS = 3600
LONGEST_BODY = 1024 * 1024  # what the page posts has some hundred characters
_COOKIE = "policyqa_visitor"
_VISITOR = re.compile(r"[\w-]{32}", re.A)
_UPLOAD = "/gradio_api/upload"
_FILE_FIELDS = frozenset({"path", "url", "meta"})


def visitor_of(connection: HTTPConnection | None) -> str:
    """Return who sends a request; empty for one who has uploaded nothing or keeps no cookies."""
    sent = "" if connection is None else connection.cookies.get(_COOKIE, "")
    return sent if _VISITOR.fullmatch(sent) else ""


@dataclass
class Uploads:
    """The uploaded files that wait to be read, by visitor. Forgets the oldest: it cannot grow.

    :param seconds: how long a file is remembered.
    :param remembered: files remembered over all visitors.
    """

    seconds: float = KEPT_SECONDS
    remembered: int = 10_000
    clock: Callable[[], float] = time.monotonic
    _since: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def remember(self, visitor: str, paths: Iterable[str]) -> None:
        """Note what an upload of a visitor returned."""
        with self._lock:
            for path in paths:
                self._since.pop((visitor, path), None)
                self._since[visitor, path] = self.clock()
            while len(self._since) > self.remembered:
                self._since.popitem(last=False)

    def paths(self) -> set[str]:
        """Return the paths of all visitors' files."""
        with self._lock:
            return {path for (_, path), since in self._since.items() if self._is_fresh(since)}

    def take(self, visitor: str, path: str) -> bool:
        """Return whether that very path is the visitor's, and forget it: a file is read once."""
        with self._lock:
            return self._is_fresh(self._since.pop((visitor, path), None))

    def _is_fresh(self, since: float | None) -> bool:
        return since is not None and self.clock() - since < self.seconds


class OnlyUploads:
    """ASGI middleware: remembers what uploads return; nothing else may be named as a file."""

    def __init__(self, app: ASGIApp, uploads: Uploads, hourly: int = LIMITS.upload_hourly) -> None:
        """Take the application, and how many bytes one address may upload in an hour."""
        self._app = app
        self._uploads = uploads
        self._quota = TokenBuckets(float(hourly), 3600.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or refuse, one request."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") == _UPLOAD:
            refusal = self._over_quota(HTTPConnection(scope))
            app = refusal or self._app
            await app(uncompressed(scope), receive, self._remembering(scope, send))
        else:
            await self._check(Request(scope, receive), send)

    def _over_quota(self, upload: HTTPConnection) -> JSONResponse | None:
        """Return why an upload is refused, if it is: without its size it cannot be counted."""
        size = upload.headers.get("content-length", "")
        if not size.isdigit():
            return _refuse(411, "says no length")
        address = upload.client.host if upload.client else ""
        if seconds := self._quota.take(address, float(size)):
            minutes = math.ceil(seconds / 60)
            return _refuse(429, f"too much was uploaded: try again in {minutes} minutes")
        return None

    def _remembering(self, scope: Scope, send: Send) -> BufferedSend:
        known = visitor_of(HTTPConnection(scope))
        visitor = known or secrets.token_urlsafe(24)

        def remember(start: Message, body: bytes) -> None:
            if start["status"] != 200:
                return
            self._uploads.remember(visitor, json.loads(body))
            if not known:
                cookie = f"{_COOKIE}={visitor}; Path=/; HttpOnly; SameSite=Strict"
                MutableHeaders(scope=start).append("set-cookie", cookie)

        return BufferedSend(send, remember)

    async def _check(self, request: Request, send: Send) -> None:
        try:
            body = await _read(request)
        except ClientDisconnect:
            return
        refusal = self._refusal(body)
        rest = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return rest.pop() if rest else await request.receive()

        await (refusal or self._app)(request.scope, receive, send)

    def _refusal(self, body: bytes) -> JSONResponse | None:
        if len(body) > LONGEST_BODY:
            return _refuse(413, "too long")
        try:
            files = list(_named_files(json.loads(body)))
        except (ValueError, RecursionError):
            return _refuse(400, "not JSON")
        known = self._uploads.paths() if files else set()
        if not all(_is_upload(file, known) for file in files):
            return _refuse(403, "names a file that was not uploaded")
        return None


def _refuse(status: int, why: str) -> JSONResponse:
    return JSONResponse({"detail": why}, status)


async def _read(request: Request) -> bytes:
    """Return the body, or as much of it as shows that it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            break
    return bytes(body)


def _named_files(posted: Any) -> Iterator[dict[str, Any]]:
    """Yield whatever Gradio might take for a file, wherever it stands in what was posted."""
    waiting = [posted]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if not _FILE_FIELDS.isdisjoint(item):
                yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _is_upload(file: dict[str, Any], known: set[str]) -> bool:
    path, url = file.get("path"), file.get("url") or ""
    if not isinstance(path, str) or not isinstance(url, str):
        return False
    # The page adds the address at which Gradio would serve the file; any other is foreign.
    return path in known and (not url or unquote(url).endswith(f"/gradio_api/file={path}"))
