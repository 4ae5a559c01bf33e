"""Where a Clause stands, as a person cites it: 第十九条第一款第(二)项; 二、(三)9."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Address", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One level of an address.

    :param unit: 编 章 节 条 款 项 目 表 行, or the style of an official letter's number:
        "一、" "(一)" "1." "(1)" "①" "第一" "一是".
    :param number: its value, from 1.
    :param suffix: the N of 之N, 0 without one.
    :param label: as printed in the source: 第十九条, (三), 9.
    """

    unit: str
    number: int
    suffix: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A path of steps, outermost first. Empty for text outside any numbering."""

    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return "".join(step.label for step in self.steps)
