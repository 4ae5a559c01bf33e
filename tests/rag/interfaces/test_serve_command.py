"""``policyqa serve`` and ``policyqa mcp``, run as a person runs them."""

from __future__ import annotations

import asyncio
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters

from rag import Assistant
from tests.rag.opened import TALENT

QUESTION = "新引进的博士研究生安家补贴多少钱？"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("command")
    (folder / "talent.txt").write_text(TALENT, encoding="utf-8")
    Assistant.open(folder / "store", create=True).add([folder / "talent.txt"])
    return str(folder / "store")


@contextmanager
def policyqa(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "rag", *words]
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def address_of(process: subprocess.Popen[str], seconds: float = 60) -> str:
    """Return the URL that the server says it listens on."""
    assert process.stderr is not None
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([process.stderr], [], [], 1)
        found = re.search(r"http://\S+:\d+", process.stderr.readline()) if ready else None
        if found:
            return found.group()
    raise AssertionError("the server did not say where it listens")


def test_the_server_says_where_it_listens_and_answers_there(store: str) -> None:
    with policyqa("serve", "--store", store, "--port", "0", POLICYQA_TOKEN="t0ken") as process:
        url = address_of(process)
        assert url.startswith("http://127.0.0.1:")
        assert httpx.post(f"{url}/ask", json={"question": QUESTION}).status_code == 401
        good = {"Authorization": "Bearer t0ken"}
        reply = httpx.post(f"{url}/ask", json={"question": QUESTION}, headers=good)
        assert "20万元" in reply.json()["text"]


def test_an_open_address_without_a_token_is_refused_in_one_line(store: str) -> None:
    with policyqa("serve", "--store", store, "--host", "0.0.0.0", POLICYQA_TOKEN="") as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "POLICYQA_TOKEN" in said
    assert said.count("\n") == 1


def test_the_mcp_command_speaks_over_stdio(store: str) -> None:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "rag", "mcp", "--store", store],
        cwd=str(Path(__file__).resolve().parents[3]),
    )  # fmt: skip

    async def talk() -> str:
        async with Client(server) as client:
            result = await client.call_tool("ask", {"question": QUESTION})
            return "".join(getattr(part, "text", "") for part in result.content)

    assert "20万元" in asyncio.run(asyncio.wait_for(talk(), 60))
