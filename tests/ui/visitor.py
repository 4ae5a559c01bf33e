"""A visitor of the window without a browser: says over HTTP what the page would say."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
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

    async def ask_alone(self) -> str:
        """Ask the last question again by itself; return how it ended."""
        await self._quick("begin_alone", [None, None])
        return await self.answer()

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
        async with aclosing(self._told(event)) as told:
            last = [said async for said in told][-1:]
        if not last or last[0]["msg"] != "process_completed":
            return "lost"
        return "done" if last[0]["success"] else "failed"

    async def upload(self, name: str, content: bytes) -> dict[str, Any]:
        """Upload one file; return it as the page names it afterwards."""
        done = await self.client.post("/gradio_api/upload", files={"files": (name, content)})
        (path,) = done.raise_for_status().json()
        url = str(self.client.base_url.join(f"/gradio_api/file={quote(path)}"))
        size, meta = len(content), {"_type": "gradio.FileData"}
        return {"path": path, "url": url, "orig_name": name, "size": size, "meta": meta}

    async def add(self, *files: dict[str, Any]) -> str:
        """Let uploaded files be read; return all that the page is told, or the refusal."""
        joined = await self.post("queue/join", "add_files", [list(files), None])
        if joined.is_error:
            return joined.text
        async with aclosing(self._told(joined.json()["event_id"])) as told:
            return "\n".join([json.dumps(said, ensure_ascii=False) async for said in told])

    async def _told(self, event: str) -> AsyncIterator[dict[str, Any]]:
        """Yield what the queue says to this visitor, until an action has ended."""
        where = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", where) as events:
            async for line in events.aiter_lines():
                if line.startswith("data:"):
                    said = json.loads(line[5:])
                    yield said
                    if said["msg"] == "process_completed" and said.get("event_id") == event:
                        return

    async def post(self, path: str, action: str, data: list[Any]) -> httpx.Response:
        """Send one action."""
        body = {"fn_index": self.actions[action][0], "data": data, "session_hash": self.session}
        return await self.client.post(f"/gradio_api/{path}", json=body)

    async def _quick(self, action: str, data: list[Any]) -> str:
        done = await self.post("run/predict", action, data)
        done.raise_for_status()
        return json.dumps(done.json(), ensure_ascii=False)
