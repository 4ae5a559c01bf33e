"""The places inside a document that a question asks for, in every way people type them.

第十五条和第十七条, 第15-17条, 第十五条到第十七条, 第4-1條, 第一百○二条; Section 3(b)(ii), § 12.3,
Article 6(1)(f); 第三章, 附则, 最后一条, 下一条.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.address import Address, Step, find_addresses
from corpus.normalize import to_simplified
from corpus.text.numerals import COMMON_HAN, parse_whole, write

__all__ = ["AskedPlace", "Beside", "EnglishPlace", "Heading", "asked_places", "readable"]

_N = rf"(?:[{COMMON_HAN}]{{1,9}}|\d{{1,4}})"
_SPACED = re.compile(rf"第[\s　]*(?:[{COMMON_HAN}\d][\s　]*){{1,9}}(?=[条條款项項目章节節编編])")
_HYPHEN = re.compile(r"第[\s]*(\d{1,4})\s?[-－‐]\s?(\d{1,2})\s?([条條])")
_RANGE = re.compile(rf"第?({_N})条?(?:[-—–~～－]{{1,2}}|至|到)第?({_N})条")
_LISTED = re.compile(
    rf"第({_N})((?:、第?{_N})+)(?:(?:和|及|与|、)第?({_N}))?条|第({_N})(?:和|及|与)({_N})条"
)
_MOST = 30
_HEADING = re.compile(
    rf"第({_N})(分?编|章|节)(?!第|的?第)|(?<![\u4e00-\u9fff])?(附则|总则|罚则|法律责任)(?=[讲说写规有是的里中内都怎如包]|$|[?？。])"
)
_BESIDE = (
    (re.compile(r"^(?:那么?|请问|再看)?(?:它的|的)?(?:下一条|后一条|下条|接下来一条|再下一条)"), 1),
    (re.compile(r"^(?:那么?|请问|再看)?(?:它的|的)?(?:上一条|前一条|上条|再上一条)"), -1),
)
_GOING_ON = r"^\W*(?:(?:and|then|now|what about|how about) )?(?:the )?"
_ENGLISH_BESIDE = tuple(
    (re.compile(rf"{_GOING_ON}{word} (?:section|article|rule|regulation|one)\b", re.I), step)
    for word, step in (("next", 1), ("(?:previous|preceding)", -1))
)
# A level alone: paragraph 2, point (b), subsection (3).
_ENGLISH_LEVEL = re.compile(
    rf"{_GOING_ON}(?:(?:sub)?(?:paragraph|para\.?|point|section(?=\s?\())s?\s?\(?|\()"
    r"(\d{1,3}|[a-z]{1,4})(?:\)|(?=\W|$))((?:\s?\([0-9A-Za-z]{1,5}\)){0,4})(?=\W*$)",
    re.IGNORECASE,
)
_LAST = re.compile(r"(?:最后一条|末条|最末一条)")
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(Articles?|Arts?\.?|Sections?|Secs?\.?|ss?\.?(?=\s?\d)|Regulations?|Regs?\.?|Rules?|Schedules?|Annex(?:es)?|Recitals?|§+)\s{0,2}"
    r"(\d{1,4}(?:\.\d{1,3})*[A-Za-z]?(?![A-Za-z])|[IVXL]{1,6}(?![A-Za-z]))((?:\s?\([0-9A-Za-z]{1,5}\)){0,5})"
    r"(?:,?\s(?:para(?:graph)?s?\.?|points?)\s?(\d{1,3}|\([a-z]{1,4}\)|[a-z](?![a-z])))?",
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    r"(?<![\d.A-Za-z])(\d{1,2}(?:\.\d{1,2}){1,4})(?![\d.]|\s?[%％万亿元米平公个年月mkg℃])"
)
_HEADINGS = ("编", "分编", "章", "节")
_FIGURE = re.compile(r"\d+\.\d")
_NUMERALS = frozenset("0123456789" + COMMON_HAN)
# Numbers that stand before a question as often as before a clause, and units that count as well.
_LISTED_FIRST = frozenset({"1.", "一、"})
_COUNTED_SELDOM = frozenset({"条", "章", "节", "编", "分编"})
_COUNTING = re.compile(r"[哪几这那每各共前后有等]$")
_IN_BRACKETS = re.compile(r"\(([0-9A-Za-z]{1,5})\)")
_FAMILIES = (
    ("article", "art"), ("section", "sec", "§"), ("regulation", "reg"), ("rule",),
    ("schedule",), ("annex",), ("recital",),
)  # fmt: skip


class Beside(StrEnum):
    """A place told by where it stands to another."""

    NEXT = "next"
    PREVIOUS = "previous"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class EnglishPlace:
    """A place as English laws write it.

    :param unit: article, section, regulation …, "" for a bare outline number such as 4.1.2.
    :param steps: its numbers and letters: 6, 1, f.
    """

    unit: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter or a section, by its number or its name.

    :param number: 0 where it is named: 附则.
    """

    unit: str
    number: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place and where it stands in the text, which is the one ``readable`` returns."""

    start: int
    end: int
    place: Address | EnglishPlace | Heading | Beside


def readable(text: str) -> str:
    """Return a question with the forms of one numeral made one: 第 十 二 条, 一百○二, 第4-1條."""
    text = _HYPHEN.sub(_hyphened, text)
    text = _SPACED.sub(lambda m: "".join(m[0].split()), text)
    return to_simplified(text.replace("○", "〇").replace("０", "0"))


def _hyphened(m: re.Match[str]) -> str:
    """Write 第4-1條 as 第4条之1; 第15-17条 is a range and stays."""
    first, second = int(m[1]), int(m[2])
    if second > first and m[3] == "条":
        return m[0]
    return f"第{first}条之{write(second)}"


def asked_places(text: str) -> list[AskedPlace]:
    """Return the places in a question, in order.

    :param text: as ``readable`` returns it.
    """
    if level := _ENGLISH_LEVEL.search(text):
        steps = _lower([level[1], *_IN_BRACKETS.findall(level[2] or "")])
        return [AskedPlace(level.start(), level.end(), EnglishPlace("", steps))]
    found = [*_english(text), *_several(text)]
    found += [
        AskedPlace(start, end, address)
        for start, end, address in find_addresses(text)
        if _is_place(text, start, end, address)
        and (address.steps[0].unit not in _HEADINGS or len(address.steps) > 1)
    ]
    if not found:
        found = [*_headings(text), *_beside(text)]
    found.sort(key=lambda place: (place.start, -place.end))
    return _apart(found)


def _is_place(text: str, start: int, end: int, address: Address) -> bool:
    """Return whether what reads as an address is none of a count, a figure or a list's number.

    五项 counts, 第五项 names a place; 19条 does too, unless it is 哪19条.
    """
    typed, unit = text[start:end], address.steps[0].unit
    if _FIGURE.match(text, start):
        return False
    if len(address.steps) > 1 or typed[0] not in _NUMERALS:
        return True
    if unit in _LISTED_FIRST:
        return start > 0
    several = address.steps[0].number > 2
    return several and unit in _COUNTED_SELDOM and not _COUNTING.search(text[:start])


def _apart(found: list[AskedPlace]) -> list[AskedPlace]:
    """Return places without those that lie inside one before them.

    The members of a range have the same span and stay.
    """
    kept: list[AskedPlace] = []
    for place in found:
        inside = [
            k for k in kept if place.start < k.end and (k.start, k.end) != (place.start, place.end)
        ]
        if not inside:
            kept.append(place)
    return kept


def _several(text: str) -> list[AskedPlace]:
    """Return the places of ranges and lists: 第15-17条, 第八条到第十条, 第三、四条."""
    found = []
    for m in _RANGE.finditer(text):
        first, last = parse_whole(m[1]) or 0, parse_whole(m[2]) or 0
        if 0 < first < last < first + _MOST:
            found += [_article(m, number) for number in range(first, last + 1)]
    for m in _LISTED.finditer(text):
        numerals = [m[1], *(m[2] or "").split("、"), m[3], m[4], m[5]]
        numbers = [parse_whole(n.removeprefix("第")) for n in numerals if n]
        found += [_article(m, number) for number in numbers if number]
    return found


def _article(m: re.Match[str], number: int) -> AskedPlace:
    step = Step("条", number, 0, f"第{write(number)}条")
    return AskedPlace(m.start(), m.end(), Address((step,)))


def _headings(text: str) -> list[AskedPlace]:
    found = []
    for m in _HEADING.finditer(text):
        place = Heading("", 0, m[3]) if m[3] else Heading(m[2], parse_whole(m[1]) or 0)
        found.append(AskedPlace(m.start(), m.end(), place))
    return found


def _beside(text: str) -> list[AskedPlace]:
    for pattern, step in (*_BESIDE, *_ENGLISH_BESIDE):
        if m := pattern.search(text):
            place = Beside.NEXT if step > 0 else Beside.PREVIOUS
            return [AskedPlace(m.start(), m.end(), place)]
    m = _LAST.search(text)
    return [AskedPlace(m.start(), m.end(), Beside.LAST)] if m else []


def _english(text: str) -> list[AskedPlace]:
    found = []
    for m in _ENGLISH.finditer(text):
        steps = [m[2], *_IN_BRACKETS.findall(m[3] or ""), *([m[4].strip("()")] if m[4] else [])]
        found.append(AskedPlace(m.start(), m.end(), EnglishPlace(_unit(m[1]), _lower(steps))))
    if found:
        return found
    return [
        AskedPlace(m.start(), m.end(), EnglishPlace("", (m[1],))) for m in _DECIMAL.finditer(text)
    ]


def _lower(steps: list[str]) -> tuple[str, ...]:
    return tuple(step.lower() for step in steps)


def _unit(word: str) -> str:
    plain = word.lower().rstrip(".")
    if plain in ("s", "ss"):
        return "section"
    for family in _FAMILIES:
        if any(plain.startswith(name) for name in family):
            return family[0]
    return plain
