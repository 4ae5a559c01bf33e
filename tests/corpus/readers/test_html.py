"""A government web page to text."""

from __future__ import annotations

import contextlib

import pytest

from corpus.readers.html import read_html
from corpus.readers.refusals import Unreadable

TEXT = "停车应当有序，车辆不得占用消防通道。"


def _lines(body: str, head: str = "") -> list[str]:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode()).text.split(
        "\n"
    )


def test_each_block_is_a_line_and_a_break_ends_one() -> None:
    assert _lines(f"<p>{TEXT}</p><p>一、<b>停车</b></p><div>充电<br>照明</div>") == [
        TEXT, "一、停车", "充电", "照明",
    ]  # fmt: skip


def test_a_line_break_in_the_source_parts_words_but_not_chinese_characters() -> None:
    assert _lines("<p>停车\n  应当\r\n有序</p><p>Parking\nRules</p>") == [
        "停车应当有序",
        "Parking Rules",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<script>x()</script>",
        "<nav>首页</nav>",
        "<form><input value=a>登录</form>",
        '<div class="breadcrumb">首页</div>',
        '<div id="share">分享</div>',
        '<p style="display: NONE">藏</p>',
        "<p hidden>藏</p>",
        "<!-- 注释 -->",
        "<template><p>藏</p></template>",
    ],
)
def test_menus_scripts_and_hidden_text_are_left_out(furniture: str) -> None:
    assert _lines(f"<p>{TEXT}</p>{furniture}<p>{TEXT}</p>") == [TEXT, TEXT]


def test_text_that_a_page_wraps_in_an_element_named_like_furniture_is_kept() -> None:
    long = TEXT * 30
    assert _lines(f'<div class="share"><p>{long}</p></div>') == [long]


def test_the_stated_title_leads_unless_the_text_begins_with_it() -> None:
    head = '<meta name="ArticleTitle" content="云澜市停车办法">'
    assert _lines(f"<p>{TEXT}</p>", head)[0] == "云澜市停车办法"
    assert _lines(f"<p>云澜市 停车办法</p><p>{TEXT}</p>", head) == ["云澜市 停车办法", TEXT]


def test_the_sites_name_is_cut_off_the_title() -> None:
    head = "<title>云澜市停车办法_云澜市人民政府</title>"
    assert _lines(f"<p>{TEXT}</p>", head)[0] == "云澜市停车办法"


def test_a_table_of_data_keeps_its_rows_and_one_for_layout_does_not() -> None:
    data = "<table><tr><th>区域<th>收费</tr><tr><td>一类<td>5</tr></table>"
    assert _lines(f"<p>{TEXT}</p>{data}<p>完。</p>") == [TEXT, "区域\t收费", "一类\t5", "完。"]
    layout = f"<table><tr><td><p>{TEXT}</p><p>{TEXT}</p></td></tr></table>"
    assert _lines(layout) == [TEXT, TEXT]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "9999999"])
def test_a_senseless_span_does_no_harm(span: str) -> None:
    rows = f'<tr><td rowspan="{span}">区域<td>收费</tr><tr><td>一类<td>5</tr>'
    lines = _lines(f"<p>{TEXT}</p><table>{rows}</table>")
    assert lines[:2] == [TEXT, "区域\t收费"]
    assert lines[-1].endswith("一类\t5")


def test_a_page_in_the_encoding_it_states_or_in_gb18030_is_read() -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>"
    assert read_html(page.encode("gb18030")).text == TEXT
    assert read_html(page.encode("utf-16")).text == TEXT
    stated = page.replace("<body>", '<head><meta charset="big5"></head><body>')
    traditional = stated.replace(TEXT, "停車應當有序")
    assert read_html(traditional.encode("big5")).text == "停車應當有序"


def test_a_wrongly_stated_encoding_is_passed_over() -> None:
    page = f'<html><head><meta charset="no-such"></head><body><p>{TEXT}</p></body></html>'
    assert read_html(page.encode()).text == TEXT


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html></html>", "without"),
        ("<html><body><script>x</script></body></html>", "only a script"),
        (
            "<title>停车办法</title><body><div id=app></div><script>x</script></body>",
            "only a script",
        ),
    ],
)
def test_a_page_without_text_is_refused_with_its_reason(page: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_html(page.encode())


def test_a_page_nested_very_deep_is_read_or_refused_without_a_crash() -> None:
    page = b"<html><body>" + b"<div>" * 5000 + TEXT.encode() + b"</div>" * 5000
    with contextlib.suppress(Unreadable):
        assert TEXT in read_html(page).text
