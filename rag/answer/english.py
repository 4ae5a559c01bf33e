"""How a quoted sentence is shown to whoever asked in another language.

A question in English about a Chinese text is answered with the Chinese words, which are the proof,
and with the figures in them as English writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from corpus.text.dates import MONTHS
from corpus.text.quantities import Quantity, QuantityKind, find_quantities
from rag.answer.quoting import Line
from rag.query.language import language_of
from rag.query.question import Question

__all__ = ["LEAD_IN", "english_line", "in_english", "needs_frame"]

LEAD_IN = "The documents say, in Chinese:"
_MOST_FIGURES = 4
_TOLD = (
    QuantityKind.AMOUNT,
    QuantityKind.RATE,
    QuantityKind.DATE,
    QuantityKind.PERIOD,
    QuantityKind.COUNT,
)
_UNITS = {"元": "yuan", "美元": "US dollars", "港元": "Hong Kong dollars", "欧元": "euros"}
_SPANS = {"日": "day", "工作日": "working day", "月": "month", "小时": "hour", "分钟": "minute"}
_COUNTS = {"人": "people", "户": "households", "亩": "mu", "平方米": "m²"}
_MONTH_NAMES = {
    number: name.capitalize() for name, number in reversed(MONTHS.items()) if len(name) > 3
} | {5: "May"}


def needs_frame(question: Question, lines: Sequence[Line]) -> bool:
    """Return whether an English question is answered in Chinese words."""
    return question.language == "en" and any(language_of(line.text) == "zh" for line in lines)


def english_line(question: Question, line: Line, *, first: bool) -> str:
    """Return a line for a question in English: its figures in English, then the Chinese words.

    :param first: it is the answer's first line, which says that the words are Chinese.
    """
    if language_of(line.text) == "en":
        return line.text
    figures = in_english(line.text, question.expected.figures)
    # One of several figures may be another one than was asked for.
    told = f"{figures[0]}. " if len(figures) == 1 and question.expected.figure_asked else ""
    return f"{told}{LEAD_IN} {line.text}" if first else line.text


def in_english(text: str, asked: frozenset[QuantityKind] = frozenset()) -> list[str]:
    """Return the figures of a Chinese text as English writes them, at most four.

    :param asked: kinds asked for; when the text holds some of them, only those are told.
    """
    figures = [figure for figure in find_quantities(text) if figure.kind in _TOLD]
    wanted = [figure for figure in figures if figure.kind in asked] or figures
    told = [told for figure in wanted if (told := _told(figure))]
    return list(dict.fromkeys(told))[:_MOST_FIGURES]


def _told(figure: Quantity) -> str:
    if figure.kind is QuantityKind.DATE:
        return _date(figure.value)
    try:
        value = Fraction(figure.value)
    except ValueError:
        return ""
    if figure.kind is QuantityKind.AMOUNT:
        return f"{_large(value)} {_UNITS.get(figure.unit, figure.unit)}"
    if figure.kind is QuantityKind.RATE:
        return {"%": f"{_plain(value)}%", "百分点": f"{_plain(value)} percentage points"}.get(
            figure.unit, ""
        )
    if figure.kind is QuantityKind.PERIOD:
        return _span(value, figure.unit)
    # "One" is a classifier more often than a figure (每村选派大学生1名).
    return "" if value == 1 else f"{_plain(value)} {_COUNTS.get(figure.unit, '')}".strip()


def _date(value: str) -> str:
    """Return a canonical date (YYYY-MM-DD, parts left out) in English."""
    year, _, rest = ("", "", value[2:]) if value.startswith("--") else value.partition("-")
    month, _, day = rest.partition("-")
    name = _MONTH_NAMES.get(int(month), "") if month.isdecimal() else ""
    if rest and not name:
        return ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)


def _span(value: Fraction, unit: str) -> str:
    if unit == "月" and value >= 12 and value % 12 == 0:
        value, word = value / 12, "year"
    elif unit in _SPANS:
        word = _SPANS[unit]
    else:
        return ""
    return f"{_plain(value)} {word}{'' if value == 1 else 's'}"


def _large(value: Fraction) -> str:
    for size, name in ((10**9, "billion"), (10**6, "million")):
        if value >= size:
            return f"{_plain(value / size)} {name}"
    return _plain(value)


def _plain(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")
