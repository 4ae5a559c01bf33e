"""What changed between two editions, as HTML."""

from __future__ import annotations

import pytest
from lxml import html

from rag.passages.edition_diff import Change
from tests.ui.fake import make_changes
from tests.ui.payloads import PAYLOADS
from tests.ui.test_render import assert_harmless
from ui.changes import render_changes
from ui.words import CHINESE, ENGLISH, Words


def _parsed(words: Words = CHINESE) -> html.HtmlElement:
    return html.fragment_fromstring(render_changes(make_changes(), words))


def test_where_nothing_is_compared_nothing_is_shown() -> None:
    assert render_changes(None, CHINESE) == ""


def test_changed_words_are_marked_article_by_article() -> None:
    shown = _parsed()
    items = [item.text_content() for item in shown.iter("li")]
    assert [item.split()[0] for item in items] == ["第二条", "第三条", "第三条", "第五条"]
    assert [e.text for e in shown.iter("del")] == ["旧", "处罚款。"]
    assert [e.text for e in shown.iter("ins")] == ["新", "处罚款。"]
    assert "同一句" not in shown.text_content()
    assert "第三条 → 第四条" in shown.text_content()


@pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_kind_of_change_is_counted_by_its_name(words: Words) -> None:
    shown = _parsed(words).text_content()
    assert all(f"{words.changes[kind.value]} 1" in shown for kind in Change)
    assert "（2015年文本）" in shown
    assert "（2018年修正文本）" in shown


def test_no_payload_becomes_markup() -> None:
    for payload in PAYLOADS:
        assert_harmless(render_changes(make_changes(payload), CHINESE))
