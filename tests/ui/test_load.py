"""Many visitors at once, over HTTP, with a scripted model of 200 ms."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.ui.served import served
from tests.ui.visitor import Visitor, actions_of
from ui.limits import Limits

USERS = 50
SECONDS = 120.0


async def _crowd(address: str, users: int, seconds: float) -> tuple[Counter[str], list[float]]:
    outcomes: Counter[str] = Counter()
    waits: list[float] = []
    limits = httpx.Limits(max_connections=None)
    options = {"base_url": address, "timeout": 60, "limits": limits, "trust_env": False}
    async with httpx.AsyncClient(**options) as client:  # type: ignore[arg-type]
        actions = actions_of((await client.get("/")).text)
        until = time.monotonic() + seconds

        async def visit() -> None:
            visitor = Visitor(client, actions)
            while time.monotonic() < until:
                began = time.monotonic()
                outcomes[await visitor.ask("谁可以参保？")] += 1
                waits.append(time.monotonic() - began)
                await visitor.clear()

        await asyncio.gather(*(visit() for _ in range(users)))
    return outcomes, waits


async def test_more_visitors_than_may_wait_are_told_so_and_nobody_hangs(tmp_path: Path) -> None:
    limits = Limits(per_minute=6000, at_once=1, waiting=2)
    with served(tmp_path / "w", limits=limits, pause=0.02) as address:
        outcomes, waits = await _crowd(address, users=8, seconds=2)
    assert set(outcomes) == {"done", "full"}
    assert max(waits) < 10


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_fifty_visitors_for_two_minutes_are_answered_without_an_error(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    limits = Limits(per_minute=6000)
    with served(tmp_path / "w", limits=limits, pause=0.2 / 9) as address:
        outcomes, waits = await _crowd(address, USERS, SECONDS)
    p50, p95 = statistics.quantiles(waits, n=100)[49], statistics.quantiles(waits, n=100)[94]
    figures = f"{outcomes['done']} answers, p50 {p50:.2f} s, p95 {p95:.2f} s"
    record_property("figures", figures)
    sys.stdout.write(f"{figures}\n")
    assert set(outcomes) == {"done"}
    assert p95 < 10
