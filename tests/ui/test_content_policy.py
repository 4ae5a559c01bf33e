"""Which paths the window serves, and the policy that its responses carry."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from ui.content_policy import ContentPolicy, is_allowed, script_hashes

PAGE = "<html><script>one()</script><script src=a.js></script><script>two()</script></html>"


def test_the_page_needs_few_paths() -> None:
    assert is_allowed("/")
    assert is_allowed("/assets/index-Ab_1.js")
    assert not is_allowed("/assets/../secret")
    assert not is_allowed("//evil.example/x")
    assert not is_allowed("/gradio_api/run/predict/../file")


def test_inline_scripts_are_named_by_hash_and_files_are_not() -> None:
    hashes = script_hashes(PAGE.encode())
    assert len(hashes) == len(set(hashes)) == 2
    assert all(found.startswith("'sha256-") for found in hashes)


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    @app.get("/other", response_class=HTMLResponse)
    async def page() -> str:
        return PAGE

    app.add_middleware(ContentPolicy, scripts=["later()"])
    return app


async def policy_of(app: Any, path: str) -> str:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        reply = await client.get(path)
    assert reply.text == PAGE
    return reply.headers["content-security-policy"]


async def test_the_page_may_run_its_own_scripts_and_those_named(app: FastAPI) -> None:
    policy = await policy_of(app, "/")
    named = script_hashes(b"<script>later()</script>")
    assert all(found in policy for found in [*named, *script_hashes(PAGE.encode())])
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]


async def test_no_other_response_may_run_an_inline_script(app: FastAPI) -> None:
    assert "sha256" not in await policy_of(app, "/other")
