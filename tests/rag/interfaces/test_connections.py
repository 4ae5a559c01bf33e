"""Clients that connect and say nothing, or little, keep nobody else out."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag import Assistant
from rag.interfaces import connections
from rag.interfaces.guard import Limits
from tests.rag.opened import assistant, running

__all__ = ["assistant"]

ROOT = Path(__file__).resolve().parents[3]
_SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
from rag.interfaces.http import serve
serve(None, port=0, announce=lambda url: print(url, flush=True))
"""


def _connect(stack: ExitStack, url: str, said: bytes = b"") -> socket.socket:
    parts = urlsplit(url)
    client = stack.enter_context(socket.create_connection((parts.hostname, parts.port), 5))
    client.sendall(said)
    return client


def _post(said: bytes) -> bytes:
    return b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n" + said


@pytest.fixture
def few_descriptors() -> Iterator[str]:
    """Run a server whose process may open 200 files."""
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_more_silent_connections_than_descriptors_do_not_end_the_server(
    few_descriptors: str,
) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            _connect(stack, few_descriptors)
        assert httpx.get(f"{few_descriptors}/health", timeout=20).status_code == 200
    assert httpx.get(f"{few_descriptors}/health", timeout=20).status_code == 200


def test_headers_that_do_not_come_are_waited_for_no_longer_than_the_deadline(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    with running(assistant) as url, ExitStack() as stack:
        silent = _connect(stack, url)
        halfway = _connect(stack, url, b"GET /health HTT")
        begun = time.monotonic()
        assert silent.recv(1) == b""
        assert halfway.recv(1) == b""
        assert time.monotonic() - begun < 5


def test_a_connection_kept_open_after_its_answer_outlives_the_deadline_for_headers(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    with running(assistant) as url, httpx.Client(base_url=url) as client:
        assert client.get("/health").status_code == 200
        time.sleep(0.5)
        assert client.get("/health").status_code == 200


def test_bodies_that_come_slowly_take_no_places(assistant: Assistant) -> None:
    limits = Limits(waiting=2, body_seconds=30)
    with running(assistant, limits=limits) as url, ExitStack() as stack:
        for _ in range(20):
            _connect(stack, url, _post(b"{"))
        reply = httpx.post(f"{url}/ask", json={"question": "贷款贴息的比例是多少？"}, timeout=20)
    assert reply.status_code == 200


def test_a_body_that_never_ends_is_refused_and_its_connection_closed(assistant: Assistant) -> None:
    with running(assistant, limits=Limits(body_seconds=0.2)) as url, ExitStack() as stack:
        client = _connect(stack, url, _post(b"{"))
        reply = bytearray()
        while part := client.recv(4096):
            reply += part
    assert reply.startswith(b"HTTP/1.1 408")
    assert b"too_slow" in reply


def test_streams_that_never_end_are_not_opened(assistant: Assistant) -> None:
    with running(assistant) as url:
        reply = httpx.get(f"{url}/mcp", headers={"accept": "text/event-stream"}, timeout=5)
    assert reply.status_code == 405


def test_as_many_connections_as_descriptors_allow() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 8 <= connections.most_connections() <= 2000 <= max(soft, 2000)
