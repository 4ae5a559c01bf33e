"""Hold a response back until it is whole, so that middleware can read it before it is sent."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Message, Scope, Send

__all__ = ["BufferedSend", "uncompressed"]


class BufferedSend:
    """An ASGI ``send`` that keeps the response until it is whole, then sends it at once.

    :param inspect: is given the response's start, whose headers it may change, and its body.
    """

    def __init__(self, send: Send, inspect: Callable[[Message, bytes], None]) -> None:
        self._send = send
        self._inspect = inspect
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
        self._inspect(self._start, self._body)
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})


def uncompressed(scope: Scope) -> Scope:
    """Return a request without its offer to accept compression: its response is to be read."""
    headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
    return {**scope, "headers": headers}
