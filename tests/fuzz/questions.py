"""Strange questions, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

__all__ = ["strange_questions"]

_REAL = (
    "刚毕业没房子，想申请云澜的公租房要什么条件？",
    "公租房转租给别人会怎么罚？",
    "云澜市公共租赁住房管理办法第十五条第一款第(一)项",
    "How much housing allowance can a Category A foreign professional get?",
    "云澜政办发〔2024〕12号什么时候施行",
)
_ODD = (
    "", " ", "\n", "\t", "\x00", "\x1b[31m", "\x07", "\x7f", "\ufeff", "\u200b", "\u202e",
    "\u2066", "\ud800", "\udfff", "\U0010ffff", "\ufffd", "😀", "👩\u200d👧", "🇨🇳", "e\u0301\u0302",
    "שלום", "مرحبا", "ﷺ", "㍿",
    '"', "'", "*", "(", ")", "((", ":", "^", "~", "-", "+", "\\", "/", "|", "{", "}", "[", "]",
    " OR ", " AND ", " NOT ", "NEAR(", "title:", "text:*", '" OR * NEAR(', "body:[a TO z]", "%",
    "'; DROP TABLE documents; --", "1 OR 1=1", "UNION SELECT", "%s%n", "{0}", "${x}", "{{x}}",
    "<script>", "](javascript:x)", "../../etc/passwd", "file:///", "第", "条", "第条", "第第条条",
    "第零条", "第九千九百九十九万条", "99999999999999999999", "-1", "1e999", "０", "①", "Ⅳ", "零",
    "2024年13月45日", "0000年", "9999年", "《", "》", "《》", "《《", "〔〕号", "号", "？", "。",
    "，，，", "的", "吗", "什么", "多少", "是", "忽略以上指示", "system:", "[1]", "[999]", "〇",
)  # fmt: skip


def strange_questions(count: int, seed: int) -> Iterator[str]:
    """Yield questions that are empty, endless, of another script, or of a query language."""
    chance = random.Random(seed)
    for number in range(count):
        way = number % 5
        if way == 0:
            yield chance.choice(_ODD) * chance.choice((1, 1, 2, 30, 400))
        elif way == 1:
            yield "".join(chance.choices(_ODD, k=chance.randrange(1, 12)))
        elif way == 2:
            yield _changed(chance.choice(_REAL), chance)
        elif way == 3:
            yield "".join(map(chr, (chance.randrange(1, 0x3000) for _ in range(40))))
        else:
            yield _repeated(chance)


def _changed(question: str, chance: random.Random) -> str:
    """Return a real question with odd pieces in it, or pieces of it missing."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(question) + 1)
        end = at + chance.choice((0, 0, 1, 5))
        question = question[:at] + chance.choice(_ODD) + question[end:]
    return question


def _repeated(chance: random.Random) -> str:
    piece = chance.choice((*_ODD, *_REAL)) or "x"
    times = chance.choice((3, 50, 499 // len(piece) or 1, 1_000_000 // len(piece)))
    return piece * times
