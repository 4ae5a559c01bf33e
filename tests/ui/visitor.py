"""A visitor of the window without a browser: says over HTTP what the page would say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

__all__ = ["Visitor", "actions_of"]


def actions_of(page: str) -> dict[str, list[int]]:
    """Return the numbers of the window's actions by name, out of the page's configuration."""
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.S)
    assert found
    actions: dict[str, list[int]] = {}
    for dependency in json.loads(found[1])["dependencies"]:
        actions.setdefault(dependency["api_name"], []).append(dependency["id"])
    return actions


@dataclass
class Visitor:
    """One visitor with a conversation of its own."""

    client: httpx.AsyncClient
    actions: dict[str, list[int]]
    session: str = ""

    def __post_init__(self) -> None:
        self.session = self.session or uuid4().hex[:12]

    async def begin(self, question: str) -> str:
        """Put a question on the page; return what the page is told to show."""
        return await self._quick("begin", [question, None, None])

    async def clear(self) -> str:
        """Begin a new conversation."""
        return await self._quick("clear", [None])

    async def switch_language(self) -> str:
        """Change the language."""
        return await self._quick("switch_language", [None, None])

    async def ask(self, question: str) -> str:
        """Ask; return how it ended: "done", "full" or "failed"."""
        await self.begin(question)
        return await self.answer()

    async def answer(self) -> str:
        """Let the question on the page be answered; return how it ended."""
        joined = await self.post("queue/join", "answer", [None, None, None])
        if joined.status_code == 503:
            await self._quick("fail", [None, None])
            return "full"
        joined.raise_for_status()
        return await self.follow(joined.json()["event_id"])

    async def follow(self, event: str) -> str:
        """Return how an action that stands in the queue ended."""
        where = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", where) as events:
            async for line in events.aiter_lines():
                if not line.startswith("data:"):
                    continue
                said = json.loads(line[5:])
                if said["msg"] == "process_completed" and said.get("event_id") == event:
                    return "done" if said["success"] else "failed"
        return "lost"

    async def post(self, path: str, action: str, data: list[Any]) -> httpx.Response:
        """Send one action."""
        body = {"fn_index": self.actions[action][0], "data": data, "session_hash": self.session}
        return await self.client.post(f"/gradio_api/{path}", json=body)

    async def _quick(self, action: str, data: list[Any]) -> str:
        done = await self.post("run/predict", action, data)
        done.raise_for_status()
        return json.dumps(done.json(), ensure_ascii=False)
