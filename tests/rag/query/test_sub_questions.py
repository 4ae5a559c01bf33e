"""More than one thing asked at once, and both sides of a comparison."""

from __future__ import annotations

import pytest

from rag import Assistant
from rag.query.sub_questions import parts_of, sides_of, steps_of
from tests.rag.opened import assistant

__all__ = ["assistant"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "博士研究生的安家补贴是多少？个人创业担保贷款最高能贷多少？",
            ("博士研究生的安家补贴是多少", "个人创业担保贷款最高能贷多少"),
        ),
        ("What is the fee? Who issues the permit?", ("What is the fee", "Who issues the permit")),
        ("安家补贴是多少？", ()),
        ("我是外地来的。安家补贴一次给多少？", ()),
        ("公租房租金怎么收？多少？", ()),
        (
            "上门看望老人每月至少几次，每次给多少服务费？",
            ("上门看望老人每月至少几次", "上门看望老人每月至少，每次给多少服务费"),
        ),
        (
            "天门企业投资项目的信用承诺制试点，办事顺序有什么变化？代办要收钱吗？",
            (
                "天门企业投资项目的信用承诺制试点，办事顺序有什么变化",
                "天门企业投资项目的信用承诺制试点，办事顺序，代办要收钱吗",
            ),
        ),
        (
            "养犬登记要钱吗？登记证有效期多久？归谁管？",
            ("养犬登记要钱吗", "登记证有效期多久", "养犬登记，归谁管"),
        ),
        (
            "低保标准多少，哪些收入不算，多久能批下来",
            ("低保标准多少", "低保标准，哪些收入不算", "低保标准，多久能批下来"),
        ),
        ("办营业执照在哪里办？收不收费？", ("办营业执照在哪里办", "办营业执照，收不收费")),
        ("仓库备了哪些抗洪的东西，各有多少？", ()),
        ("我家养了狗。要登记吗？归谁管？", ()),
        ("那几片老房子改造，一共用了多少中央的钱？", ()),
        ("什么时候交，交给谁？", ()),
    ],
)
def test_questions_in_a_row_are_parts(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question, compares=False) == parts


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "衡阳和天门的医保缴费有什么不同？",
            ("衡阳的医保缴费有什么不同？", "天门的医保缴费有什么不同？"),
        ),
        (
            "云南的工业增加值和零售总额，哪个高？",
            ("云南的工业增加值，哪个高？", "云南的零售总额，哪个高？"),
        ),
        (
            "看病时，办了备案和没办备案，各报多少？",
            ("看病时，办了备案，各报多少？", "看病时，没办备案，各报多少？"),
        ),
        ("两者有什么不同？", ()),
    ],
)
def test_a_comparison_has_two_sides(question: str, sides: tuple[str, ...]) -> None:
    assert parts_of(question, compares=True) == sides
    assert parts_of(question, compares=False) == ()


def test_each_part_of_a_question_is_found_early(assistant: Assistant) -> None:
    hits = assistant.retrieve("博士研究生安家补贴给多少？小微企业创业担保贷款额度最高多少？", 10)
    head = "".join(hit.text for hit in hits[:3])
    assert "20万元" in head
    assert "400万元" in head
    assert len({hit.text for hit in hits}) == len(hits)


def test_a_row_of_questions_and_the_sides_of_a_comparison_are_told_apart() -> None:
    row = "安家补贴一次给多少？担保贷款最高能贷多少？"
    assert len(steps_of(row)) == 2
    assert steps_of("衡阳和天门的医保缴费有什么不同？") == ()
    assert len(sides_of("衡阳和天门的医保缴费有什么不同？")) == 2
