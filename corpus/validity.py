"""Since when a Document holds, until when, whether it still does, and what it repeals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean import Paragraph
from corpus.dates import find_date
from corpus.model import Reference, Status
from corpus.references import find_references

__all__ = ["Validity", "read_validity"]


@dataclass(frozen=True, slots=True)
class Validity:
    """effective, expires: ISO dates. reason: the words or the field that give the status."""

    effective: str | None
    expires: str | None
    trial: bool
    status: Status | None
    reason: str | None
    repeals: tuple[Reference, ...]


_FROM = re.compile(r"自(.{2,24}?)起(?:正式)?(?:施行|实施|执行|生效)")
_AT_ONCE = re.compile(r"(?:印发|发布|公布|颁布|发文|下发|通过)之?日")
_YEARS = re.compile(
    r"有效期(?:限)?(?:为|是)?\s?(?:自.{0,16}起)?\s?([一二三四五六七八九十\d]{1,2})年"
)
_UNTIL = re.compile(r"有效期(?:限)?(?:截?至|到|为).{0,20}?((?:[12]\d{3})年\d{1,2}月\d{1,2}日)")
_REPEAL = re.compile(r"同时废止|予以废止|自行废止|即行废止|停止执行|同时失效")
_STATUS_WORDS = (
    ("废止", Status.REPEALED),
    ("失效", Status.EXPIRED),
    ("修改", Status.AMENDED),
    ("修订", Status.AMENDED),
    ("尚未", Status.NOT_YET_IN_FORCE),
    ("有效", Status.IN_FORCE),
)


def read_validity(
    kept: list[Paragraph], title: str, fields: dict[str, str], written: str | None
) -> Validity:
    """Read when a Document takes effect and ends, its stated status and what it repeals."""
    effective = fields.get("施行日期")
    expires = fields.get("失效日期")
    repeals: list[Reference] = []
    base = kept[0].start
    for p in kept:
        text = p.text
        if "起" in text and effective is None:
            effective = _effective(text, written)
        if "有效期" in text and expires is None:
            expires = _expires(text, effective or written)
        if ("废止" in text or "停止执行" in text or "同时失效" in text) and _REPEAL.search(text):
            repeals += _repealed(p, base)
    trial = bool(re.search(r"试行|暂行", title))
    status, reason = _stated(fields, title)
    return Validity(effective, expires, trial, status, reason, tuple(repeals))


def _effective(text: str, written: str | None) -> str | None:
    m = _FROM.search(text)
    if not m or not re.search(
        r"本(?:办法|条例|规定|细则|法|意见|方案|通知|决定|规则|章程|规程|制度|解释|标准|计划|措施|政策)",
        text[: m.start() + 1],
    ):
        return None
    if _AT_ONCE.search(m[1]):
        return written
    date = find_date(m[1])
    return date if date and "-" in date else None


def _expires(text: str, start: str | None) -> str | None:
    m = _UNTIL.search(text)
    if m:
        return find_date(m[1])
    m = _YEARS.search(text)
    if not m or not start:
        return None
    from corpus.numbering import chinese_number

    years = chinese_number(m[1])
    return f"{int(start[:4]) + years:04d}{start[4:]}" if years else None


def _repealed(p: Paragraph, base: int) -> list[Reference]:
    m = _REPEAL.search(p.text)
    assert m is not None
    return [
        Reference(
            p.offset(r.start) - base, p.offset(r.end - 1) + 1 - base, r.title, r.number, r.address
        )
        for r in find_references(p.text[: m.end()])
        if r.title or r.number
    ]


def _stated(fields: dict[str, str], title: str) -> tuple[Status | None, str | None]:
    value = fields.get("效力状态", "")
    for word, status in _STATUS_WORDS:
        if word in value:
            return status, f"效力状态: {value}"
    m = re.search(r"[(（【\[]\s?(?:已|全文)?(废止|失效|修订版?|修正)[)）】\]]", title)
    if m:
        return dict(_STATUS_WORDS).get(m[1][:2], Status.AMENDED), m[0]
    return None, None
