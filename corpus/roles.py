"""What each paragraph is, seen alone: noise, title, number, salutation, signature date, text."""

from __future__ import annotations

import re
from enum import Enum, auto

from corpus.clean import Paragraph, is_row
from corpus.fields import is_field_row, unmistakable
from corpus.tables import unit_of_table
from corpus.text.dates import half_width, whole_date
from corpus.titles import (
    is_body_name,
    is_gazette,
    is_note,
    is_number_line,
    is_person,
    is_salutation,
    is_title_like,
    part_title,
)

__all__ = ["Role", "roles_of", "signers"]


class Role(Enum):
    """What a paragraph looks like, before its neighbours are considered."""

    NOISE = auto()
    SHELL = auto()  # a site's own lead-in to a document
    MASTHEAD = auto()
    CONTENTS = auto()
    PART = auto()
    LABEL = auto()
    ANNEX = auto()
    ROW = auto()
    DATE = auto()
    SIGNED = auto()  # issuing body and date on one line
    PAREN_DATE = auto()
    NUMBER = auto()
    SALUTATION = auto()
    NOTE = auto()
    META = auto()
    BODY_NAME = auto()
    NAME = auto()
    TITLE = auto()
    TEXT = auto()


_META = re.compile(
    r"标\s*题\s*[:：]\s?.{6,}|[•·●◆■□▪]?\s{0,4}(?:索\s*引\s*号|主题分类|分\s*类|信息来源|发布机构|发布日期|发布时间|发文机关|发文日期|发文字号|成文日期|公文名称|"
    r"名\s*称|信息名称|主\s*题\s*词|文\s*号|效力状态|有效性|时效性|公开方式|公开日期|生成日期|体裁|组配分类|"
    r"统一编号|登记号|内容概述|发文机构|归档时间|归档日期|关键词|访问量|浏览量|视力保护色|有效期截止|失效日期|废止日期|生效日期|实施日期|施行日期|制定机关|公布日期|效力级别)(?:\s*[:：]|\s+\S|$)"
    r"|[12]\d{3}年\d{1,2}月\d{1,2}日\s.{2,80}(?:会议|常务委员会|人民政府|委员会|令第.{1,8}号).{0,200}$"
    r"|[(（]?(?:根据|自|由|经)?\s?[12]\d{3}年\d{1,2}月\d{1,2}日.{2,160}(?:通过|批准|修[正订]|公布|施行|实施|发布|废止|生效|颁布)[。)）]?$"
    r"|[12]\d{3}年\d{1,2}月\d{1,2}日\s?(?:起)?(?:施行|实施|生效|公布|发布)$"
    r"|[12]\d{3}-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s+来源\s?[:：].{0,30}"
    r"|.{0,16}?(?:时间|時間|日期|来源|來源)\s?[:：]\s?(?:[12]\d{3}[-年/]|\S{0,30}$)"
)
# The day a page was put up heads it; a document is signed and dated below its text.
_PUT_UP = re.compile(r"发布(?:日期|时间)\s?[:：]?\s?\d")
_ANNEX = re.compile(
    r"附\s{0,4}[件表录]?\s{0,2}(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s?(?:[:：]|$)"
)
_NEAR = 20  # paragraphs in which the numbers around a line are looked for
_SHELL_WORDS = ("小编", "小編", "大家", "您")


def roles_of(paragraphs: list[Paragraph]) -> list[Role]:
    """Return the role of each paragraph."""
    roles = [_role(p) for p in paragraphs]
    _mark_field_rows(paragraphs, roles)
    _keep_series_whole(paragraphs, roles)
    for i in range(len(roles) - 1):
        if roles[i] is Role.META and _is_value(paragraphs[i].text, paragraphs[i + 1], roles[i + 1]):
            roles[i + 1] = Role.META
    return roles


def _mark_field_rows(paragraphs: list[Paragraph], roles: list[Role]) -> None:
    """Tell the table of fields above a page's text from a table of the document."""
    i = roles.index(Role.ROW) if Role.ROW in roles else len(roles)
    while i < len(roles):
        end = i
        while end < len(roles) and roles[end] is Role.ROW and is_field_row(paragraphs[end].text):
            end += 1
        if sum(unmistakable(p.text) for p in paragraphs[i:end]) >= 2:
            roles[i:end] = [Role.META] * (end - i)
        i = max(end, i + 1)


def _keep_series_whole(paragraphs: list[Paragraph], roles: list[Role]) -> None:
    """Tell a part of a compilation from a line between an article and the next one."""
    for i in [i for i, role in enumerate(roles) if role is Role.PART]:
        above = next(
            (p.label for p in reversed(paragraphs[max(0, i - _NEAR) : i]) if p.label), None
        )
        below = next((p.label for p in paragraphs[i + 1 : i + 1 + _NEAR] if p.label), None)
        if (
            above
            and below
            and above.unit == below.unit == "条"
            and below.number == above.number + 1
        ):
            roles[i] = Role.TEXT


def _is_value(label: str, value: Paragraph, role: Role) -> bool:
    """Tell whether a line is the value of a header field whose label stands alone above it."""
    name = "".join(label.split()).strip("•·●◆■□▪:：")
    if len(name) > 6 or role in (Role.META, Role.LABEL, Role.NUMBER, Role.NOISE):
        return False
    if name.endswith(("日期", "时间")):
        return role is Role.DATE
    if name == "主题词":
        return "\u3000" in value.text or " " in value.text
    if name.endswith(("机构", "机关", "单位", "来源")):
        return role is Role.BODY_NAME or (role is Role.TITLE and len(value.text) <= 16)
    return name == "索引号" and len(value.text) <= 40 and role in (Role.TITLE, Role.TEXT)


def _role(p: Paragraph) -> Role:
    text = p.text
    if p.noise:
        return Role.SHELL if any(w in text for w in _SHELL_WORDS) else Role.NOISE
    first = text[0]
    if p.label is not None:
        return Role.ANNEX if p.label.unit == "附件" else Role.LABEL
    if is_row(text):
        return Role.ROW
    if first == "附" and (_ANNEX.match(text)):
        return Role.ANNEX
    if len(text) > 200:
        return Role.TEXT
    if is_salutation(text):
        return Role.SALUTATION
    if len(text) > 120:
        return Role.META if first in "12根自由经(（" and _META.match(text) else Role.TEXT
    return _short(text, first)


def _short(text: str, first: str) -> Role:
    if unit_of_table(text):
        return Role.TEXT
    if part_title(text) is not None:
        return Role.PART
    if _PUT_UP.match(text):
        return Role.META
    if whole_date(text):
        return Role.PAREN_DATE if first in "(（" else Role.DATE
    if text[-1] in "日发" and _is_signed(text):
        return Role.SIGNED
    if is_note(text):
        return Role.NOTE
    if is_number_line(text):
        return Role.NUMBER
    if _META.match(half_width(text)):
        return Role.META
    return _standing(text)


_SIGNED = re.compile(r"(.{4,80}?)(\s*)([12一二]\S{3}年.{2,9}日)\s?(?:印发)?")


def _is_signed(text: str) -> bool:
    m = _SIGNED.fullmatch(text)
    return bool(m and whole_date(m[3]) and is_body_name(m[1]))


def signers(text: str) -> str:
    """Return the issuing bodies of a line that they share with a date."""
    m = _SIGNED.fullmatch(text)
    return m[1] if m else text.rsplit(maxsplit=1)[0]


def _standing(text: str) -> Role:
    if "".join(text.split()) in ("目录", "目錄"):
        return Role.CONTENTS
    if is_gazette(text):
        return Role.MASTHEAD
    if is_person(text):
        return Role.NAME
    if is_body_name(text):
        return Role.BODY_NAME
    return Role.TITLE if is_title_like(text) else Role.TEXT
