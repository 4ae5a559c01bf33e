"""Figures of a text - amounts, rates, dates, terms, counts, document numbers - in canonical form.

However a figure is written, equal figures come out equal: 2万元, 20,000元, ２００００元, 贰万元 and
20,000 yuan; 百分之三十, 30% and 三成; 二〇一八年十月 and October 2018; 半年 and 6个月.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from corpus.text.units import same_unit

__all__ = ["Quantity", "QuantityKind", "covers", "find_quantities", "supported"]


class QuantityKind(StrEnum):
    """What a figure measures."""

    AMOUNT = "amount"
    RATE = "rate"
    RATIO = "ratio"  # 1:15, also the time of day 9:30
    DATE = "date"
    PERIOD = "period"
    COUNT = "count"
    AGE = "age"
    NUMBER = "number"  # a document number, 文号
    ORDINAL = "ordinal"
    PLAIN = "plain"  # a bare number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure found in a text.

    :param value: canonical: a plain decimal, YYYY-MM-DD with parts left out (2018-10, --10-01),
        1:15, or year/sequence of a document number.
    :param unit: canonical: 元, %, 百分点, 月, 日, 工作日, 人, 个 …; the letters before the year
        of a document number; 条 章 … of an ordinal; "" for a bare number.
    :param start: offset in the text searched.
    :param end: offset just past it.
    :param text: as written.
    """

    kind: QuantityKind
    value: str
    unit: str
    start: int
    end: int
    text: str


_KEPT = 2000  # characters of a text whose figures are remembered


def find_quantities(text: str) -> list[Quantity]:
    """Return the figures of ``text`` in order, none overlapping another.

    Linear in the length of the text.
    """
    return list(_quantities(text) if len(text) <= _KEPT else _quantities.__wrapped__(text))


@lru_cache(maxsize=4096)  # sentences that questions are answered from come up again and again
def _quantities(text: str) -> tuple[Quantity, ...]:
    from corpus.text.quantity_patterns import scan

    figures = [
        Quantity(QuantityKind(kind), value, unit, start, end, text[start:end])
        for kind, value, unit, start, end in scan(text)
    ]
    return tuple(_complete_dates(figures, text))


def supported(claim: Quantity, evidence: Iterable[Quantity]) -> bool:
    """Tell whether one of ``evidence`` says what ``claim`` says."""
    return any(covers(claim, figure) for figure in evidence)


def covers(claim: Quantity, evidence: Quantity) -> bool:
    """Tell whether ``evidence`` says what ``claim`` says, maybe more precisely.

    A year is covered by a day of that year; a count without a unit by a count with one.
    """
    if QuantityKind.DATE in (claim.kind, evidence.kind):
        return _date_covers(claim, evidence)
    if claim.kind is QuantityKind.NUMBER or evidence.kind is QuantityKind.NUMBER:
        return _number_covers(claim, evidence)
    if claim.value != evidence.value:
        return False
    if claim.kind is evidence.kind:
        return _units_agree(claim, evidence)
    counts = {QuantityKind.COUNT, QuantityKind.PLAIN, QuantityKind.AGE}
    return {claim.kind, evidence.kind} <= counts and "" in (claim.unit, evidence.unit)


def _units_agree(claim: Quantity, evidence: Quantity) -> bool:
    if claim.kind is QuantityKind.COUNT:
        return "" in (claim.unit, evidence.unit) or same_unit(claim.unit, evidence.unit)
    if claim.kind is QuantityKind.ORDINAL:
        return "" in (claim.unit, evidence.unit) or claim.unit == evidence.unit
    return claim.unit == evidence.unit


def _date_covers(claim: Quantity, evidence: Quantity) -> bool:
    """Compare two dates part by part; a bare 2016 is a year."""
    if not {claim.kind, evidence.kind} <= {QuantityKind.DATE, QuantityKind.PLAIN}:
        return False
    stated = _parts(claim.value)
    known = _parts(evidence.value)
    return any(stated) and all(
        not part or part == other for part, other in zip(stated, known, strict=True)
    )


def _parts(value: str) -> tuple[str, str, str]:
    """Return year, month and day of a canonical date, "" for a part left out."""
    year, _, rest = ("", "", value[2:]) if value.startswith("--") else value.partition("-")
    month, _, day = rest.partition("-")
    return year, month, day


def _number_covers(claim: Quantity, evidence: Quantity) -> bool:
    """Compare two document numbers: year and sequence, and the letters as far as both go."""
    if claim.kind is not evidence.kind or claim.value != evidence.value:
        return False
    return claim.unit.endswith(evidence.unit) or evidence.unit.endswith(claim.unit)


_CONNECTORS = frozenset(("-", "—", "–", "~", "～", "至", "到", "——", "--", "－", "和", "、"))


def _complete_dates(figures: list[Quantity], text: str) -> list[Quantity]:
    """Give the second date of a range the parts it leaves out: 2016年9月9日至12日."""
    for i in range(1, len(figures)):
        before, after = figures[i - 1], figures[i]
        if before.kind is not QuantityKind.DATE:
            continue
        if text[before.end : after.start].strip() not in _CONNECTORS:
            continue
        year, month, _ = _parts(before.value)
        if after.kind is QuantityKind.DATE and after.value.startswith("--") and year:
            figures[i] = replace(after, value=year + after.value[1:])
        elif after.kind is QuantityKind.PERIOD and after.unit == "日" and month:
            value = f"{year or '-'}-{month}-{int(after.value):02d}"
            figures[i] = replace(after, kind=QuantityKind.DATE, value=value, unit="")
    return figures
