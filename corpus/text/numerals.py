"""Read and write numerals: 20,000, ２万, 贰万, 两万五, 二〇一八, 3万5千, two hundred."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

__all__ = [
    "COMMON_HAN",
    "ENGLISH_WORDS",
    "HAN_DIGITS",
    "HAN_NUMERAL",
    "canonical",
    "parse",
    "parse_whole",
    "write",
]

COMMON_HAN = "〇零一二三四五六七八九十百千两"
"""The characters of the Chinese numerals that number articles, headings and dates."""
HAN_DIGITS = "零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖○两弍叄陸"
"""The characters that stand for one digit, banker's forms among them."""
HAN_NUMERAL = HAN_DIGITS + "十拾百佰千仟万亿廿卅"
"""The characters of Chinese numerals, banker's forms among them."""

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TEENS = "sixteen seventeen eighteen nineteen"
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH_WORDS = {
    **{word: n for n, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)},
    **{word: n for n, word in zip(range(20, 100, 10), _ROUND.split(), strict=True)},
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}

_LONGEST = 64  # characters; no numeral of a document has more
# Banker's forms, traditional characters, full widths and letters typed for 〇, each as the common
# sign of the same meaning.
_COMMON = str.maketrans(
    "零○OoＯ壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸弍兩萬億０１２３４５６７８９．",
    "〇〇〇〇〇一二三四五六七八九十百千二三三六二两万亿0123456789.",
)
_DIGIT = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"两": 2}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_LARGE = (("亿", 10**8), ("万", 10**4))
_HAN_DIGIT = re.compile(r"[〇一二三四五六七八九]+")
_COUNT = r"[一二三四五六七八九两]|[0-9]{1,20}(?:\.[0-9]{1,12})?"
# A number below 10,000. 两 counts thousands and hundreds but is no digit of its own after them.
_SECTION = re.compile(
    rf"(?:({_COUNT})?(千))?〇*(?:({_COUNT})?(百))?〇*(?:({_COUNT})?(十)|([廿卅卌]))?〇*"
    r"([一二三四五六七八九]|[0-9]{1,20}(?:\.[0-9]{1,12})?)?"
)
_ARABIC = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SEPARATOR = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")


def parse(text: str) -> Fraction | None:
    """Return the value of a numeral, ``None`` when it is not one.

    Arabic digits with or without thousands separators and a decimal point, Chinese numerals in
    common or banker's form, a mix of both (3万5千), or English number words. As in speech, a last
    digit without its unit counts the next lower one: 两万五 is 25,000 and 二百五 is 250, while
    一百零五 is 105. A run of digits is read digit by digit: 二〇二三.
    """
    if not text or len(text) > _LONGEST:
        return None
    if text[-1].isascii() and text[-1].isalpha() and text[0].isascii():
        return _english(text)
    value = _value(_SEPARATOR.sub("", text.translate(_COMMON)))
    return None if value is None else Fraction(value)


@lru_cache(maxsize=4096)
def parse_whole(text: str) -> int | None:
    """Return the value of a whole number in Arabic or Chinese numerals, ``None`` if it is none."""
    if len(text) > _LONGEST:
        return None
    if text.isdecimal():
        return int(text)
    value = _value(text.translate(_COMMON))
    return int(value) if value is not None and value == int(value) else None


def canonical(value: Fraction) -> str:
    """Return a value as one plain decimal, or as a fraction where no decimal is exact."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**12
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled.numerator), 10**12)
    return f"{sign}{whole}.{part:012d}".rstrip("0")


@lru_cache(maxsize=4096)
def write(number: int) -> str:
    """Return a number in Chinese numerals as documents print it: 十二, 一百零五, 二百五十.

    :param number: 0 or more, less than 10**12.
    :raises ValueError: it is not in that range.
    """
    if not 0 <= number < 10**12:
        raise ValueError(f"{number} is no number from 0 to 999,999,999,999")
    out, gap = "", False
    for scale, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // scale % 10**4
        if section:
            joined = "零" if out and (gap or section < 1000) else ""
            out += joined + _written_section(section) + sign
        gap = not section
    return out.removeprefix("一") if out.startswith("一十") else out or "零"


def _written_section(number: int) -> str:
    """Return a number from 1 to 9,999 in Chinese numerals, 10 as 一十."""
    out, gap = "", False
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return out


def _value(text: str) -> int | Fraction | None:
    """Return the value of a numeral in common signs."""
    if len(text) > 1 and _HAN_DIGIT.fullmatch(text):
        return int("".join(str(_DIGIT[c]) for c in text))
    return _large(text)


def _large(text: str) -> int | Fraction | None:
    """Return the value of a number with or without 亿 and 万."""
    for sign, scale in _LARGE:
        head, found, tail = text.rpartition(sign)
        if sign in head:
            return None
        if found:
            high, low = _count(head), _rest(tail, scale)
            return None if high is None or low is None else high * scale + low
    return _decimal(text)


def _count(text: str) -> int | Fraction | None:
    """Return how many 万 or 亿 there are; one where it is not said.

    Two digits side by side (两三万, 七八万) are a guess and no number.
    """
    if not text:
        return 1
    guess = len(text) == 2 and "〇" not in text and _HAN_DIGIT.fullmatch(text)
    return None if guess else _value(text)


def _rest(text: str, scale: int) -> int | Fraction | None:
    """Return the value of what follows 万 or 亿: 两万五 leaves 5,000, 两万零五 leaves 5."""
    if not text:
        return 0
    if len(text) == 1 and text not in "十百千万〇":
        digit = _section(text)
        return None if digit is None else digit * scale // 10
    value = _large(text.lstrip("〇") or "〇")
    return value if value is not None and value < scale else None


def _decimal(text: str) -> int | Fraction | None:
    """Return the value of a number below 10,000 with or without digits after 点."""
    whole, point, part = text.partition("点")
    value = _section(whole)
    if not point or value is None:
        return value
    if not _HAN_DIGIT.fullmatch(part):
        return None
    digits = "".join(str(_DIGIT[c]) for c in part)
    return value + Fraction(int(digits), 10 ** len(digits))


def _section(text: str) -> int | Fraction | None:
    """Return the value of a number below 10,000, or of Arabic digits."""
    if text == "两":
        return 2
    found = _SECTION.fullmatch(text) if text else None
    if found is None:
        return None
    thousands, thousand, hundreds, hundred, tens, ten, round_tens, last = found.groups()
    total = (
        (_digit(thousands) * 1000 if thousand else 0)
        + (_digit(hundreds) * 100 if hundred else 0)
        + (_digit(tens) * 10 if ten else 0)
        + _TENS.get(round_tens, 0)
    )
    if not last:
        return total
    before = text[-len(last) - 1 : -len(last)]
    shortened = {"千": 100, "百": 10}.get(before, 1) if len(last) == 1 else 1
    return total + _digit(last) * shortened


def _digit(text: str | None) -> int | Fraction:
    """Return the value of a digit or of Arabic digits; one where none is said (十, 百)."""
    if text is None:
        return 1
    if text in _DIGIT:
        return _DIGIT[text]
    return Fraction(text) if "." in text else int(text)


def _english(text: str) -> Fraction | None:
    total = current = Fraction(0)
    for word in text.lower().replace("-", " ").split():
        known = ENGLISH_WORDS.get(word)
        value = Fraction(known) if known is not None else _arabic(word)
        if value is None:
            return None
        if known is not None and value >= 1000:
            total, current = total + (current or Fraction(1)) * value, Fraction(0)
        elif known == 100:
            current = (current or Fraction(1)) * 100
        else:
            current += value
    return total + current


def _arabic(word: str) -> Fraction | None:
    plain = word.replace(",", "")
    return Fraction(plain) if _ARABIC.fullmatch(plain) else None
