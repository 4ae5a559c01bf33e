"""How figures are written: one pattern, and one reader for each of its alternatives.

Every repetition is bounded and the pattern is entered only at a character that can begin a
figure, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from corpus.normalize import to_simplified
from corpus.text.dates import MONTHS
from corpus.text.numerals import ENGLISH_WORDS, HAN_DIGITS, HAN_NUMERAL, canonical, parse
from corpus.text.units import ENGLISH_UNITS, HAN_UNITS, Unit

__all__ = ["Found", "scan"]

# kind, value, unit, start, end
Found = tuple[str, str, str, int, int]
_Match = re.Match[str]

_DIGIT = HAN_DIGITS
_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,8})?|\d{1,20}(?:\.\d{1,8})?)"
_MIXED = rf"{_ARABIC}[十百千万亿]{{0,3}}(?:{_ARABIC}[百千万亿]{{1,2}}){{0,2}}"
# Never from 万 or 百: 万元 in a table's header is a unit, not 10,000.
_HAN = rf"[{_DIGIT}十拾廿卅][{HAN_NUMERAL}]{{0,15}}(?:点[{_DIGIT}]{{1,4}}[万亿]{{0,2}})?"
_NUM = rf"(?:{_MIXED}|{_HAN})"
_TO = r"[ ]?[-—–~至到]{1,2}[ ]?"
_YEAR = rf"(?:[12]\d{{3}}|[{_DIGIT}oO]{{4}})"
_DAY = rf"(?:\d{{1,2}}|[{HAN_NUMERAL}]{{1,3}})"


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = _either(ENGLISH_WORDS)
_MONTH = _either(MONTHS)
_ENGLISH = rf"(?:{_ARABIC}|(?:{_WORDS})\b)(?:[ -](?:{_WORDS})\b){{0,4}}"
_HAN_UNIT = rf"(?:{_either(u for u in HAN_UNITS if not u.isascii() or u == '%')})"
_LATIN_UNIT = rf"(?:{_either(u for u in HAN_UNITS if u.isascii() and u != '%')})(?![a-z0-9])"
_UNIT = rf"(?:{_HAN_UNIT}|{_LATIN_UNIT})"
_DOLLAR = {"¥": "元", "rmb": "元", "cny": "元", "$": "美元", "usd": "美元", "us$": "美元",
           "hk$": "港元", "€": "欧元"}  # fmt: skip
_ENGLISH_RANK = {"article": "条", "chapter": "章", "section": "节", "paragraph": "款", "item": "项"}

_ALTERNATIVES = (
    rf"(?P<docno>[〔\[(【]{_YEAR}年?[〕\])】]第?\d{{1,5}}号)",
    rf"(?P<date>{_YEAR}年(?:{_DAY}月(?:{_DAY}[日号])?)?)",
    rf"(?P<years>{_YEAR}{_TO}{_YEAR}年)",
    rf"(?P<monthday>{_DAY}月{_DAY}[日号]|{_DAY}月)",
    r"(?P<iso>[12]\d{3}(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?:(?P=sep)(?:3[01]|[12]\d|0?[1-9]))?"
    r"(?![\d.]))",
    rf"(?P<mdy>\b(?:{_MONTH})\b\.?(?:[ ]\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?(?:,?[ ][12]\d{{3}})?)",
    rf"(?P<dmy>\d{{1,2}}(?:st|nd|rd|th)?[ ](?:{_MONTH})\b\.?(?:,?[ ][12]\d{{3}})?)",
    rf"(?P<percent>(?:百分之|千分之|万分之){_NUM})",
    rf"(?P<share>{_HAN}分之{_HAN})",
    r"(?P<half>半年|半个月|半小时|一半|half a (?:year|month)\b)",
    rf"(?P<ordinal>第[ (]?{_NUM}[)]?[ ]?(?:[编章节条款项目届次批期号类个])?)",
    rf"(?P<article>\b(?:{'|'.join(_ENGLISH_RANK)})s?[ ]\(?\d{{1,4}}\)?)",
    rf"(?P<range>{_NUM}{_TO}{_NUM}[多余]?{_UNIT})",
    rf"(?P<money>(?:{_either(_DOLLAR)})[ ]?(?:{_ARABIC}[百千万亿]{{1,3}}|{_ENGLISH}))",
    r"(?P<code>0\d{2,3}-\d{7,8}(?!\d)|\d{3,4}-\d{3,4}-\d{3,4}(?!\d))",
    r"(?P<ratio>\d{1,4}(?:\.\d{1,3})?[ ]?[:/][ ]?\d{1,4}(?:\.\d{1,3})?(?![\d年月]))",
    rf"(?P<han>{_NUM}[多余来]?[ ]?{_UNIT})",
    rf"(?P<english>{_ENGLISH}[ -](?:{_either(ENGLISH_UNITS)})(?![a-z]))",
    rf"(?P<scaled>{_ARABIC}(?:[ -](?:hundred|thousand|million|billion|trillion)\b)+)",
    rf"(?P<words>\b(?:{_WORDS})(?:[ -](?:{_WORDS})\b){{0,4}}(?![a-z]))",
    rf"(?P<plain>{_MIXED})",
)
_FIGURE = re.compile(
    rf"(?=[\d{_DIGIT}十拾廿卅百千万第半〔\[(【¥$€a-z])(?<![a-z](?=[a-z]))(?:"
    + "|".join(_ALTERNATIVES)
    + ")",
    re.IGNORECASE,
)
# Full-width ASCII, and the marks that look like : and 〇, one for one so that offsets hold.
_WIDE = {0xFF01 + i: 0x21 + i for i in range(0x5E)} | {
    0x3000: 0x20, 0x2236: 0x3A, 0x25CB: 0x3007, 0xFFE5: 0xA5, 0x2010: 0x2D, 0x2011: 0x2D,
}  # fmt: skip


def scan(text: str) -> Iterator[Found]:
    """Yield kind, canonical value, unit, start and end of each figure of ``text``."""
    plain = to_simplified(text).translate(_WIDE)
    for match in _FIGURE.finditer(plain):
        group = next(name for name in _READERS if match.group(name) is not None)
        yield from _READERS[group](match)


def _value(text: str) -> str:
    """Return the canonical value of a numeral; the numeral itself when it has none."""
    value = parse(text.rstrip("多余来 "))
    return text if value is None else canonical(value)


def _document_number(match: _Match) -> Iterator[Found]:
    year, sequence = re.findall(rf"{_YEAR}|\d+", match.group())[:2]
    letters = _letters_before(match.string, match.start())
    value = f"{_value(year.replace('o', '〇').replace('O', '〇'))}/{int(sequence)}"
    yield "number", value, letters, match.start() - len(letters), match.end()


_LETTERS = re.compile(r"[^\W\d_]{1,14}\Z")
# A number's letters begin after a word that leads up to it: 根据渝府发, 按照, 执行 …
_LEAD_IN = re.compile(
    r".*(?:根据|依据|按照|依照|参照|执行|贯彻|落实|印发|转发|关于|文件|以及|[的和与及以由见为是即据按照、])"
)


def _letters_before(text: str, end: int) -> str:
    run = _LETTERS.search(text[max(0, end - 14) : end])
    if run is None:
        return ""
    return _LEAD_IN.sub("", run.group())


def _date(match: _Match) -> Iterator[Found]:
    yield "date", _iso(*_numbers(match.group())), "", *match.span()


def _years(match: _Match) -> Iterator[Found]:
    first, second = re.findall(_YEAR, match.group())
    start, end = match.span()
    yield "date", _iso(_int(first)), "", start, start + len(first)
    yield "date", _iso(_int(second)), "", end - len(second) - 1, end


def _month_day(match: _Match) -> Iterator[Found]:
    yield "date", _iso(None, *_numbers(match.group())), "", *match.span()


def _numbers(text: str) -> list[int]:
    """Return the numbers between the signs of a date."""
    return [_int(part) for part in re.split(r"[年月日号\-/.]", text) if part.strip()]


def _int(text: str) -> int:
    value = parse(text.strip().replace("o", "〇").replace("O", "〇"))
    return int(value) if value is not None else 0


def _iso(year: int | None, month: int | None = None, day: int | None = None) -> str:
    text = "-" if year is None else str(year)
    if month is not None:
        text += f"-{month:02d}"
    return text if day is None else f"{text}-{day:02d}"


def _english_date(match: _Match) -> Iterator[Found]:
    words = re.findall(r"[a-z]+|\d+", match.group().lower())
    month = next(MONTHS[word] for word in words if word in MONTHS)
    numbers = [int(word) for word in words if word.isdigit()]
    year = next((n for n in numbers if n > 31), None)
    day = next((n for n in numbers if n <= 31), None)
    if year is None and day is None and match.group() in ("may", "May", "march", "mar"):
        return  # the verb, not the month
    yield "date", _iso(year, month, day), "", *match.span()


def _percent(match: _Match) -> Iterator[Found]:
    text = match.group()
    base = {"百": 1, "千": 10, "万": 100}[text[0]]
    value = parse(text[3:])
    if value is not None:
        yield "rate", canonical(value / base), "%", *match.span()


def _share(match: _Match) -> Iterator[Found]:
    below, above = (parse(part) for part in match.group().split("分之"))
    if above is not None and below:
        yield "rate", canonical(above * 100 / below), "%", *match.span()


_HALVES = {
    "半年": ("period", "6", "月"),
    "半个月": ("period", "0.5", "月"),
    "半小时": ("period", "0.5", "小时"),
    "一半": ("rate", "50", "%"),
    "half a year": ("period", "6", "月"),
    "half a month": ("period", "0.5", "月"),
}


def _half(match: _Match) -> Iterator[Found]:
    kind, value, unit = _HALVES[match.group().lower()]
    yield kind, value, unit, *match.span()


def _ordinal(match: _Match) -> Iterator[Found]:
    text = match.group().strip()
    rank = text[-1] if text[-1] in "编章节条款项目届次批期号类个" else ""
    number = text[1:].strip("() " + rank)
    yield "ordinal", _value(number), rank, match.start(), match.start() + len(text)


def _article(match: _Match) -> Iterator[Found]:
    word, number = match.group().lower().replace("(", "").replace(")", "").split()
    yield "ordinal", str(int(number)), _ENGLISH_RANK[word.rstrip("s")], *match.span()


def _range(match: _Match) -> Iterator[Found]:
    """Yield both ends of 3—5年 or 1000-2000万元; the first takes the second's unit."""
    text, start = match.group(), match.start()
    low = re.match(_NUM, text)
    if low is None:
        return
    gap = re.compile(_TO).match(text, low.end())
    if gap is None:
        return
    number, unit = _with_unit(text[gap.end() :], HAN_UNITS)
    scale = number.lstrip("0123456789.,") if low.group()[-1:] not in "十百千万亿" else ""
    first = low.group() + (scale if number[:1].isascii() and low.group()[:1].isascii() else "")
    yield _figure(first, unit, start, start + low.end())
    yield _figure(number, unit, start + gap.end(), match.end())


def _with_unit(text: str, units: dict[str, Unit]) -> tuple[str, Unit]:
    """Cut a figure into its numeral and its unit, the longest that fits."""
    lowered = text.lower()
    written = next(u for u in _BY_LENGTH[id(units)] if lowered.endswith(u))
    return text[: len(text) - len(written)].rstrip(" -多余来"), units[written]


_BY_LENGTH = {
    id(units): sorted(units, key=len, reverse=True) for units in (HAN_UNITS, ENGLISH_UNITS)
}


def _figure(number: str, unit: Unit, start: int, end: int) -> Found:
    value = parse(number)
    text = number if value is None else canonical(value * unit.factor)
    return unit.kind, text, unit.name, start, end


def _han(match: _Match) -> Iterator[Found]:
    number, unit = _with_unit(match.group(), HAN_UNITS)
    value = parse(number)
    if value is None or match.group() == "十分" or _idle_one(match, number, unit):
        return
    if match.string[match.end() : match.end() + 1] == "半" and unit.name == "月":
        extra = Fraction(unit.factor, 2)  # 一年半
        yield (
            unit.kind,
            canonical(value * unit.factor + extra),
            "月",
            match.start(),
            match.end() + 1,
        )
        return
    yield _figure(number, unit, *match.span())


_COUNTED_BY_ONE = frozenset("个人家户项次套处所台辆间张份件")


def _idle_one(match: _Match, number: str, unit: Unit) -> bool:
    """Tell whether 一 counts nothing: 统一部署, 一部分, 一等, 进一步."""
    if number != "一" or unit.kind != "count":
        return False
    before = match.string[match.start() - 1 : match.start()]
    return unit.name not in _COUNTED_BY_ONE or before in tuple("统唯同某逐进万单专")


def _english(match: _Match) -> Iterator[Found]:
    number, unit = _with_unit(match.group(), ENGLISH_UNITS)
    yield _figure(number.replace("-", " "), unit, *match.span())


def _money(match: _Match) -> Iterator[Found]:
    text = match.group().lower()
    sign = next(s for s in sorted(_DOLLAR, key=len, reverse=True) if text.startswith(s))
    yield "amount", _value(text[len(sign) :].strip()), _DOLLAR[sign], *match.span()


def _code(match: _Match) -> Iterator[Found]:
    yield "plain", match.group(), "", *match.span()


def _ratio(match: _Match) -> Iterator[Found]:
    left, right = re.split(r"[ ]?[:/][ ]?", match.group())
    yield "ratio", f"{_value(left)}:{_value(right)}", "", *match.span()


def _plain(match: _Match) -> Iterator[Found]:
    yield "plain", _value(match.group()), "", *match.span()


def _words(match: _Match) -> Iterator[Found]:
    if match.group().lower() != "one":  # as a pronoun it counts nothing
        yield "plain", _value(match.group()), "", *match.span()


_READERS: dict[str, Callable[[_Match], Iterator[Found]]] = {
    "docno": _document_number, "date": _date, "years": _years, "monthday": _month_day,
    "iso": _date, "mdy": _english_date, "dmy": _english_date, "percent": _percent,
    "share": _share, "half": _half, "ordinal": _ordinal, "article": _article, "range": _range,
    "money": _money, "code": _code, "ratio": _ratio, "han": _han, "english": _english,
    "scaled": _plain, "words": _words, "plain": _plain,
}  # fmt: skip
