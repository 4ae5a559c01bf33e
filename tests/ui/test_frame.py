"""What stands around the conversation."""

from __future__ import annotations

import pytest
from lxml import html

from ui.frame import render_brand, render_report, render_switches, render_welcome
from ui.limits import MEGABYTE, Limits
from ui.words import CHINESE, ENGLISH, Words

BOTH = pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh", "en"])


def parse(markup: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{markup}</body></html>")


@BOTH
def test_the_first_link_of_the_page_leads_the_keyboard_to_the_question(words: Words) -> None:
    brand = parse(render_brand(words))
    assert brand.xpath("//a/@href")[0] == "#question"
    assert brand.xpath("//h1/text()") == [words.name]


@BOTH
def test_a_button_without_words_is_named_for_a_screen_reader(words: Words) -> None:
    (theme,) = parse(render_switches(words)).xpath("//button[@data-act='theme']")
    assert theme.get("aria-label") == words.theme


@BOTH
def test_an_empty_conversation_is_in_the_visitors_language(words: Words) -> None:
    (welcome,) = parse(render_welcome(words)).xpath("//div[@class='welcome']")
    assert welcome.get("lang") == words.code
    assert welcome.xpath("h2/text()") == [words.welcome]


@BOTH
def test_the_page_is_told_the_limits_that_it_checks_before_it_sends_a_file(words: Words) -> None:
    limits = Limits(upload_bytes=3 * MEGABYTE, kinds=(".txt", ".pdf"))
    report = parse(render_report(["<li>one</li>"], words, limits))
    (hint,) = report.xpath("//p[@data-bytes]")
    assert hint.get("data-bytes") == str(3 * MEGABYTE)
    assert hint.get("data-kinds") == ".txt .pdf"
    assert all(blank in hint.get("data-large") for blank in ("{label}", "{size}"))
    assert "{kind}" in hint.get("data-kind")
    assert report.xpath("//ul/li/text()") == ["one"]
