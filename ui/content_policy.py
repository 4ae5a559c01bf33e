"""What the window serves and what its page may do: paths, headers, Content-Security-Policy.

Only the paths that the page itself asks for are served: none of Gradio's routes that read files,
proxy addresses or describe the program is reachable. Every response forbids the browser to load,
run or send anything from or to elsewhere, so that a document's text can do nothing even if
escaping failed somewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.buffering import BufferedSend, uncompressed

__all__ = ["HEADERS", "ContentPolicy", "is_allowed", "script_hashes"]

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
# What the window's responses carry besides the headers of every server.
HEADERS = (
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
)


def is_allowed(path: str) -> bool:
    """Return whether the page needs that path."""
    return _ALLOWED.fullmatch(path) is not None and ".." not in path and "//" not in path


def script_hashes(page: bytes) -> list[str]:
    """Return the Content-Security-Policy sources of a page's own inline scripts."""
    return [_script_hash(script) for script in _INLINE_SCRIPT.findall(page)]


def _script_hash(script: bytes) -> str:
    """Return the Content-Security-Policy source of one inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def _policy(hashes: Iterable[str] = ()) -> str:
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


class ContentPolicy:
    """ASGI middleware: every response carries a Content-Security-Policy.

    :param scripts: inline scripts of ours that Gradio puts into the page later.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = ()) -> None:
        self._app = app
        self._hashes = [_script_hash(script.encode()) for script in scripts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and set the policy of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == "/":
            page = BufferedSend(send, self._allow_scripts_of_page)
            await self._app(uncompressed(scope), receive, page)
        else:
            await self._app(scope, receive, _strict(send))

    def _allow_scripts_of_page(self, start: Message, page: bytes) -> None:
        _set_policy(start, [*self._hashes, *script_hashes(page)])


def _set_policy(start: Message, hashes: Iterable[str]) -> None:
    MutableHeaders(scope=start)["Content-Security-Policy"] = _policy(hashes)


def _strict(send: Send) -> Send:
    """Return a ``send`` that allows no inline script."""

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            _set_policy(message, ())
        await send(message)

    return sender
