"""A response is read whole before it is sent."""

from __future__ import annotations

from starlette.types import Message

from ui.buffering import BufferedSend, uncompressed


async def test_a_response_is_inspected_whole_and_then_sent_in_one_piece() -> None:
    sent: list[Message] = []
    seen: list[bytes] = []

    async def send(message: Message) -> None:
        sent.append(message)

    def inspect(start: Message, body: bytes) -> None:
        assert not sent
        start["headers"] = [(b"x-length", str(len(body)).encode())]
        seen.append(body)

    buffered = BufferedSend(send, inspect)
    await buffered({"type": "http.response.start", "status": 200, "headers": []})
    await buffered({"type": "http.response.body", "body": b"one ", "more_body": True})
    await buffered({"type": "http.response.body", "body": b"two"})
    assert seen == [b"one two"]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["headers"] == [(b"x-length", b"7")]
    assert sent[1]["body"] == b"one two"


def test_only_the_offer_to_accept_compression_is_taken_away() -> None:
    headers = [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "path": "/", "headers": headers}
    assert uncompressed(scope) == {**scope, "headers": headers[:1]}
    assert scope["headers"] == headers
