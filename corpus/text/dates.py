"""Read dates: 2018年10月16日, 二〇一八年十月十六日, 2018-10-16, 16 October 2018."""

from __future__ import annotations

import re

from corpus.text.numerals import COMMON_HAN, parse_whole

__all__ = ["DATE", "ENGLISH_DATE", "MONTHS", "find_date", "half_width", "parse_date", "whole_date"]

_MONTH_NAMES = (
    ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
    ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"),
    ("october", "oct"), ("november", "nov"), ("december", "dec"),
)  # fmt: skip
MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names
}

_Y = r"(?:[12]\d{3}|[一二三四五六七八九〇零○OＯ]{4})"
_M = rf"(?:\d{{1,2}}|[{COMMON_HAN}]{{1,3}})"
# 号 is said for 日, and begins 号文 and 号令, the number of a document.
_D = r"(?:日|号(?![文令]))"
# In small letters they are other words: may, march.
_NAMES = (form for name in MONTHS for form in (name.capitalize(), name.upper()))
_NAME = rf"(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b\.?"
DATE = (
    rf"(?:{_Y}\s?年\s?(?:{_M}\s?月\s?(?:{_M}\s?{_D})?)?"
    r"|[12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))"
)
"""The pattern of a date in Chinese or in digits, as a part of others: it has no groups."""
ENGLISH_DATE = rf"(?:(?:\d{{1,2}}\s+)?{_NAME}(?:\s+\d{{1,2}},)?\s+[12]\d{{3}})"
"""The pattern of a date in English, 9 September 2016 or September 9, 2016; it has no groups."""
_DATE = re.compile(rf"{DATE}|\b{ENGLISH_DATE}\b")
_SIGN = re.compile(r"[年月日号\s/.,-]+")
_WHOLE = re.compile(
    r"(?:[(（]\s?)?(?:(?:成文|发文|印发|发布|签发)(?:日期|时间)?[:：]?\s?)?"
    rf"({_Y}\s{{0,3}}年\s{{0,3}}{_M}\s{{0,3}}月\s{{0,3}}{_M}\s{{0,3}}日|[12]\d{{3}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    r"(?:\s?(?:印发|\d{1,2}:\d{2}(?::\d{2})?))?[。.]?\s?(?:(?:[,，][^)）]{0,20})?[)）])?[。.]?"
)


_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_HAS_FULL_WIDTH = re.compile("[０-９]")


def half_width(text: str) -> str:
    """Return a text with its full-width figures as half-width ones, one for one."""
    return text.translate(_FULL_WIDTH) if _HAS_FULL_WIDTH.search(text) else text


def parse_date(text: str) -> str | None:
    """Return the date that ``text`` begins with as YYYY-MM-DD, YYYY-MM or YYYY, or None."""
    m = _DATE.match(half_width(text.strip()))
    return _iso(m) if m else None


def find_date(text: str) -> str | None:
    """Return the first date in ``text`` that names at least a month, else the first year."""
    best = None
    for m in _DATE.finditer(half_width(text)):
        iso = _iso(m)
        if iso and "-" in iso:
            return iso
        best = best or iso
    return best


def whole_date(line: str) -> str | None:
    """Return the date that makes up a whole line, as 2018年10月16日 or (2012年9月19日) do."""
    if len(line) > 48:
        return None
    m = _WHOLE.fullmatch(half_width(line.strip()))
    return parse_date(m[1]) if m else None


def _iso(m: re.Match[str]) -> str | None:
    parts = [part for part in _SIGN.split(m[0]) if part]
    if parts[-1].isdecimal() and len(parts[-1]) == 4 and len(parts) > 1:
        parts = _english_parts(parts)
    numbers = [number for part in parts if (number := parse_whole(part))]
    if len(numbers) != len(parts):
        return None
    year, *rest = numbers
    if any(v > limit for v, limit in zip(rest, (12, 31), strict=False)):
        return None
    return "-".join([f"{year:04d}", *(f"{v:02d}" for v in rest)])


def _english_parts(parts: list[str]) -> list[str]:
    """Return year, month and day of an English date, in figures."""
    *rest, year = parts
    day = [part for part in rest if part.isdecimal()]
    month = next(MONTHS[part.lower()] for part in rest if part.lower() in MONTHS)
    return [year, str(month), *day[:1]]
