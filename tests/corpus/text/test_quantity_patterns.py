"""The scan of a text yields each figure with its kind, value, unit and place."""

from __future__ import annotations

import pytest

from corpus.text.quantity_patterns import scan


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("补助两万五千元", ("amount", "25000", "元", 2, 7)),
        ("补助二百五十元", ("amount", "250", "元", 2, 7)),
        ("一点五万人", ("count", "15000", "人", 0, 5)),
        ("第一百零五条", ("ordinal", "105", "条", 0, 6)),
        ("September 9, 2016", ("date", "2016-09-09", "", 0, 17)),
        ("不少于三分之二", ("rate", "200/3", "%", 3, 7)),
    ],
)
def test_a_figure_is_found_with_its_kind_value_unit_and_place(
    text: str, found: tuple[str, str, str, int, int]
) -> None:
    assert list(scan(text)) == [found]


@pytest.mark.parametrize("text", ["住两三年", "七八十人", "两三万元"])
def test_a_guess_is_no_figure_of_its_last_digit(text: str) -> None:
    assert list(scan(text)) == []
