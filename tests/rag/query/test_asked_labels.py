"""Which field of a form a question asks for."""

from __future__ import annotations

import pytest

from rag.query.asked_labels import asked_labels


@pytest.mark.parametrize(
    ("plain", "label"),
    [
        ("营业执照在哪办", "地点"),
        ("周六能办营业执照吗", "办理时间"),
        ("公积金提取的电话是多少", "电话"),
        ("办执照要钱吗", "收费"),
        ("要带什么材料", "材料"),
        ("几天能办好", "时限"),
    ],
)
def test_what_people_ask_of_a_matter_has_its_label(plain: str, label: str) -> None:
    assert label in asked_labels(plain)


def test_what_no_form_answers_has_no_label() -> None:
    assert asked_labels("转租公租房会怎么样") == ()
