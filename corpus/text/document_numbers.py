"""Document numbers (文号) in every bracket, spacing and garbling, and their one canonical form."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.normalize import to_simplified

__all__ = ["FoundNumber", "canonical_number", "find_numbers", "locate_numbers", "number_key"]

_OPEN = r"[〔\[(（【{﹝〈<«［｛「?？„‟*＊�﹙]"
_SHUT = r"[〕\])）】}﹞〉>»］｝」?？„‟*＊�﹚]"
_YEAR = r"(?:[12１２]\d{3}|[xX×*]{1,4}|\d{2})"
_PREFIX = r"[\u4e00-\u9fffA-Za-zxX×]"
_NUMBER = re.compile(
    rf"({_PREFIX}{{1,16}})\s{{0,3}}(?:{_OPEN}\s{{0,2}}({_YEAR})\s{{0,2}}{_SHUT}|([12１２]\d{{3}})年?)"
    r"\s{0,3}第?\s{0,2}(\d{1,5}|[xX×*]{1,4})\s{0,2}[号號]"
)
_ORDER = re.compile(
    rf"({_PREFIX}{{2,20}}(?:令|公告))\s{{0,3}}(?:{_OPEN}?\s?([12]\d{{3}})\s?(?:{_SHUT}|年)?)?\s{{0,3}}"
    r"(?:第\s{0,2})(\d{1,5}|[一二三四五六七八九十百〇零]{1,6})\s{0,2}[号號]"
)
# Words of the sentence around a number that are not part of the issuing body's sign.
_LEAD = re.compile(
    r"^[年月日](?=.{2})|.*(?:根据|根據|按照|依照|依据|依據|参照|参见|落实|执行|印发|转发|废止|修订|请问|關于|关于|文号|文號|号码|"
    r"专用章|以及|其中|比如|例如|还是|就是|我想|想问|查询|查找|查|见|及|和(?!国)|与|或|对|按|在|的|是|把|将|从|由|原|问|文件)(?=.{2})"
)
_ENDING = re.compile(
    r"(?:发|發|函|办|辦|字|令|规|規|通|综|综|告|电|電|文|号|號|复|批|议|财|税|释|纪|党|组|人|公|秘|安|教|卫|医|科|工|农|建|环|民|政|审|法|监|保|市|省|县|区)$"
)
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")


class FoundNumber(NamedTuple):
    """A document number in a text: its canonical form in the source's script, and where."""

    number: str
    start: int
    end: int


def locate_numbers(text: str) -> list[FoundNumber]:
    """Return the document numbers in ``text``, in order, script kept as printed."""
    if "号" not in text and "號" not in text:
        return []
    found = [n for m in _NUMBER.finditer(text) if (n := _located(m))]
    for m in _ORDER.finditer(text):
        order = _order(m)
        if order and not any(n.start < order.end and order.start < n.end for n in found):
            found.append(order)
    return sorted(found, key=lambda n: n.start)


def find_numbers(text: str) -> list[str]:
    """Return the document numbers in ``text`` as keys: canonical 〔〕 form, simplified script."""
    return [number_key(f.number) for f in locate_numbers(text)]


def canonical_number(text: str) -> str | None:
    """Return the first document number in ``text`` as a key, or None when it holds none."""
    found = find_numbers(text)
    return found[0] if found else None


def number_key(number: str) -> str:
    """Return the form in which two document numbers are compared: simplified, no spaces."""
    return to_simplified("".join(number.split())).translate(_FULL)


def _located(m: re.Match[str]) -> FoundNumber | None:
    prefix = _LEAD.sub("", m[1])
    year, serial = (m[2] or m[3]).translate(_FULL), m[4].translate(_FULL)
    bracketed = m[2] is not None
    if not prefix or len(prefix) > 12 or not (bracketed or _ENDING.search(prefix)):
        return None
    start = m.start() + len(m[1]) - len(prefix)
    return FoundNumber(
        f"{prefix}〔{year}〕{serial.lstrip('0') or serial}{m[0][-1]}", start, m.end()
    )


def _order(m: re.Match[str]) -> FoundNumber | None:
    prefix = _LEAD.sub("", m[1])
    if len(prefix) < 2:
        return None
    year = f"{m[2]}年" if m[2] else ""
    start = m.start() + len(m[1]) - len(prefix)
    return FoundNumber(f"{prefix}{year}第{m[3].translate(_FULL)}{m[0][-1]}", start, m.end())
