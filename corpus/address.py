"""Where a Clause stands, as a person cites it: 第十九条第一款第(二)项; 二、(三)9."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.normalize import to_simplified
from corpus.text.numerals import COMMON_HAN, parse_whole

__all__ = ["Address", "Step", "find_addresses"]


@dataclass(frozen=True, slots=True)
class Step:
    """One level of an address.

    :param unit: 附件 部分 编 章 节 条 款 项 目 表 行, or the style of an official letter's
        number: "一、" "(一)" "1." "(1)" "①" "第一" "一是".
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

    @classmethod
    def parse(cls, text: str) -> Address | None:
        """Return the address that ``text`` types out in full, or None when it is none.

        Accepts 19条2款3项, 第十九条第二款第(三)项, 二(一)3, 三、(四), 第三部分第(四)条.
        """
        compact = "".join(text.split())
        found = find_addresses(compact)
        if len(found) == 1 and found[0][0] == 0 and found[0][1] == len(compact):
            return found[0][2]
        return None

    def matches(self, query: Address) -> bool:
        """Tell whether this address is the place ``query`` names, or stands inside it.

        The query's steps must occur in order among the steps of this address. What people
        call 条, 款, 项, 点 or 部分 in a letter also stands for its numbered styles.
        """
        position = 0
        for wanted in query.steps:
            while position < len(self.steps) and not _same(self.steps[position], wanted):
                position += 1
            if position == len(self.steps):
                return False
            position += 1
        return bool(query.steps)


# What a typed unit may stand for in a document.
_STANDS_FOR = {
    "部分": {"部分", "一、", "章"},
    "条": {"条", "(一)", "1."},
    "款": {"款", "(一)"},
    "项": {"项", "(一)", "1.", "(1)"},
    "目": {"目", "1.", "(1)"},
    "点": {"一、", "(一)", "1.", "第一", "一是"},
    "(一)": {"(一)", "项"},
    "1.": {"1.", "目"},
    "(1)": {"(1)", "目", "项"},
    "第一": {"第一", "一是"},
    "一是": {"第一", "一是"},
}


def _same(step: Step, wanted: Step) -> bool:
    if step.number != wanted.number or step.suffix != wanted.suffix:
        return False
    return step.unit in _STANDS_FOR.get(wanted.unit, {wanted.unit})


_N = rf"(?:[{COMMON_HAN}]{{1,9}}|\d{{1,4}})"
_UNIT = "分编|编|章|节|条|款|项|目|行|部分|点"
_STEP = re.compile(
    rf"第?[(（]?({_N})[)）]?({_UNIT})(?:之({_N}))?"  # 第十九条之一, 第(三)项, 2款
    rf"|附件({_N})"
    rf"|[(（]([{COMMON_HAN}]{{1,4}})[)）]"
    r"|[(（](\d{1,3})[)）]"
    r"|([一二三四五六七八九十]{1,3})(?:[、.．]|(?=[(（]))"
    r"|(\d{1,3})(?:[.、．]|$|(?![\d年月日%％]))"
)
_STYLE = {4: "附件", 5: "(一)", 6: "(1)", 7: "一、", 8: "1."}


def find_addresses(text: str) -> list[tuple[int, int, Address]]:
    """Return every address typed in ``text`` as (start, end, address), in order.

    A bare number such as 3 counts only after another step (二(一)3); a lone (1), (一) or 1.
    stands for itself.
    """
    text = to_simplified(text)
    found = []
    position = 0
    while position < len(text):
        m = _STEP.search(text, position)
        if not m:
            break
        steps, end = _chain(text, m.start())
        if steps:
            found.append((m.start(), end, Address(tuple(steps))))
        position = max(end, m.start() + 1)
    return found


def _chain(text: str, start: int) -> tuple[list[Step], int]:
    steps: list[Step] = []
    position = start
    while m := _STEP.match(text, position):
        step = _step(m)
        bare = m.lastindex == 8 and m[0][-1].isdecimal()
        if step is None or (bare and not steps):
            break
        steps.append(step)
        position = m.end()
        while position < len(text) and text[position].isspace():
            position += 1
    return steps, max(position, start)


def _step(m: re.Match[str]) -> Step | None:
    if m[1]:
        number, unit = parse_whole(m[1]), m[2]
        suffix = (parse_whole(m[3]) or 0) if m[3] else 0
    else:
        group = m.lastindex or 0
        number, unit, suffix = parse_whole(m[group]), _STYLE[group], 0
    return Step(unit, number, suffix, m[0]) if number else None
