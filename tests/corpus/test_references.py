"""Mentions of other places."""

from __future__ import annotations

import pytest

from corpus import parse_text
from corpus.address import Address, Step
from corpus.references import find_references, resolved


@pytest.mark.parametrize(
    ("text", "title", "number", "address"),
    [
        ("依照《云澜市停车条例》第十二条第二款处理", "云澜市停车条例", None, "第十二条第二款"),
        ("根据《补贴办法》（云澜政发〔2018〕5号）", "补贴办法", "云澜政发〔2018〕5号", None),
        ("按照云澜政发〔2018〕5号执行", None, "云澜政发〔2018〕5号", None),
        ("违反本办法第十条第（二）项的", None, None, "第十条第（二）项"),
        ("《关于印发〈停车办法〉的通知》", "关于印发〈停车办法〉的通知", None, None),
    ],
)
def test_a_reference_names_document_and_place(
    text: str, title: str | None, number: str | None, address: str | None
) -> None:
    (found,) = find_references(text)
    assert (found.title, found.number) == (title, number)
    assert (str(found.address) if found.address else None) == address


def test_relative_references_hold_how_far_back_they_point() -> None:
    found = find_references("依照前款规定；有前三项情形的")
    assert [(r.address.steps[0].unit, r.address.steps[0].number) for r in found if r.address] == [
        ("款", 0),
        ("项", -3),
    ]


def test_offsets_cut_the_mention() -> None:
    text = "各单位依照《云澜市停车条例》第十二条执行，并适用第三条。"
    assert [text[r.start : r.end] for r in find_references(text)] == [
        "《云澜市停车条例》第十二条",
        "第三条",
    ]


def test_plain_text_has_no_references() -> None:
    assert find_references("完成投资三项，共计五条线路。") == []


def test_mentions_inside_an_article_are_seen_from_where_they_stand() -> None:
    text = (
        "云澜市停车条例\n\n第一章 总则\n\n第三条 甲。\n\n乙，依照前款规定办理。\n\n"
        "第四条 有下列情形的，依照前条和第二款处理：\n\n（一）丙；\n\n（二）有前项情形的；\n\n"
        "（三）违反第七条的。\n"
    )
    (document,) = parse_text(text, source="t")
    clauses = [c for a in document.articles for c in a.clauses if c.references]
    meant = {
        str(c.address): [
            [(s.unit, s.number) for s in r.address.steps] for r in c.references if r.address
        ]
        for c in clauses
    }
    assert meant == {
        "第三条第二款": [[("条", 3), ("款", 1)]],
        "第四条第一款": [[("条", 3)], [("条", 4), ("款", 2)]],
        "第四条第一款第(二)项": [[("条", 4), ("款", 1), ("项", 1)]],
        "第四条第一款第(三)项": [[("条", 7)]],
    }
    assert all(document.text[r.start : r.end] for c in clauses for r in c.references)


@pytest.mark.parametrize(
    ("mention", "place", "address"),
    [
        ("第一款", "第五条第二款第(三)项", "第五条第一款"),
        ("第(二)项", "第五条第三款第(一)项", "第五条第三款第(二)项"),
        ("第三条", "第五条第二款", "第三条"),
        ("第一款", "一、(二)", "第一款"),
        ("第一款", "", "第一款"),
    ],
)
def test_a_paragraph_or_item_named_alone_lies_in_the_article_at_hand(
    mention: str, place: str, address: str
) -> None:
    mentioned = Address.parse(mention)
    assert mentioned is not None
    assert str(resolved(mentioned, Address.parse(place) or Address())) == address


@pytest.mark.parametrize(
    ("unit", "back", "place", "number"),
    [
        ("款", 0, "第五条第三款", 2),
        ("项", -3, "第五条第一款第(四)项", 1),
        ("条", 0, "第五条第三款", 4),
    ],
)
def test_the_one_before_is_counted_back_from_where_it_is_named(
    unit: str, back: int, place: str, number: int
) -> None:
    here = Address.parse(place)
    assert here is not None
    found = resolved(Address((Step(unit, back, 0, f"前{unit}"),)), here)
    assert (found.steps[-1].unit, found.steps[-1].number) == (unit, number)
    assert found.steps[:-1] == here.steps[: len(found.steps) - 1]


def test_what_would_lie_before_the_first_stays_unresolved() -> None:
    mention = Address((Step("款", 0, 0, "前款"),))
    first = Address.parse("第五条第一款")
    assert first is not None
    assert resolved(mention, first) == mention
