"""The HTTP API: what it answers, and what it refuses."""

from __future__ import annotations

import json
import re
import socket

import httpx
import pytest

from rag import Assistant, InvalidSettings
from rag.interfaces.guard import Limits
from rag.interfaces.http import serve
from tests.rag.opened import assistant, running, served

__all__ = ["assistant", "served"]

QUESTION = "新引进的博士研究生安家补贴多少钱？"


def test_a_question_is_answered_with_citations(served: str) -> None:
    reply = httpx.post(f"{served}/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    body = reply.json()
    assert body["status"] == "answered"
    assert "20万元" in body["text"]
    assert body["citations"][0]["document"]["title"] == "云澜市人才安居办法"
    assert "hits" not in body


def test_an_answer_over_http_is_the_answer_in_process(served: str, assistant: Assistant) -> None:
    body = httpx.post(f"{served}/ask", json={"question": QUESTION, "hits": True}).json()
    expected = json.loads(json.dumps(assistant.ask(QUESTION).to_dict()))
    for values in (body, expected):
        values.pop("timings")
    assert body == expected


def test_a_follow_up_is_answered_with_its_history(served: str) -> None:
    body = {"question": "那硕士研究生呢？", "history": [[QUESTION, "20万元[1]。"]]}
    assert "8万元" in httpx.post(f"{served}/ask", json=body).json()["text"]


def test_a_stream_ends_with_the_answer(served: str) -> None:
    reply = httpx.post(f"{served}/ask", json={"question": QUESTION, "stream": True})
    events = re.findall(r"event: (\w+)\ndata: (.*)\n\n", reply.text)
    assert {name for name, _ in events[:-1]} == {"piece"}
    assert events[-1][0] == "answer"
    text = "".join(json.loads(data)["text"] for _, data in events[:-1])
    assert text == json.loads(events[-1][1])["text"]


def test_a_search_finds_passages(served: str) -> None:
    hits = httpx.post(f"{served}/search", json={"question": QUESTION, "k": 3}).json()["hits"]
    assert 1 <= len(hits) <= 3
    assert "20万元" in hits[0]["text"]


def test_documents_are_judged_on_the_date_given(served: str) -> None:
    asked = {"question": QUESTION, "as_of": "2021-05-01"}
    answer = httpx.post(f"{served}/ask", json=asked).json()
    assert any("尚未施行" in notice for notice in answer["notices"])
    (first, *_) = httpx.post(f"{served}/search", json=asked).json()["hits"]
    assert first["document"]["status"] == "not_yet_in_force"
    wrong = httpx.post(f"{served}/ask", json={**asked, "as_of": "lately"})
    assert wrong.status_code == 400
    assert "no date" in wrong.json()["error"]["message"]


def test_documents_are_listed_and_read(served: str) -> None:
    listed = httpx.get(f"{served}/documents").json()["documents"]
    assert {d["title"] for d in listed} == {"云澜市人才安居办法", "云澜市创业担保贷款管理办法"}
    one = next(d for d in listed if d["number"])
    read = httpx.get(f"{served}/documents/{one['id']}", params={"address": "第五条"}).json()
    assert [a["address"] for a in read["articles"]] == ["第五条"]
    assert "6个月" in read["articles"][0]["clauses"][-1]["text"]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/ask", {"question": ""}, 400, "empty"),
        ("/ask", {"question": "补贴" * 1000}, 400, "2000 characters"),
        ("/ask", {}, 400, "question"),
        ("/ask", {"question": "x", "extra": 1}, 400, "extra"),
        ("/ask", {"question": 3}, 400, "question"),
        ("/ask", {"question": "x", "history": [["a"]]}, 400, "history"),
        ("/search", {"question": QUESTION, "k": 0}, 400, "k"),
        ("/search", {"question": QUESTION, "k": 10**9}, 400, "k"),
        ("/nothing", {}, 404, ""),
    ],
)
def test_a_bad_request_is_refused_in_one_line(
    served: str, path: str, body: dict[str, object], status: int, words: str
) -> None:
    reply = httpx.post(f"{served}{path}", json=body)
    assert reply.status_code == status
    if words:
        message = reply.json()["error"]["message"]
        assert words in message
        assert "\n" not in message


def test_a_bad_question_is_refused_before_a_stream_begins(served: str) -> None:
    assert httpx.post(f"{served}/ask", json={"question": " ", "stream": True}).status_code == 400


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"question": "\\ud800"}']
)
def test_a_body_that_is_not_json_is_refused(served: str, data: bytes) -> None:
    reply = httpx.post(f"{served}/ask", content=data, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert "error" in reply.json()


def test_an_unknown_document_or_address_is_named(served: str) -> None:
    assert httpx.get(f"{served}/documents/zzz").status_code == 404
    one = httpx.get(f"{served}/documents").json()["documents"][0]["id"]
    reply = httpx.get(f"{served}/documents/{one}", params={"address": "第九十九条"})
    assert reply.status_code == 404
    assert "第九十九条" in reply.json()["error"]["message"]


def test_the_reference_page_loads_nothing_from_anywhere(served: str) -> None:
    page = httpx.get(f"{served}/docs")
    assert "/ask" in page.text
    assert not re.search(r"(src|href)=[\"']?(https?:)?//|<script|@import|url\(", page.text)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert httpx.get(f"{served}/openapi.json").json()["paths"]["/ask"]


def test_every_answer_carries_the_protecting_headers(served: str) -> None:
    for reply in (httpx.get(f"{served}/health"), httpx.get(f"{served}/nothing")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"


def test_a_request_under_another_host_name_is_refused(served: str) -> None:
    for host in ("evil.example", "evil.example:80", "localhost.evil.example", ""):
        assert httpx.get(f"{served}/documents", headers={"Host": host}).status_code == 421
    for host in ("localhost", "127.0.0.1:1", "[::1]:80"):
        assert httpx.get(f"{served}/documents", headers={"Host": host}).status_code == 200


def test_no_web_page_is_given_leave_to_read(served: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = httpx.options(f"{served}/ask", headers=headers)
    assert "access-control-allow-origin" not in reply.headers
    plain = {"Content-Type": "text/plain"}
    reply = httpx.post(f"{served}/ask", content=json.dumps({"question": QUESTION}), headers=plain)
    assert reply.status_code == 400


def test_a_request_over_the_size_limit_is_refused(served: str) -> None:
    big = json.dumps({"question": "x" * 300_000}).encode()
    assert httpx.post(f"{served}/ask", content=big).status_code == 413
    chunks = (big[i : i + 10_000] for i in range(0, len(big), 10_000))
    headers = {"Content-Type": "application/json"}
    assert httpx.post(f"{served}/ask", content=chunks, headers=headers).status_code == 413


def test_with_a_token_nothing_but_health_is_answered_without_it(assistant: Assistant) -> None:
    with running(assistant, token="secret-CANARY") as url:
        paths = ("/documents", "/openapi.json", "/docs", "/v1/models", "/mcp", "/metrics", "/x")
        for path in paths:
            reply = httpx.get(f"{url}{path}")
            assert (path, reply.status_code) == (path, 401)
            assert "CANARY" not in reply.text + str(reply.headers)
        for bad in (
            "Bearer wrong",
            "Basic secret-CANARY",
            "secret-CANARY",
            "Bearer",
            "Bearer \xff",
        ):
            headers = {"Authorization": bad.encode("latin-1")}
            assert httpx.get(f"{url}/documents", headers=headers).status_code == 401
        assert httpx.get(f"{url}/health").json() == {"status": "ok"}
        good = {"Authorization": "Bearer secret-CANARY"}
        assert httpx.get(f"{url}/documents", headers=good).status_code == 200


def test_an_open_address_needs_a_token(assistant: Assistant) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        with pytest.raises(InvalidSettings, match="POLICYQA_TOKEN"):
            serve(assistant, host, 0)


def test_a_port_that_is_taken_is_named(assistant: Assistant) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSettings, match=f"127.0.0.1:{port}"):
            serve(assistant, "127.0.0.1", port)


def test_over_the_limit_of_waiting_requests_the_answer_is_try_again(assistant: Assistant) -> None:
    with running(assistant, limits=Limits(waiting=0)) as url:
        reply = httpx.get(f"{url}/documents")
        assert reply.status_code == 429
        assert reply.headers["retry-after"] == "1"


def test_an_unexpected_failure_tells_nothing_of_the_inside(assistant: Assistant) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("sk-CANARY in /some/path")

    with running(Broken()) as url:  # type: ignore[arg-type]
        reply = httpx.post(f"{url}/ask", json={"question": QUESTION})
        assert reply.status_code == 500
        assert "CANARY" not in reply.text
        assert reply.json()["error"]["type"] == "internal_error"
