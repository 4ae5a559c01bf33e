"""A real Chromium, and a page in it that may speak to this machine only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Response

ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, or skip where there is none."""
    from playwright.sync_api import sync_playwright

    named = os.environ.get("POLICYQA_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(
            "needs Chromium; none of chromium, chromium-browser, google-chrome was found."
            " Install it (Debian: apt-get install chromium fonts-noto-cjk)"
            " or name it by POLICYQA_CHROMIUM"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def _forget_blocked(request: Request, asked: list[str]) -> None:
    """Take away a request that the page's policy kept from being sent."""
    if request.failure == "csp":
        asked.remove(request.url)


def _note_refused(response: Response, broken: list[str]) -> None:
    """Note what the page needed and was not given: the window may answer too few paths."""
    if response.status >= 400 and not response.url.endswith("/nowhere"):
        broken.append(f"{response.status} {response.url}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open the window at an address; afterwards no request may have left this machine."""
    asked: list[str] = []
    broken: list[str] = []
    contexts = []

    def opener(address: str, **options: object) -> Page:
        options = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on("requestfailed", lambda request: _forget_blocked(request, asked))
        context.on("response", lambda response: _note_refused(response, broken))
        context.on("weberror", lambda error: broken.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(address)
        page.wait_for_selector("#question textarea")
        page.wait_for_selector("#library h2", state="attached")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert asked
    away = [url for url in asked if urlsplit(url).hostname not in {"127.0.0.1", None}]
    assert not away, "requests left this machine"
    assert not broken, "the page failed, or was refused something it needs"
