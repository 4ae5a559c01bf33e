"""Numbers that open headings, in every style."""

from __future__ import annotations

import pytest

from corpus.numbering import opens_article, read_label


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("第一千二百六十条 本法自", "条", 1260),
        ("第九千九百九十九条 x", "条", 9999),
        ("第二编 物权", "编", 2),
        ("第十二章　附则", "章", 12),
        ("第19条 x", "条", 19),
        ("十一、保障措施", "一、", 11),
        ("三. 拥有自主品牌", "一、", 3),
        ("(二十一)完善", "(一)", 21),
        ("（三）完善", "(一)", 3),
        ("1.推进", "1.", 1),
        ("12、推进", "1.", 12),
        ("3．推进", "1.", 3),
        ("(4)推进", "(1)", 4),
        ("（4）推进", "(1)", 4),
        ("7)推进", "(1)", 7),
        ("⑩推进", "①", 10),
        ("第三,要加快", "第一", 3),
        ("第二步骤:开发", "第一", 2),
        ("一是加强领导", "一是", 1),
        ("三要压实责任", "一是", 3),
        ("——建设平台", "——", 0),
        ("附件2", "附件", 2),
        ("Article 12 Scope", "条", 12),
        ("Chapter IV Supervision", "章", 4),
    ],
)
def test_each_style_is_read_with_its_value(text: str, unit: str, number: int) -> None:
    label = read_label(text)
    assert label is not None
    assert (label.unit, label.number) == (unit, number)


@pytest.mark.parametrize(
    "text",
    [
        "1.5亿元用于建设",
        "2018年12月",
        "一、二级残疾",
        "962899。",
        "第三产业",
        "附件：1.名单",
        "60%以上",
        "12.3.4",
    ],
)
def test_values_and_words_are_no_labels(text: str) -> None:
    assert read_label(text) is None


def test_an_inserted_article_keeps_its_suffix() -> None:
    label = read_label("第一百二十条之一 有下列情形的")
    assert label is not None
    assert (label.number, label.suffix, label.text) == (120, 1, "第一百二十条之一")


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("第三条 在本市", True),
        ("第三条\u3000在本市", True),
        ("第三条为了加强", True),
        ("第三条", True),
        ("第三条的规定处理", False),
        ("第三条、第五条规定的情形", False),
        ("第三条第二款所列", False),
        ("第二章规定的程序", False),
    ],
)
def test_a_reference_that_opens_a_line_is_no_heading(text: str, opens: bool) -> None:
    label = read_label(text)
    assert label is not None
    assert opens_article(text, label) is opens
