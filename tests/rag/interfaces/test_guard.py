"""Which requests reach an application, and what every response carries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from rag.interfaces.guard import Guard, Limits, RequestLimits, is_loopback

Reply = tuple[int, dict[str, str], bytes]
HOST = (b"host", b"127.0.0.1:8000")


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the length of the request's body, and with a header that allows framing."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    headers = [
        (b"X-Frame-Options", b"ALLOWALL"),
        (b"content-type", b"text/plain"),
        (b"Access-Control-Allow-Credentials", b"true"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def request(
    app: Any,
    *headers: tuple[bytes, bytes],
    path: str = "/",
    body: tuple[bytes, ...] = (b"",),
    method: str = "POST",
) -> Reply:
    """Return status, headers and body of one request; its body is sent in chunks."""
    sent: list[Any] = []
    chunks: Iterator[Any] = iter(
        {"type": "http.request", "body": chunk, "more_body": n < len(body)}
        for n, chunk in enumerate(body, 1)
    )

    async def receive() -> Any:
        return next(chunks)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    await app(scope, receive, send)
    start, end = sent
    names = [name.decode().lower() for name, _ in start["headers"]]
    assert len(names) == len(set(names)), "a header is sent twice"
    values = [value.decode() for _, value in start["headers"]]
    return start["status"], dict(zip(names, values, strict=True)), end["body"]


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("localhost.evil.example", False),
        ("x", False),
        ("", False),
    ],
)
def test_only_loopback_addresses_are_for_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"127.0.0.1", 200),
        (b"localhost:7860", 200),
        (b"[::1]:80", 200),
        (b"evil.example", 421),
        (b"evil.example:127", 421),
        (b"127.0.0.1:evil.example", 421),
        (b"127.0.0.1.evil.example", 421),
        (b"[127.0.0.1", 421),
        (b"\xff", 421),
        (b"", 421),
    ],
)
async def test_a_request_under_another_name_is_refused(host: bytes, status: int) -> None:
    assert (await request(Guard(echo, local_only=True), (b"host", host)))[0] == status


async def test_a_server_for_other_machines_answers_to_any_name() -> None:
    assert (await request(Guard(echo, local_only=False), (b"host", b"policy.example")))[0] == 200


async def test_a_request_without_a_host_is_refused() -> None:
    assert (await request(Guard(echo, local_only=True)))[0] == 421


async def test_only_allowed_paths_reach_the_application() -> None:
    guard = Guard(echo, local_only=True, allows=lambda path: path == "/open")
    assert (await request(guard, HOST, path="/open"))[0] == 200
    status, headers, body = await request(guard, HOST, path="/closed")
    assert status == 404
    assert json.loads(body)["error"]["type"] == "not_found"
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_the_protecting_headers_replace_the_applications_own() -> None:
    guard = Guard(echo, local_only=True, headers=[(b"cache-control", b"no-store")])
    _, headers, _ = await request(guard, HOST)
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "text/plain"


async def test_a_token_is_asked_of_everything_but_health() -> None:
    guard = Guard(echo, local_only=True, token="t0ken")
    assert (await request(guard, HOST, path="/health"))[0] == 200
    assert (await request(guard, HOST, (b"authorization", b"bearer t0ken")))[0] == 200
    status, headers, _ = await request(guard, HOST, (b"authorization", b"Bearer other"))
    assert (status, headers["www-authenticate"]) == (401, "Bearer")


async def test_nothing_but_http_and_the_start_of_the_server_reaches_the_application() -> None:
    reached: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    for kind in ("lifespan", "websocket"):
        await Guard(app, local_only=True)({"type": kind}, None, None)  # type: ignore[arg-type]
    assert reached == ["lifespan"]


async def test_a_body_over_the_limit_is_refused_whether_or_not_its_length_is_stated() -> None:
    limited = RequestLimits(echo, limits=Limits(body=10))
    status, _, length = await request(limited, HOST, body=(b"12345", b"67890"))
    assert (status, length) == (200, b"10")
    assert (await request(limited, HOST, body=(b"12345", b"678901")))[0] == 413
    assert (await request(limited, HOST, (b"content-length", b"11")))[0] == 413


async def test_one_request_too_many_is_told_to_come_back() -> None:
    free = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await free.wait()
        await echo(scope, receive, send)

    limited = RequestLimits(slow, limits=Limits(waiting=1))
    first = asyncio.create_task(request(limited, HOST))
    await asyncio.sleep(0)
    status, headers, _ = await request(limited, HOST)
    assert (status, headers["retry-after"]) == (429, "1")
    free.set()
    assert (await first)[0] == 200
    assert (await request(limited, HOST))[0] == 200


@pytest.mark.parametrize(
    "sender",
    [
        (b"origin", b"https://attacker.example"),
        (b"origin", b"null"),
        (b"origin", b"http://127.0.0.1:3000"),
        (b"origin", b"http://localhost:8000"),
        (b"sec-fetch-site", b"cross-site"),
        (b"sec-fetch-site", b"same-site"),
    ],
)
async def test_a_page_of_another_site_sends_nothing(sender: tuple[bytes, bytes]) -> None:
    guard = Guard(echo, local_only=True)
    status, _, body = await request(guard, HOST, sender)
    assert status == 403
    assert b"wrong_origin" in body


@pytest.mark.parametrize(
    "sender",
    [
        (b"origin", b"http://127.0.0.1:8000"),
        (b"origin", b"https://127.0.0.1:8000"),
        (b"sec-fetch-site", b"same-origin"),
        (b"user-agent", b"curl"),
    ],
)
async def test_its_own_page_and_programs_do(sender: tuple[bytes, bytes]) -> None:
    status, *_ = await request(Guard(echo, local_only=True), HOST, sender)
    assert status == 200


async def test_a_link_on_another_site_opens_the_page() -> None:
    sender = (b"sec-fetch-site", b"cross-site")
    status, *_ = await request(Guard(echo, local_only=True), HOST, sender, method="GET")
    assert status == 200


async def test_no_response_lets_pages_of_other_sites_read_it() -> None:
    _, headers, _ = await request(Guard(echo, local_only=True), HOST)
    assert not [name for name in headers if name.startswith("access-control")]
