"""The heading tree of one Document."""

from __future__ import annotations

import pytest

from corpus.clean import paragraphs
from corpus.tree import Node, build_tree, unglue


def _tree(*lines: str) -> Node:
    return build_tree(paragraphs("\n\n".join(lines)))


def _shape(node: Node) -> list[object]:
    """Return the labels below a node, each followed by those below it."""
    return [[child.label.text, *_shape(child)] for child in node.children]


def _unglued(*lines: str) -> list[str]:
    return [p.text for p in unglue(paragraphs("\n\n".join(lines)))]


def test_numbers_nest_by_the_rank_of_their_style() -> None:
    tree = _tree("第一章 总则", "第一条 停车有序。", "（一）划线", "1.白线", "第二条 充电安全。")
    assert _shape(tree) == [["第一章", ["第一条", ["（一）", ["1."]]], ["第二条"]]]


def test_a_number_that_lost_its_parent_hangs_on_what_is_open() -> None:
    assert _shape(_tree("一、停车", "1.划线", "（二）充电", "1.电桩")) == [
        ["一、", ["1."], ["（二）", ["1."]]]
    ]


def test_articles_stand_under_letters_where_they_outnumber_them() -> None:
    lines = ("一、总则", "第一条 停车有序。", "第二条 充电安全。", "二、附则", "第三条 施行。")
    assert _shape(_tree(*lines)) == [["一、", ["第一条"], ["第二条"]], ["二、", ["第三条"]]]


def test_letters_stand_under_an_article_that_comes_first() -> None:
    assert _shape(_tree("第一条 停车有序：", "一、划线", "二、照明")) == [
        ["第一条", ["一、"], ["二、"]]
    ]


def test_the_next_field_of_a_form_closes_the_list_that_a_field_leads_in() -> None:
    tree = _tree("申请材料：", "（1）申请书；", "（2）身份证件。", "办理地点：三楼", "电话：12345")
    assert _shape(tree) == [["（1）"], ["（2）"]]
    texts = [part.text for part in tree.parts if not isinstance(part, Node)]
    assert texts == ["申请材料：", "办理地点：三楼", "电话：12345"]


def test_a_labelled_line_below_an_item_that_no_field_leads_in_stays_with_it() -> None:
    tree = _tree("（1）申请书；", "（2）身份证件。", "注意：原件。")
    assert [type(part).__name__ for part in tree.children[-1].parts] == ["Paragraph"]


def test_dashes_hold_nothing_below_them() -> None:
    assert _shape(_tree("一、停车", "——划线", "——照明", "（一）充电")) == [
        ["一、", ["——"], ["——"], ["（一）"]]
    ]


def test_unnumbered_text_of_a_statute_belongs_to_its_article() -> None:
    tree = _tree("第一条 停车有序：", "（一）划线；", "车辆停在线内，不得占道。")
    (article,) = tree.children
    assert [type(part).__name__ for part in article.parts] == ["Node", "Paragraph"]


def test_unnumbered_text_of_a_letter_belongs_to_the_last_number() -> None:
    tree = _tree("云澜市停车方案", "一、停车", "（一）划线", "车辆停在线内，不得占道。")
    assert len(tree.parts) == 2, "the title line stands before any number"
    ((item,),) = [[child.children[0] for child in tree.children]]
    assert [part.text for part in item.parts if not isinstance(part, Node)] == [
        "车辆停在线内，不得占道。"
    ]


def test_no_paragraphs_are_an_empty_tree() -> None:
    assert build_tree([]).parts == []


@pytest.mark.parametrize(
    ("lines", "pieces"),
    [
        (
            ["一、停车", "（一）划线有序。（二）照明充足。"],
            ["一、停车", "（一）划线有序。", "（二）照明充足。"],
        ),
        (["21.划线有序。22.照明充足。"], ["21.划线有序。", "22.照明充足。"]),
        (["要求如下：1.划线有序；2.照明充足。"], ["要求如下：", "1.划线有序；", "2.照明充足。"]),
        (["一、停车管理（一）划线"], ["一、停车管理", "（一）划线"]),
    ],
    ids=["brackets", "figures", "first-and-second", "heading-run"],
)
def test_a_number_that_is_due_is_cut_off_the_sentence_before(
    lines: list[str], pieces: list[str]
) -> None:
    assert _unglued(*lines) == pieces


@pytest.mark.parametrize(
    "line",
    [
        "21.划线有序。25.照明充足。",
        "依照本条第（一）项、第（二）项办理。",
        "车位共120个。3月底前完成。",
        "面积约3.5亩。4.5亩为上限。",
    ],
)
def test_a_number_that_is_not_due_stays_in_its_sentence(line: str) -> None:
    assert _unglued(line) == [line]


def test_cutting_loses_no_character_and_keeps_offsets() -> None:
    source = "一、停车\n\n（一）划线有序。（二）照明充足。（三）收费公示。"
    cut = list(unglue(paragraphs(source)))
    assert [source[p.start : p.end] for p in cut] == [p.text for p in cut]
    assert [p.label.number for p in cut if p.label] == [1, 1, 2, 3]
