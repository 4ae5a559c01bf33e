"""Addresses as people type them, and as clauses carry them."""

from __future__ import annotations

import pytest

from corpus import Address, Step, parse_text
from corpus.address import find_addresses


def _address(*steps: tuple[str, int]) -> Address:
    return Address(tuple(Step(unit, number) for unit, number in steps))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("19条2款3项", [("条", 19), ("款", 2), ("项", 3)]),
        ("第十九条第二款第(三)项", [("条", 19), ("款", 2), ("项", 3)]),
        ("第十九条第二款第（三）项", [("条", 19), ("款", 2), ("项", 3)]),
        ("第 19 条", [("条", 19)]),
        ("二(一)3", [("一、", 2), ("(一)", 1), ("1.", 3)]),
        ("二、（一）3.", [("一、", 2), ("(一)", 1), ("1.", 3)]),
        ("第三部分第(四)条", [("部分", 3), ("条", 4)]),
        ("附件3第5行", [("附件", 3), ("行", 5)]),
    ],
)
def test_typed_addresses_are_parsed(text: str, steps: list[tuple[str, int]]) -> None:
    address = Address.parse(text)
    assert address is not None
    assert [(s.unit, s.number) for s in address.steps] == steps


@pytest.mark.parametrize("text", ["", "多少钱", "2018年", "35", "第一", "本办法"])
def test_other_words_are_no_address(text: str) -> None:
    assert Address.parse(text) is None


@pytest.mark.parametrize(
    ("query", "place", "same"),
    [
        ("19条2款", [("条", 19), ("款", 2), ("项", 3)], True),
        ("19条2款", [("条", 19), ("款", 1)], False),
        ("第二条", [("条", 12)], False),
        ("三、(四)", [("一、", 3), ("(一)", 4), ("1.", 1)], True),
        ("第三部分第(四)条", [("一、", 3), ("(一)", 4)], True),
        ("第24条", [("一、", 3), ("(一)", 8), ("1.", 24)], True),
        ("第(十三)项", [("一、", 4), ("(一)", 13)], True),
        ("第十九条第(二)项", [("条", 19), ("款", 1), ("项", 2)], True),
        ("二(一)3", [("一、", 2), ("(一)", 1), ("1.", 3)], True),
        ("二(一)3", [("一、", 2), ("(一)", 3), ("1.", 3)], False),
    ],
)
def test_a_query_matches_the_place_and_what_stands_in_it(
    query: str, place: list[tuple[str, int]], same: bool
) -> None:
    wanted = Address.parse(query)
    assert wanted is not None
    assert _address(*place).matches(wanted) is same


def test_an_empty_query_matches_nothing() -> None:
    assert not _address(("条", 1)).matches(Address())


def test_addresses_are_found_inside_a_question() -> None:
    found = find_addresses("《云澜市养犬办法》第二十条第一款和第3条怎么说?")
    assert [str(a) for _, _, a in found] == ["第二十条第一款", "第3条"]


def test_every_clause_is_found_by_its_own_printed_address() -> None:
    text = (
        "云澜市停车管理办法\n\n第一章 总则\n\n第一条 为加强停车管理，制定本办法。\n\n"
        "第二条 有下列情形之一的，不得停车：\n\n（一）消防通道；\n\n（二）盲道。\n\n"
        "临时停车的，不受前款限制。\n"
    )
    clauses = [c for d in parse_text(text, source="t") for a in d.articles for c in a.clauses]
    for clause in clauses:
        if clause.address.steps:
            typed = Address.parse(str(clause.address))
            assert typed is not None
            assert clause.address.matches(typed)
