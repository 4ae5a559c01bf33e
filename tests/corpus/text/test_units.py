"""Units are known under each way of writing them."""

from __future__ import annotations

import pytest

from corpus.text.units import ENGLISH_UNITS, HAN_UNITS, Unit, same_unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("亿元", Unit("amount", "元", 10**8)),
        ("天", Unit("period", "日", 1)),
        ("个季度", Unit("period", "月", 3)),
        ("周岁", Unit("age", "岁", 1)),
        ("公顷", Unit("count", "亩", 15)),
    ],
)
def test_a_chinese_unit_has_one_name_and_a_factor(written: str, unit: Unit) -> None:
    assert HAN_UNITS[written] == unit


def test_english_units_have_the_names_of_chinese_ones() -> None:
    names = {unit.name for unit in HAN_UNITS.values()}
    assert {unit.name for unit in ENGLISH_UNITS.values()} <= names | {"倍"}
    assert ENGLISH_UNITS["working days"] == HAN_UNITS["工作日"]


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [("家", "个", True), ("人", "人次", True), ("亩", "个", False), ("吨", "米", False)],
)
def test_classifiers_stand_for_each_other_and_measures_do_not(a: str, b: str, alike: bool) -> None:
    assert same_unit(a, b) is same_unit(b, a) is alike
