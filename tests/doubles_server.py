"""OpenAI-like chat servers that answer, or fail in every way that a server can."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["FAILURES", "Reply", "chat_server", "stream_words"]

Reply = Callable[[BaseHTTPRequestHandler], None]


def stream_words(handler: BaseHTTPRequestHandler, *texts: str, done: bool = True) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()
    for i, text in enumerate(texts):
        reason = "stop" if done and i == len(texts) - 1 else None
        delta = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}
        body = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **delta}
        handler.wfile.write(f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode())
        handler.wfile.flush()
    if done:
        handler.wfile.write(b"data: [DONE]\n\n")


def _status(code: int) -> Reply:
    return lambda handler: handler.send_error(code, "sk-CANARY-in-the-server-text")


def _body(data: bytes, kind: str = "text/event-stream") -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def _stalls(handler: BaseHTTPRequestHandler) -> None:
    stream_words(handler, "博士研究生", done=False)
    time.sleep(3)


def _half(handler: BaseHTTPRequestHandler) -> None:
    stream_words(handler, "博士研究生给予20万元安家补贴[1]。应在", done=False)
    handler.connection.shutdown(socket.SHUT_RDWR)


FAILURES: dict[str, Reply] = {
    "stalls before": lambda handler: time.sleep(3),
    "stalls midway": _stalls,
    "half a stream": _half,
    "closes at once": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
    "400": _status(400),
    "401": _status(401),
    "404": _status(404),
    "429": _status(429),
    "500": _status(500),
    "503": _status(503),
    "garbage": _body(b"\x00\xff\xfe garbage not json \n\n" * 50),
    "garbage json": _body(b'data: {"choices": 3}\n\ndata: [DONE]\n\n'),
    "html": _body(b"<html><body>proxy error</body></html>", "text/html"),
    "wrong encoding": _body("data: 补贴二十万元[1]。\n\n".encode("gb18030")),
    "gb18030 in json": _body(
        'data: {"choices":[{"index":0,"delta":{"content":"补贴二十万元[1]。"}}]}\n\n'.encode(
            "gb18030"
        )
    ),
    "10 MB": lambda handler: stream_words(handler, *["补贴二十万元。" * 1000] * 500),
    "10 MB at once": lambda handler: stream_words(handler, "补贴" * 1_700_000),
    "empty stream": lambda handler: stream_words(handler),
    "empty words": lambda handler: stream_words(handler, "", "", ""),
    "only blanks": lambda handler: stream_words(handler, " \n \n"),
}


@contextmanager
def chat_server(reply: Reply) -> Iterator[str]:
    """Run a server that replies as told; give its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                reply(self)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    serve = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serve.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
