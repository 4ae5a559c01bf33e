"""Numerals as official text writes them: 20,000, ２万, 贰万, 两万, 二〇一八, two hundred."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["ENGLISH_WORDS", "HAN_DIGITS", "HAN_NUMERAL", "MULTIPLIERS", "canonical", "parse"]

HAN_DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "两": 2,
    "弍": 2,
    "叄": 3,
    "陸": 6,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_LARGE = {"万": 10**4, "亿": 10**8}
MULTIPLIERS = {**_SMALL, **_LARGE}
HAN_NUMERAL = "".join({**HAN_DIGITS, **MULTIPLIERS, **_TENS})

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


def parse(text: str) -> Fraction | None:
    """Return the value of a numeral, ``None`` when it is not one.

    Arabic digits with or without thousands separators and a decimal point, Chinese numerals in
    common or banker's form, a mix of both (3万5千), or English number words.
    """
    if not text:
        return None
    if text[-1].isascii() and text[-1].isalpha():
        return _english(text)
    total = Fraction(0)
    for piece in _pieces(text):
        value = _piece(piece)
        if value is None:
            return None
        total += value
    return total


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


def _pieces(text: str) -> list[str]:
    """Cut a mixed numeral before each run of Arabic digits: 3万5千 -> 3万, 5千."""
    pieces: list[str] = []
    for position, character in enumerate(text):
        joined = position and (text[position - 1].isdigit() or text[position - 1] in ".,")
        if pieces and not (_arabic(character) and not joined):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _arabic(character: str) -> bool:
    return character.isascii() and character.isdigit()


def _piece(text: str) -> Fraction | None:
    """Return the value of Arabic digits with multipliers, or of a Chinese numeral."""
    if not _arabic(text[0]):
        return _chinese(text)
    digits = text.rstrip("".join(MULTIPLIERS))
    try:
        value = Fraction(digits.replace(",", "").rstrip("."))
    except ValueError:
        return None
    for character in text[len(digits) :]:
        value *= MULTIPLIERS[character]
    return value


def _chinese(text: str) -> Fraction | None:
    whole, point, part = text.partition("点")
    if not point:
        return _chinese_whole(whole)
    value = _chinese_whole(whole)
    digits = [HAN_DIGITS.get(c) for c in part]
    if value is None or None in digits or not digits:
        return None
    return value + Fraction(int("".join(str(d) for d in digits)), 10 ** len(digits))


def _chinese_whole(text: str) -> Fraction | None:
    """Return the value of a whole Chinese numeral: 二〇一八, 两万, 三百五十, 一百零五."""
    if all(c in HAN_DIGITS for c in text):
        return Fraction(int("".join(str(HAN_DIGITS[c]) for c in text))) if text else None
    total = section = digit = 0
    last = 1
    for character in text:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            last = 1 if digit == 0 else last
        elif character in _TENS:
            section += _TENS[character]
        elif character in _SMALL:
            last = _SMALL[character]
            section += (digit or 1) * last
            digit = 0
        elif character in _LARGE:
            last = _LARGE[character]
            total = (
                (total + section + digit or 1) * last
                if last == 10**8
                else (total + (section + digit or 1) * last)
            )
            section = digit = 0
        else:
            return None
    # 两万五 is 25,000; after 零 the digit counts for itself: 一百零五.
    shortened = digit * last // 10 if last >= 100 and text[-2:-1] not in "零〇○" else digit
    return Fraction(total + section + shortened)


def _english(text: str) -> Fraction | None:
    total = current = Fraction(0)
    for word in text.lower().replace("-", " ").split():
        known = ENGLISH_WORDS.get(word)
        value = Fraction(known) if known is not None else _piece(word) if _arabic(word[0]) else None
        if value is None:
            return None
        if known is not None and value >= 1000:
            total, current = total + (current or Fraction(1)) * value, Fraction(0)
        elif known == 100:
            current = (current or Fraction(1)) * 100
        else:
            current += value
    return total + current
