"""The numbers that open a heading, an article or an item, in every style official texts use.

Styles and their rank, outermost first: 附件, 部分, 编, 分编, 章, 节, 条, 一、, (一), 第一, / 一是,
1., (1), ①, a), ——. Half and full width, 3、 for 3. and 一. for 一、 are the same style. The levels
of a decimal outline (1, 1.1 …) and of an English section (sub1 …) are told in corpus.outline.
Patterns are anchored and bounded, so reading a label takes constant time.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from corpus.normalize import to_simplified
from corpus.text.numerals import COMMON_HAN, HAN_NUMERAL, parse_whole

__all__ = [
    "RANK",
    "Label",
    "opens_article",
    "read_label",
]

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

RANK = {
    "附件": 0, "部分": 1, "编": 2, "分编": 3, "章": 4, "节": 5, "条": 10, "一、": 20, "(一)": 30,
    "第一": 40, "一是": 40, "1.": 50, "(1)": 60, "①": 70, "a)": 80, "——": 90,
    "1": 11, "1.1": 12, "1.1.1": 13, "1.1.1.1": 14, "sub1": 61, "sub2": 62, "sub3": 63, "sub4": 64,
}  # fmt: skip


class Label(NamedTuple):
    """A number that opens a paragraph.

    unit: its style, a key of RANK. number: its value. suffix: the N of 之N.
    text: as printed, white space removed. end: offset just past it in the paragraph.
    """

    unit: str
    number: int
    suffix: int
    text: str
    end: int


_H = f"[{COMMON_HAN}]"
# In 第…条 a number may have banker's figures, ○ for 〇, and spaces between its characters.
_N = rf"[{HAN_NUMERAL}](?:\s?[{HAN_NUMERAL}]){{0,11}}"
_DI = re.compile(
    rf"第\s{{0,2}}({_N}|\d{{1,4}})(?:\s?[-－–]\s?(\d{{1,2}}))?\s{{0,2}}"
    rf"(?:([条條]|章|[节節]|分[编編]|[编編]|部分)(?:\s?之\s?({_H}{{1,3}}|\d{{1,2}}))?"
    r"|(步[骤驟]|[阶階]段|步)?[,，、：:;；])"
)
_HAN = re.compile(
    r"([一二三四五六七八九十百]{1,5})\s?"
    r"(?:([、．.])(?![一二三四五六七八九十][、级等类季月线产次期年])|(是|要)(?=.{2}))"
)
_PAREN = re.compile(rf"[(（]\s?(?:({_H}{{1,4}})|(\d{{1,3}}))\s?[)）]")
_ARABIC = re.compile(r"(\d{1,3})\s?(?:([.．、])(?![\d.．])|[)）])")
_ENGLISH = re.compile(r"(Article|Chapter|Section|Part)\s+(\d{1,4}|[IVXL]{1,7})\b\.?", re.IGNORECASE)
_ANNEX = re.compile(rf"附\s{{0,4}}[件表录]\s{{0,2}}(\d{{1,2}}|{_H}{{1,3}})(?=[\s:：.、]|$)")
_LETTER = re.compile(r"([a-hA-H])[)）]")
_ENGLISH_UNIT = {"article": "条", "chapter": "章", "section": "节", "part": "编"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


_RADICAL = re.compile("[\u2e80-\u2fdf]")
_LONGEST = 24  # characters of a label


def read_label(text: str, pos: int = 0) -> Label | None:
    """Return the label that stands at ``text[pos:]``, or None. Does not judge what follows it."""
    first = text[pos : pos + 1]
    reader = _READERS.get(first)
    if reader is None:
        return None
    label = reader(text, pos)
    if label is None and _RADICAL.search(text, pos, pos + _LONGEST):
        # Characters of another block that look alike, as pdf files have them: 第⼀条.
        alike = unicodedata.normalize("NFKC", text[pos : pos + _LONGEST])
        label = reader(text[:pos] + alike, pos)
    return label


def _number_word(text: str, pos: int) -> Label | None:
    m = _DI.match(text, pos)
    if not m:
        return None
    number = _whole("".join(m[1].split()))
    if not number:
        return None
    if m[3]:
        after = m[4] or m[2]
        suffix = parse_whole(after) or 0 if after else 0
        return Label(to_simplified(m[3]), number, suffix, _printed(m[0]), m.end())
    if m[2]:
        return None
    end = m.end() if not m[5] else m.end(5)
    return Label("第一", number, 0, _printed(text[pos:end]), end)


_TENS = re.compile("(.*百[一二三四五六七八九])[〇○零]")


def _whole(numeral: str) -> int | None:
    """Return the value of a numeral; 一百一〇 is 110, as figures are read out."""
    m = _TENS.fullmatch(numeral)
    return parse_whole(f"{m[1]}十" if m else numeral)


def _han(text: str, pos: int) -> Label | None:
    m = _HAN.match(text, pos)
    if not m:
        return None
    number = parse_whole(m[1])
    if not number or number > 199:
        return None
    if m[2]:
        return Label("一、", number, 0, _printed(m[0]), m.end())
    return Label("一是", number, 0, m[0], m.end()) if number <= 12 else None


def _paren(text: str, pos: int) -> Label | None:
    m = _PAREN.match(text, pos)
    if not m:
        return None
    number = parse_whole(m[1] or m[2])
    if not number:
        return None
    return Label("(一)" if m[1] else "(1)", number, 0, _printed(m[0]), m.end())


def _arabic(text: str, pos: int) -> Label | None:
    m = _ARABIC.match(text, pos)
    if not m or not int(m[1]):
        return None
    return Label("1." if m[2] else "(1)", int(m[1]), 0, _printed(m[0]), m.end())


def _circled(text: str, pos: int) -> Label | None:
    return Label("①", _CIRCLED.index(text[pos]) + 1, 0, text[pos], pos + 1)


def _dash(text: str, pos: int) -> Label | None:
    end = pos
    while end < len(text) and end < pos + 3 and text[end] in "—–―─-":
        end += 1
    if end - pos < 2:
        return None
    return Label("——", 0, 0, text[pos:end], end)


def _annex(text: str, pos: int) -> Label | None:
    m = _ANNEX.match(text, pos)
    if not m:
        return None
    return Label("附件", parse_whole(m[1]) or 0, 0, _printed(m[0]), m.end())


def _english(text: str, pos: int) -> Label | None:
    m = _ENGLISH.match(text, pos)
    if m:
        unit = _ENGLISH_UNIT[m[1].lower()]
        number = int(m[2]) if m[2].isdecimal() else _roman(m[2].upper())
        return Label(unit, number, 0, m[0].rstrip("."), m.end())
    m = _LETTER.match(text, pos)
    return Label("a)", ord(m[1].lower()) - 96, 0, m[0], m.end()) if m else None


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    following = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))


def _printed(text: str) -> str:
    return "".join(text.split())


_READERS = (
    {"第": _number_word, "附": _annex, "(": _paren, "（": _paren}
    | {"⼀": _han, "⼆": _han, "⼋": _han, "⼗": _han}
    | dict.fromkeys("一二三四五六七八九十百", _han)
    | dict.fromkeys("0123456789０１２３４５６７８９", _arabic)
    | dict.fromkeys(_CIRCLED, _circled)
    | dict.fromkeys("—–―─", _dash)
    | dict.fromkeys("ABCDEFGHPSabcdefgh", _english)
)

# What follows 第X条 when it is a reference inside a sentence and not a heading.
_REFERENCE_NEXT = "的规第至和或、,，。;；所)）》及与中款项之以到~—"
# Words that begin with such a character and begin a text: 第二条中华人民共和国…, 第四条所有….
_TEXT_NEXT = re.compile(
    r"中[华央国小等级外]|所[有在]|和谐|规[划模范章]|项目|及时|与会|以(?![上下前后及外内])|、(?!第|本|《)|之[前后]"
)


# What follows Section 4(b) where a sentence speaks of it: Section 4(b) of the Act provided that.
_ENGLISH_REFERENCE = re.compile(
    r"(?:\s?\([0-9A-Za-z]{1,5}\)){0,4}\s(?:of|and|or|to|is|was|are|were|shall|may|must|does|provides?"
    r"|provided|applies|applied|requires?|amended|added|repealed)\s"
)


def opens_article(text: str, label: Label) -> bool:
    """Tell whether a paragraph that begins with 第X条 (章, 节) is headed by it.

    第三条 在本市…… is headed by it; 第三条的规定…… refers to it.
    """
    if label.text.isascii() and _ENGLISH_REFERENCE.match(text, label.end):
        return False
    following = to_simplified(text[label.end : label.end + 1])
    if following == "" or following.isspace() or following not in _REFERENCE_NEXT:
        return True
    return _TEXT_NEXT.match(to_simplified(text[label.end : label.end + 3])) is not None
