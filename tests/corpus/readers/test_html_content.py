"""What of a web page is its content, and its lines."""

from __future__ import annotations

from typing import Any

from lxml import html

from corpus.readers.html import read_html
from corpus.readers.html_content import content_of, strip_furniture
from corpus.readers.html_lines import lines_of

TEXT = "停车应当有序，车辆不得占用消防通道。"


def _body(inside: str) -> Any:
    root = html.document_fromstring(f"<html><body>{inside}</body></html>")
    strip_furniture(root)
    return root.find("body")


def test_content_is_kept_whatever_its_element_is_called() -> None:
    article = f"<h1>停车办法</h1><p>第一条　{TEXT}</p><p>第二条　{TEXT}</p>"
    for page in (
        f'<form id="f"><div class="nav"><a>首页</a></div>{article}</form>',
        f'<div id="print">{article}</div>',
        f"<article>{article}<footer><p>云澜市人民政府</p></footer></article>",
        f'<div><div style="display:none"><p>{TEXT}</p></div>{article}</div>',
    ):
        lines = lines_of([_body(page)])
        assert f"第一条　{TEXT}" in lines
        assert "首页" not in lines
    assert "云澜市人民政府" in lines_of(
        [_body(f"<article>{article}<footer>云澜市人民政府</footer></article>")]
    )


def test_a_table_of_fields_and_an_annex_beside_the_text_belong_to_it() -> None:
    fields = (
        "<table><tr><td>索引号：</td><td>1</td></tr><tr><td>发文字号：</td><td>2</td></tr></table>"
    )
    page = f"<div>{fields}</div>"
    page += f"<div>{f'<p>{TEXT}</p>' * 20}</div><div><p>附件：停车表</p></div><div>登录</div>"
    lines = lines_of(content_of(_body(page)))
    assert lines[0].startswith("索引号")
    assert lines[-1] == "附件：停车表"


def test_lists_carry_the_numbers_that_a_browser_prints() -> None:
    items = "<li>停车</li><li value=5>充电</li><li>（三）照明</li>"
    assert lines_of([_body(f"<ol>{items}</ol>")]) == ["1. 停车", "5. 充电", "（三）照明"]
    assert lines_of([_body("<ol type=a start=2><li>x y</li></ol>")]) == ["(b) x y"]
    assert lines_of([_body('<ol style="list-style:cjk-ideographic"><li>停车</li></ol>')]) == [
        "一、停车"
    ]
    assert lines_of([_body("<ul><li>停车</li></ul>")]) == ["停车"]


def test_raised_figures_never_read_as_digits_and_lines_of_pre_stay() -> None:
    assert lines_of([_body("<p>16m<sup>2</sup>，10<sup>4</sup>元，第二条<sup>之二</sup></p>")]) == [
        "16m²，10^4元，第二条之二"
    ]
    assert lines_of([_body("<pre>第一条\n第二条\n</pre>")]) == ["第一条", "第二条"]


def test_what_a_page_states_about_itself_is_told() -> None:
    head = '<meta name="ArticleTitle" content="停车办法"><meta name="PubDate" content="2024-05-06">'
    reading = read_html(f"<html><head>{head}</head><body><p>{TEXT}</p></body></html>".encode())
    assert (reading.title, reading.fields) == ("停车办法", {"发布日期": "2024-05-06"})
