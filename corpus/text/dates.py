"""Dates as official texts print them: 2018年10月16日, 二〇一八年十月十六日, 2018-10-16."""

from __future__ import annotations

import re

from corpus.text.numerals import COMMON_HAN, parse_whole

__all__ = ["find_date", "parse_date", "whole_date"]

_Y = r"(?:[12]\d{3}|[一二三四五六七八九〇零○OＯ]{4})"
_M = rf"(?:\d{{1,2}}|[{COMMON_HAN}]{{1,3}})"
_DATE = re.compile(
    rf"({_Y})\s?年\s?(?:({_M})\s?月\s?(?:({_M})\s?日)?)?|([12]\d{{3}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d)"
)
_WHOLE = re.compile(
    r"(?:[(（]\s?)?(?:(?:成文|发文|印发|发布|签发)(?:日期|时间)?[:：]?\s?)?"
    rf"({_Y}\s{{0,3}}年\s{{0,3}}{_M}\s{{0,3}}月\s{{0,3}}{_M}\s{{0,3}}日|[12]\d{{3}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    r"(?:\s?(?:印发|\d{1,2}:\d{2}(?::\d{2})?))?[。.]?\s?(?:(?:[,，][^)）]{0,20})?[)）])?[。.]?"
)
_FULL = str.maketrans("０１２３４５６７８９○OＯ", "0123456789〇〇〇")


def parse_date(text: str) -> str | None:
    """Return the date that ``text`` begins with as YYYY-MM-DD, YYYY-MM or YYYY, or None."""
    m = _DATE.match(text.strip())
    return _iso(m) if m else None


def find_date(text: str) -> str | None:
    """Return the first date in ``text`` that names at least a month, else the first year."""
    best = None
    for m in _DATE.finditer(text):
        iso = _iso(m)
        if iso and "-" in iso:
            return iso
        best = best or iso
    return best


def whole_date(line: str) -> str | None:
    """Return the date that makes up a whole line, as 2018年10月16日 or (2012年9月19日) do."""
    if len(line) > 48:
        return None
    m = _WHOLE.fullmatch(line.strip())
    return parse_date(m[1]) if m else None


def _iso(m: re.Match[str]) -> str | None:
    parts = [p for p in (m.groups()[3:] if m[4] else m.groups()[:3]) if p]
    values = [parse_whole(p.translate(_FULL)) for p in parts]
    numbers = [v for v in values if v]
    if len(numbers) != len(parts):
        return None
    year, *rest = numbers
    if any(v > limit for v, limit in zip(rest, (12, 31), strict=False)):
        return None
    return "-".join([f"{year:04d}", *(f"{v:02d}" for v in rest)])
