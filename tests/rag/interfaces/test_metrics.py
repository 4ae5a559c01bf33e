"""Figures of a running server, in the form Prometheus reads."""

from __future__ import annotations

from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from rag import Assistant
from rag.interfaces.metrics import Measured, Metrics
from tests.rag.opened import assistant, running

__all__ = ["assistant"]

QUESTION = "新引进的博士研究生安家补贴多少钱？CANARY"


def figures(page: str) -> dict[tuple[str, str], float]:
    """Return samples by name and the values of their labels."""
    return {
        (sample.name, " ".join(v for k, v in sorted(sample.labels.items()) if k != "le")): (
            sample.value
        )
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_a_server_counts_what_it_answered_and_refused(assistant: Assistant) -> None:
    with running(assistant) as url:
        one = httpx.get(f"{url}/documents").json()["documents"][0]["id"]
        httpx.get(f"{url}/documents/{one}")
        httpx.post(f"{url}/ask", json={"question": QUESTION})
        httpx.post(f"{url}/ask", json={"question": QUESTION, "stream": True})
        httpx.post(f"{url}/ask", json={"question": ""})
        httpx.get(f"{url}/CANARY")
        httpx.get(f"{url}/health", headers={"Host": "elsewhere.example"})
        reply = httpx.get(f"{url}/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    found = figures(reply.text)
    assert found["policyqa_requests_total", "/ask 200"] == 2
    assert found["policyqa_requests_total", "/ask 400"] == 1
    assert found["policyqa_requests_total", "/documents/{document_id} 200"] == 1
    assert found["policyqa_requests_total", "other 404"] == 1
    assert found["policyqa_requests_total", "other 421"] == 1
    assert found["policyqa_request_seconds_count", "/ask"] == 3
    assert found["policyqa_answers_total", "answered"] == 2
    assert found["policyqa_store_documents", ""] == 2
    assert found["policyqa_store_clauses", ""] == assistant.snapshot.clause_count
    assert found["policyqa_store_generation", ""] == assistant.snapshot.generation
    assert found["policyqa_requests_running", ""] == 1, "the page itself"
    assert found["process_open_fds", ""] > 3
    assert "CANARY" not in reply.text


async def test_a_request_that_fails_is_counted_as_a_failure() -> None:
    metrics = Metrics()

    async def failing(*_: Any) -> None:
        raise RuntimeError("inside")

    async def unused(*_: Any) -> Any:
        raise AssertionError

    for kind in ("http", "lifespan"):
        try:
            await Measured(failing, metrics=metrics)({"type": kind}, unused, unused)
        except RuntimeError:
            continue
    value = metrics.registry.get_sample_value
    assert value("policyqa_requests_total", {"path": "other", "status": "500"}) == 1
    assert value("policyqa_requests_running") == 0
