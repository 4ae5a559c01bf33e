"""Where a Document begins whose title was stripped: an opening sentence, or 一、 again."""

from __future__ import annotations

import re

from corpus.clean import Paragraph
from corpus.heads import HEADISH
from corpus.numbering import Label
from corpus.roles import Role
from corpus.segments import Draft
from corpus.titles import is_opening

__all__ = [
    "is_bare",
    "is_bracketed",
    "lead_of",
    "next_label",
    "reopens",
    "restarts",
    "start_of_series",
]

_SUBSTANCE = 160  # characters under numbers before a Document can have ended
_AHEAD = 8  # paragraphs in which an opening must meet its first number
_DEFINES = re.compile(r"\s*本(?:通知|办法|意见|规定|方案|公告|细则|条例|通告)(?:所称|中所)")
_INTRODUCES = re.compile(
    r"为|根据|按照|近年来|当前|目前|随着|[12]\d{3}年|[\u4e00-\u9fff]{2,8}[省市县区]"
)


def restarts(
    paragraphs: list[Paragraph], roles: list[Role], i: int, draft: Draft, *, compiled: bool
) -> bool:
    """Tell whether 一、 or 第一条 begins again, after a finished series of its own.

    Outside a compilation parts of one text may count anew; there it takes an opening.
    """
    label = paragraphs[i].label
    if label is None or label.number != 1 or draft.annex or draft.weight < _SUBSTANCE:
        return False
    if label.unit == "条":
        return draft.articles >= 3
    if label.unit != "一、" or draft.higher:
        return False
    if _DEFINES.match(paragraphs[i].text, label.end):
        return True
    if draft.top < 3:
        # A text numbered 1. to the end does not go on with 一、.
        return compiled and draft.top == 0 and draft.weight >= 4 * _SUBSTANCE
    if compiled:
        return True
    start = start_of_series(paragraphs, roles, i, draft.segment.first)
    return any(is_opening(p.text) for p in paragraphs[start:i])


def reopens(paragraphs: list[Paragraph], i: int, draft: Draft) -> bool:
    """Tell whether an opening sentence at ``i`` follows a numbered body and heads another."""
    if draft.annex or draft.higher or draft.weight < _SUBSTANCE:
        return False
    text = paragraphs[i].text
    if len(text) < 20 or not is_opening(text):
        return False
    label = next_label(paragraphs, i)
    strict = is_opening(text, strict=True)
    if label is None or (label.number != 1 and not strict):
        return False
    if _goes_on(paragraphs, i, label):
        return False
    if label.unit == "一、":
        return draft.top == 0 or draft.top >= 2
    return strict


def _goes_on(paragraphs: list[Paragraph], i: int, following: Label) -> bool:
    """Tell whether the number after ``i`` is the next one of the series before it."""
    before = next((p.label for p in reversed(paragraphs[max(0, i - _AHEAD) : i]) if p.label), None)
    return (
        before is not None
        and before.unit == following.unit
        and following.number == before.number + 1
    )


def next_label(paragraphs: list[Paragraph], i: int) -> Label | None:
    """Return the first label among the paragraphs shortly after ``i``."""
    return next((p.label for p in paragraphs[i + 1 : i + 1 + _AHEAD] if p.label), None)


def start_of_series(paragraphs: list[Paragraph], roles: list[Role], i: int, first: int) -> int:
    """Return where the introduction of a restarted 一、 at ``i`` begins, ``i`` without one.

    :param first: index of the first paragraph of the Document before.
    """
    k = i
    label = paragraphs[i].label
    if label and label.unit == "条":
        while k - 1 > first and _heads_articles(paragraphs[k - 1], roles[k - 1]):
            k -= 1
        return k
    while k - 1 > first and roles[k - 1] not in (Role.LABEL, Role.ROW):
        k -= 1
    claimed = is_bare(paragraphs[k - 1])
    if claimed:
        k += 1  # a bare heading keeps the first paragraph below it
    for j in range(k, i):
        text = paragraphs[j].text
        if roles[j] in HEADISH or is_opening(text) or _INTRODUCES.match(text):
            return j
    return i if claimed else min(i, k)


def _heads_articles(above: Paragraph, role: Role) -> bool:
    """Tell whether a line above 第一条 belongs to it: a first chapter, a title, a date."""
    if above.label:
        return above.label.number == 1 and above.label.unit in ("章", "编", "节")
    return role in HEADISH


def lead_of(paragraphs: list[Paragraph], roles: list[Role], i: int, first: int) -> int:
    """Return where a Document with an opening at ``i`` begins.

    A bracketed date or remark, or a title, right above the opening belongs to it.
    """
    k = i
    while k - 1 > first:
        if roles[k - 1] not in HEADISH and not is_bracketed(paragraphs[k - 1]):
            break
        k -= 1
    return k


def is_bracketed(p: Paragraph) -> bool:
    """Tell whether a whole paragraph is a remark in brackets."""
    return p.label is None and p.text[0] in "(（" and p.text.rstrip("。.")[-1:] in (")", "）")


def is_bare(heading: Paragraph) -> bool:
    """Tell whether a paragraph is a numbered heading without a body on its own line."""
    if heading.label is None:
        return False
    rest = heading.text[heading.label.end :].strip()
    return len(rest) <= 50 and "。" not in rest.rstrip("。") and not rest.endswith((";", "；"))
