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

    async def ask(self, question: str) -> str:
        """Ask; return what the stream ended with: "done", "full" or the word of an error."""
        begun = await self._post("run/predict", "begin", [question, None, None])
        begun.raise_for_status()
        joined = await self._post("queue/join", "answer", [None, None, None])
        if joined.status_code == 503:
            await self._post("run/predict", "fail", [None, None])
            return "full"
        joined.raise_for_status()
        return await self._follow(joined.json()["event_id"])

    async def clear(self) -> None:
        """Begin a new conversation."""
        (await self._post("run/predict", "clear", [None])).raise_for_status()

    async def _post(self, path: str, action: str, data: list[Any]) -> httpx.Response:
        body = {"fn_index": self.actions[action][0], "data": data, "session_hash": self.session}
        return await self.client.post(f"/gradio_api/{path}", json=body)

    async def _follow(self, event: str) -> str:
        where = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", where) as events:
            async for line in events.aiter_lines():
                if not line.startswith("data:"):
                    continue
                said = json.loads(line[5:])
                if said["msg"] == "process_completed" and said.get("event_id") == event:
                    return "done" if said["success"] else "failed"
        return "lost"
