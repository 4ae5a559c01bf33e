"""``policyqa chat`` itself, in a real browser: from a document to a marked clause."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from rag.interfaces.examples import sample_folder
from tests.browser.conftest import Open
from tests.ui.payloads import PAYLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]

LIBRARY = """云澜市公共图书馆管理办法

第一条 为了规范公共图书馆的服务，制定本办法。
第二条 公共图书馆每周开放时间不得少于六十四小时。
第三条 读者丢失图书的，应当按照图书原价的二倍赔偿。
第四条 本办法自2031年3月1日起施行。
"""
HOSTILE = """云澜市公告牌设置规定<script>window.hit=1</script><img src=x onerror=window.hit=1>

第一条 为了规范公告牌<svg/onload=window.hit=1>的设置，制定本规定。
第二条 公告牌的高度不得超过三米。</p><img src="http://evil.example/x.png" onerror=window.hit=1>。
第三条 ![x](http://evil.example/y.png) <iframe src=javascript:window.hit=1></iframe>应当拆除。
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, browser: object) -> Iterator[str]:
    """Start the command over a store of the demo documents."""
    store = tmp_path_factory.mktemp("chat") / "store"
    command = [sys.executable, "-m", "rag"]
    place = ["--store", str(store)]
    Assistant.open(store, create=True).add([sample_folder()])
    process = subprocess.Popen(
        [*command, "chat", "--no-browser", "--port", str(_free_port()), *place],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        yield next(found[0] for line in process.stderr if (found := re.search(r"http\S+", line)))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ask(page: Page, question: str) -> Locator:
    number = page.locator("article.turn").count() + 1
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f'#t{number}[aria-busy="false"]')
    return page.locator(f"#t{number}")


def upload(page: Page, folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text, "utf-8")
    page.set_input_files("input[type=file]", path)
    page.wait_for_selector(".report li.good, .report li.bad")
    assert page.locator(".report li.good").count() == 1, page.inner_text(".report")


def test_an_example_question_is_answered_with_a_citation_marked_in_its_article(
    open_page: Open, address: str
) -> None:
    page = open_page(address)
    page.locator("#examples button").first.click()
    page.wait_for_selector("#t1.is-answered")
    page.locator("#t1 .ref").first.click()
    mark = page.locator("#t1 details[open] mark").first
    assert mark.is_visible()
    quote = page.locator("#t1 details[open] .quote").text_content() or ""
    marked = "".join(page.locator("#t1 details[open] mark").all_text_contents())
    assert "".join(quote.split()).startswith("".join(marked.split())[:10])


def test_an_uploaded_document_answers_the_next_question(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    page = open_page(address)
    upload(page, tmp_path, "图书馆.txt", LIBRARY)
    page.wait_for_selector("#documents li:has-text('云澜市公共图书馆管理办法')")
    turn = ask(page, "丢了图书馆的书要赔多少？")
    assert "二倍" in turn.locator(".text").inner_text()
    assert "第三条" in turn.locator(".card").first.inner_text()


def test_a_hostile_document_is_shown_as_text_and_does_nothing(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    page = open_page(address)
    upload(page, tmp_path, "公告牌.txt", HOSTILE)
    turn = ask(page, "《云澜市公告牌设置规定》对公告牌的高度怎么规定？")
    for card in turn.locator("details").all():
        card.locator("summary").click()
    assert "<script>window.hit=1</script>" in turn.inner_text()
    assert turn.locator("script, img, svg, iframe").count() == 0
    for payload in PAYLOADS[::12]:
        ask(page, f"公告牌{payload}"[:500])
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    assert page.locator("#main script, #main img, #main svg, #main iframe").count() == 0
