"""What stands between the window and whoever calls it.

Only the paths that the page itself asks for are answered: none of Gradio's routes that read
files, proxy addresses or describe the program is reachable. Every response forbids the browser to
load, run or send anything from or to elsewhere, so that a document's text can do nothing even if
escaping failed somewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Shield", "WholeSender", "is_allowed", "script_hashes", "uncompressed"]

_ALLOWED = re.compile(
    r"/(?:"
    r"|(?:assets|static)/[\w./@-]{1,200}"
    r"|theme\.css|favicon\.ico|manifest\.json|robots\.txt"
    r"|gradio_api/(?:upload|upload_progress)/?"
    r"|gradio_api/(?:run/predict|queue/join|queue/data)/?"
    r"|gradio_api/heartbeat/[a-z0-9]{1,32}"
    r")"
)
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.S | re.I)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def is_allowed(path: str) -> bool:
    """Return whether the page needs that path."""
    return _ALLOWED.fullmatch(path) is not None and ".." not in path and "//" not in path


def script_hashes(page: bytes) -> list[str]:
    """Return the Content-Security-Policy sources of a page's own inline scripts."""
    return [script_hash(script) for script in _INLINE_SCRIPT.findall(page)]


def script_hash(script: bytes) -> str:
    """Return the Content-Security-Policy source of one inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def policy(hashes: Iterable[str] = ()) -> str:
    """Return a Content-Security-Policy: nothing from elsewhere, no script but the page's own.

    Gradio compiles its component templates with ``Function``, hence 'unsafe-eval'; scripts and
    event handlers written into the page stay forbidden.
    """
    scripts = " ".join(["'self'", "'unsafe-eval'", *hashes])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self' blob:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    )


class Shield:
    """ASGI middleware: known hosts, known paths, strict headers.

    :param only_loopback: refuse requests that name another host, which a hostile page on the
        visitor's browser could otherwise reach by rebinding its own name to this machine.
    :param scripts: inline scripts of ours that Gradio puts into the page later.
    """

    def __init__(self, app: ASGIApp, only_loopback: bool, scripts: Iterable[str] = ()) -> None:
        self._app = app
        self._only_loopback = only_loopback
        self._hashes = [script_hash(script.encode()) for script in scripts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse, one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        app = refusal or self._app
        if scope["path"] == "/" and refusal is None:
            await app(uncompressed(scope), receive, WholeSender(send, self._add_page_headers))
        else:
            await app(scope, receive, _header_sender(send))

    def _add_page_headers(self, start: Message, page: bytes) -> None:
        _add_headers(start, [*self._hashes, *script_hashes(page)])

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        host = re.sub(r":\d+$", "", Headers(scope=scope).get("host", ""))
        if self._only_loopback and host not in _LOOPBACK:
            return PlainTextResponse("unknown host; open http://127.0.0.1", status_code=421)
        if not is_allowed(scope["path"]):
            return PlainTextResponse("not found", status_code=404)
        return None


def uncompressed(scope: Scope) -> Scope:
    """Return the request without its offer to take compressed text: the answer has to be read."""
    headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
    return {**scope, "headers": headers}


def _add_headers(message: Message, hashes: Iterable[str]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = policy(hashes)


def _header_sender(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add_headers(message, ())
        await send(message)

    return sender


class WholeSender:
    """Holds a response back until it is whole, and shows it before it is sent.

    :param show: is given the response's start, whose headers it may change, and its body.
    """

    def __init__(self, send: Send, show: Callable[[Message, bytes], None]) -> None:
        self._send = send
        self._show = show
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the response."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body") or self._start is None:
            return
        self._show(self._start, self._body)
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})
