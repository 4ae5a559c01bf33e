"""The window in a real browser, answered by the scripted assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open
from tests.ui.payloads import PAYLOADS
from tests.ui.poison import poisoned_turns
from tests.ui.served import served
from ui.limits import Limits
from ui.render import render_turns
from ui.words import CHINESE, ENGLISH

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser
IN_VIEW = """element => {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, browser: object) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("window")
    with served(folder, limits=Limits(upload_bytes=100_000, per_minute=600)) as address:
        yield address


def ask(page: Page, question: str) -> Locator:
    """Ask, and return the turn once it has ended."""
    number = page.locator("article.turn").count() + 1
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    turn = page.locator(f"#t{number}")
    page.wait_for_selector(f'#t{number}[aria-busy="false"]')
    return turn


def kind_of(turn: Locator) -> str:
    return re.sub(r".*is-", "", turn.get_attribute("class") or "")


def test_an_answer_streams_and_ends_with_numbered_sources(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate(
        """() => {
          window.lengths = new Set();
          new MutationObserver(() => {
            const text = document.querySelector("#t1.is-writing .text");
            if (text) window.lengths.add(text.textContent.length);
          }).observe(document.body, { childList: true, subtree: true, characterData: true });
        }"""
    )
    turn = ask(page, "慢：谁可以参保？")
    assert kind_of(turn) == "answered"
    assert page.evaluate("window.lengths.size") >= 3
    assert "满六个月" in turn.locator(".text").inner_text()
    assert "云府发〔2021〕12号" in turn.locator(".card summary").inner_text()
    assert page.input_value("#question textarea") == ""
    assert "满六个月" in (page.locator("#said").text_content() or ""), "a screen reader hears it"


def test_a_citation_opens_the_article_with_the_quote_marked(open_page: Open, address: str) -> None:
    page = open_page(address)
    turn = ask(page, "谁可以参保？")
    assert not turn.locator(".article").is_visible()
    turn.locator(".ref").click()
    mark = turn.locator("mark")
    assert mark.inner_text() == "（三）持有本市居住证满六个月的未就业人员。"
    page.wait_for_function(IN_VIEW, arg=mark.element_handle())
    assert "具有本市户籍" in turn.locator(".article").inner_text()


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_citation_opens_by_the_keyboard_alone(open_page: Open, address: str, key: str) -> None:
    page = open_page(address)
    turn = ask(page, "谁可以参保？")
    turn.locator(".ref").focus()
    page.keyboard.press(key)
    assert turn.locator("mark").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_page_can_be_walked_through_by_tab(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.focus(".skip")
    seen = []
    for _ in range(7):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    assert any(CHINESE.upload in text for text in seen)
    assert "谁可以参保？" in seen
    page.focus(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_the_four_ends_of_a_question_look_different(open_page: Open, address: str) -> None:
    page = open_page(address)
    ends = [kind_of(ask(page, question)) for question in ("谁？", "月亮归谁管？", "失败", "崩溃")]
    assert ends == ["answered", "abstained", "failed", "failed"]
    assert CHINESE.internal in page.locator("#t4").inner_text()
    assert "sk-CANARY" not in page.content()
    page.fill("#question textarea", "慢慢来")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t5.is-writing")
    page.click("#stop")
    page.wait_for_selector("#t5.is-stopped")
    assert kind_of(ask(page, "还能再问吗？")) == "answered"


def test_an_example_is_asked_by_a_click_and_a_new_chat_brings_it_back(
    open_page: Open, address: str
) -> None:
    page = open_page(address)
    page.click("#examples button:has-text('谁可以参保')")
    page.wait_for_selector("#t1.is-answered")
    assert not page.locator("#examples").is_visible()
    page.click("#clear")
    page.wait_for_selector("#examples", state="visible")
    assert page.locator("article.turn").count() == 0


def test_a_completed_question_is_asked_on_its_own_by_a_click(open_page: Open, address: str) -> None:
    page = open_page(address)
    ask(page, "谁？")
    assert page.locator("#alone").count() == 0
    assert "此前有1轮" in ask(page, "几轮呢").inner_text()
    page.click("#alone")
    page.wait_for_selector('#t3[aria-busy="false"]')
    assert "此前有0轮" in page.locator("#t3").inner_text()
    page.wait_for_selector("#alone", state="detached")


def test_an_empty_question_is_refused_in_one_line(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.fill("#question textarea", "？？")
    page.click("#send")
    page.wait_for_selector("#hint .problem")
    assert page.inner_text("#hint") == CHINESE.question_empty
    assert page.locator("article.turn").count() == 0


def test_two_visitors_do_not_see_each_others_questions(open_page: Open, address: str) -> None:
    first, second = open_page(address), open_page(address)
    ask(first, "第一个人的问题")
    ask(second, "第二个人的问题")
    assert "第一个人" not in second.content()
    assert "第二个人" not in first.content()


def test_an_upload_says_how_it_went_and_joins_the_list(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    good, bad, fake = tmp_path / "新办法.txt", tmp_path / "坏.txt", tmp_path / "假.pdf"
    good.write_text("云澜市图书馆管理办法\n第一条 为了读书。", "utf-8")
    bad.write_text("unreadable", "utf-8")
    fake.write_text("不是 PDF", "utf-8")
    page = open_page(address)
    page.set_input_files("#upload input[type=file], input[type=file]", [good, bad, fake])
    page.wait_for_selector(".report li:nth-child(3).bad")
    report = page.locator(".report li").all_inner_texts()
    assert report[0] == CHINESE.upload_done.format(label="新办法.txt", count=1)
    assert "no text was found" in report[1]
    assert CHINESE.upload_content.format(kind=".pdf") in report[2]
    page.wait_for_selector("#documents li:has-text('云澜市图书馆管理办法')")
    page.fill(".filter", "图书馆")
    assert page.locator("#documents li:visible").count() == 1


def test_an_upload_that_is_too_large_or_of_a_wrong_kind_is_refused_before_it_is_sent(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    large, program = tmp_path / "大<b>.txt", tmp_path / "a.exe"
    large.write_bytes(b"x" * 200_000)
    program.write_bytes(b"MZ")
    page = open_page(address)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files("input[type=file]", [large, program])
    page.wait_for_selector(".report li:nth-child(2).bad")
    report = page.locator(".report li").all_inner_texts()
    assert report[0].startswith("《大<b>.txt》没有收录：文件有 0.2 MB")
    assert CHINESE.upload_kind.format(kind=".exe") in report[1]
    assert not [url for url in sent if "upload" in url]
    assert kind_of(ask(page, "谁？")) == "answered"


def test_a_browser_that_keeps_no_cookies_is_told_so_in_one_line(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    def forget_cookies(route: Route) -> None:
        page.context.clear_cookies()
        route.continue_()

    file = tmp_path / "a.txt"
    file.write_text("云澜市图书馆管理办法", "utf-8")
    page = open_page(address)
    page.route("**/queue/join*", forget_cookies)
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector(".report li.bad")
    (line,) = page.locator(".report li").all_inner_texts()
    assert line == CHINESE.upload_failed.format(label="a.txt", reason=CHINESE.upload_foreign)
    assert kind_of(ask(page, "谁？")) == "answered"


def test_the_page_speaks_the_browsers_language_and_changes_it_on_demand(
    open_page: Open, address: str
) -> None:
    page = open_page(address, locale="en-US")
    page.wait_for_selector(f"text={ENGLISH.welcome}")
    turn = ask(page, "月亮归谁管？")
    assert ENGLISH.abstained in turn.inner_text()
    page.click("#language")
    page.wait_for_selector(f"#t1 :text('{CHINESE.abstained}')")
    assert page.get_attribute("#question textarea", "placeholder") == CHINESE.placeholder


def test_light_and_dark_are_kept_over_a_reload(open_page: Open, address: str) -> None:
    page = open_page(address, color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click("[data-act=theme]")
    assert page.evaluate(paper) != light
    page.reload()
    page.wait_for_selector("#library h2")
    assert page.evaluate(paper) != light


def test_a_phone_shows_everything_without_sideways_scrolling(open_page: Open, address: str) -> None:
    page = open_page(address, viewport={"width": 360, "height": 720}, has_touch=True)
    turn = ask(page, "谁可以参保？")
    turn.locator(".ref").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not page.locator("#files").is_visible()
    page.click("[data-act=files]")
    assert page.locator("#upload").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#files").is_visible()


def test_a_long_badge_stays_inside_its_card(open_page: Open, address: str) -> None:
    turn = ask(open_page(address), "谁可以参保？")
    card = turn.locator(".card").first
    overflow = card.evaluate(
        """card => {
            const badge = document.createElement("span");
            badge.className = "status is-then";
            badge.textContent = "In force then, repealed since (《办法》) ".repeat(6);
            card.querySelector(".fact").parentElement.append(badge);
            return badge.getBoundingClientRect().right - card.getBoundingClientRect().right;
        }"""
    )
    assert overflow <= 0


def test_markup_that_escaped_escaping_would_still_do_nothing(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate(
        """() => {
          const box = document.createElement("div");
          box.innerHTML = '<img src="http://evil.example/x.png" onerror="window.hit = 1">'
            + '<img src="/nowhere" onerror="window.hit = 1">';
          document.body.append(box);
          const script = document.createElement("script");
          script.textContent = "window.hit = 1";
          document.body.append(script);
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None


def test_no_payload_in_any_place_of_a_turn_runs_or_loads_even_without_a_policy(
    open_page: Open, address: str
) -> None:
    page = open_page(address)
    page.goto("about:blank")
    for words in (CHINESE, ENGLISH):
        turns = [turn for payload in PAYLOADS for turn in poisoned_turns(payload)]
        page.set_content(f"<body>{render_turns(turns, words)}</body>")
        page.evaluate("document.querySelectorAll('details').forEach(card => card.open = true)")
        page.wait_for_timeout(200)
        assert page.locator("article.turn").count() == len(turns)
        assert page.evaluate("window.hit") is None
