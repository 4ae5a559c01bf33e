"""Many clients at once: nobody gets an error, nobody waits for ever."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from rag import Assistant
from tests.rag.opened import LOANS, TALENT, assistant, running

__all__ = ["assistant"]

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = (
    "新引进的博士研究生安家补贴多少钱？",
    "硕士研究生有补贴吗？",
    "申请安家补贴要在多久内提出？",
    "审核需要几个工作日？",
    "个人创业担保贷款额度最高多少？",
    "贷款贴息的比例是多少？",
    "本市地铁票价是多少？",
)
_SERVER = """
import sys
from rag import Assistant
from rag.interfaces.http import serve
serve(Assistant.open(sys.argv[1]), port=0, announce=lambda url: print(url, flush=True))
"""


async def _load(url: str, clients: int, seconds: float) -> tuple[list[float], list[str]]:
    """Ask without a pause from many clients; return the seconds of each answer, and the errors."""
    end = time.monotonic() + seconds
    took: list[float] = []
    errors: list[str] = []

    async def one(number: int, client: httpx.AsyncClient) -> None:
        turn = number
        while time.monotonic() < end:
            start = time.monotonic()
            body = {"question": QUESTIONS[turn % len(QUESTIONS)]}
            try:
                reply = await client.post(f"{url}/ask", json=body)
            except httpx.HTTPError as error:
                errors.append(repr(error))
                continue
            if reply.status_code != 200 or not reply.json()["text"]:
                errors.append(f"{reply.status_code} {reply.text[:200]}")
            took.append(time.monotonic() - start)
            turn += 1

    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        await asyncio.gather(*(one(number, client) for number in range(clients)))
    return took, errors


def test_eight_clients_at_once_all_get_their_answers(assistant: Assistant) -> None:
    with running(assistant) as url:
        took, errors = asyncio.run(_load(url, clients=8, seconds=2))
    assert errors == []
    assert len(took) >= 8


@pytest.fixture
def policyqa(tmp_path: Path) -> Iterator[str]:
    """Run the server in a process of its own with the built-in encoder."""
    files = []
    for name, text in (("talent.txt", TALENT), ("loans.txt", LOANS)):
        files.append(tmp_path / name)
        files[-1].write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    Assistant.open(store, create=True).add(files)
    command = [sys.executable, "-c", _SERVER, str(store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_fifty_clients_for_a_minute_see_no_error(
    policyqa: str, record_property: Callable[[str, object], None]
) -> None:
    took, errors = asyncio.run(_load(policyqa, clients=50, seconds=60))
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    for name, value in (("answers", len(took)), ("p50_s", p50), ("p95_s", p95)):
        record_property(name, round(value, 3))
    sys.stderr.write(f"\n{len(took)} answers, p50 {p50:.3f} s, p95 {p95:.3f} s\n")
    assert errors == []
    assert len(took) > 1000
    assert p95 < 10
