"""How well a text fits the answer that a question expects: its figures, forms and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from corpus.normalize import comparable, normalize
from corpus.text.quantities import Quantity, QuantityKind, find_quantities
from corpus.text.units import HAN_UNITS
from rag.query.expected_answer import AnswerKind, ExpectedAnswer
from rag.query.language import language_of

__all__ = ["figure_form", "figure_match", "holder_named", "kind_evidence"]

# 12345 and 96116 are numbers of hotlines, 110 one of emergency; 4位 and longer counts are none.
_PHONE_NUMBER = re.compile(
    r"(?<!\d)(?:(?:\d{3,4}-)?\d{7,8}|1\d{10}|1[12]\d|1[12]\d{3}"
    r"|9[56]\d{3,4})(?![\d.,%万亿个人家元件户项名])"
)
# What a figure of another kind is worth: a term may be given as a date, an amount as a
# share.
_NEIGHBOURS: Mapping[tuple[QuantityKind, QuantityKind], float] = {
    (QuantityKind.DATE, QuantityKind.PERIOD): 0.5,
    (QuantityKind.PERIOD, QuantityKind.DATE): 0.3,
    (QuantityKind.PLAIN, QuantityKind.COUNT): 0.4,
    (QuantityKind.RATE, QuantityKind.AMOUNT): 0.5,
}
# A date that depends on another, or comes round every year.
_RELATIVE_DATE = re.compile(
    r"之日起(?:施行|实施|执行|生效)|每(?:年|季度|月)(?:年?底|年?初|末"
    r"|[一二三四五六七八九十\d]+[月日号])"
    r"|[年月季](?:度)?[内底末初](?!容|部|向)|[上中下]旬|[上下]半年|每(?:季度|半年)"
)
# A time of the day: 8:54:38, 9:30.
_TIME_OF_DAY = re.compile(
    r"(?<![\d:∶])(?:[01]?\d|2[0-4])[:∶][0-5]\d(?:[:∶][0-5]\d)?(?![\d:∶])|\d{1,2}[时点](?!间|候)"
)
# How often something comes round; 每月300元 is an amount.
_FREQUENCY = re.compile(
    r"每(?:隔|满)?(?:[一二两三四五六七八九十\d]+个?|半)?(?:季度?|年|月|周|日|天|星期|学期"
    r"|学年)(?![^,。;]{0,6}\d[\d.]*[百千万亿]?元)"
)
# A share without a figure, and one given as a ratio.
_SHARE = re.compile(r"过半|半数|多数|全部|全额|对半|减半|\d:\d")
# An amount of nothing.
_NO_CHARGE = re.compile(r"不收费|免费|免收|不收取|不(?:再)?缴费|收费[^,。;]{0,3}:(?:否|无)")
# What answers a kind of figure though it has none that ``find_quantities`` reads as of that kind.
_WITHOUT_FIGURE: Mapping[QuantityKind, tuple[re.Pattern[str], ...]] = {
    QuantityKind.DATE: (_RELATIVE_DATE, _TIME_OF_DAY),
    QuantityKind.PERIOD: (_FREQUENCY,),
    QuantityKind.RATE: (_SHARE,),
    QuantityKind.AMOUNT: (_NO_CHARGE,),
}
# A unit in brackets: (元), (元/月), (单位:万元).
_IN_BRACKETS = re.compile(r"\((?:单位:)?([^()\d/每:]{1,6})(?:[/每][^()\d]{1,6})?\)")
_OTHER_COUNTER = 0.5
_OTHER_UNIT = 0.6
_HAN_FIGURE = "一二两三四五六七八九十百千"
_FIGURE = rf"(?:\d[\d,.]*|[{_HAN_FIGURE}]+)"
# Shapes of figures in comparable text, by kind; ``corpus.text.quantities`` reads their values where
# the values matter, at ten times the cost.
_SHAPES: Mapping[AnswerKind, re.Pattern[str]] = {
    AnswerKind.AMOUNT: re.compile(rf"{_FIGURE}[余多]?[百千万亿]{{0,2}}元"),
    AnswerKind.RATE: re.compile(rf"[%‰]|百分之|百分点|{_FIGURE}成|{_FIGURE}倍"),
    AnswerKind.NUMBER: re.compile(rf"{_FIGURE}[余多]?[百千万亿]{{0,2}}[^\W\d_月日号]"),
    AnswerKind.DATE: re.compile(rf"\d{{4}}年|{_FIGURE}月|{_FIGURE}日|年底|季度|之日起"),
    AnswerKind.PERIOD: re.compile(
        rf"{_FIGURE}(?:个?(?:工作日|月|小时|学期|星期)|年|天|日)|半年|月底前|日前|年底前"
    ),
}
# Words with which official texts open an answer of that kind; general language only.
_KIND_WORDS: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.WHO: ("由", "负责", "牵头", "责任单位", "主管", "设在", "部门", "报", "组长"),
    AnswerKind.DEFINITION: ("是指", "指", "即", "以下简称", "包括"),
    AnswerKind.CONDITION: ("应当", "条件", "符合", "的,", "下列", "满", "以上", "不得"),
    AnswerKind.PROCEDURE: ("申请", "提交", "报", "审核", "受理", "应当", "程序", "后"),
    AnswerKind.LIST: ("、", ";", "(一)", "包括", "下列"),
    AnswerKind.YESNO: ("可以", "不得", "应当", "允许", "鼓励", "支持", "禁止", "不予", "可"),
}


def kind_evidence(kinds: frozenset[AnswerKind], plain: str) -> float:
    """Return the share of the asked kinds whose form of answer stands in a text, 0 to 1.

    :param plain: the text in comparable form.
    """
    checks = [
        bool(_SHAPES[kind].search(plain))
        if kind in _SHAPES
        else any(word in plain for word in _KIND_WORDS[kind])
        for kind in kinds
        if kind in _SHAPES or kind in _KIND_WORDS
    ]
    return sum(checks) / len(checks) if checks else 0.0


@lru_cache(maxsize=4096)
def figure_match(asked: ExpectedAnswer, plain: str) -> float:
    """Return how well the best figure of a text fits what is asked, 0 to 1.

    1 is a figure of the kind and unit; 0 none at all.

    :param plain: the text as ``figure_form`` gives it.
    """
    if asked.phone and _PHONE_NUMBER.search(plain):
        return 1.0
    if any(
        kind in asked.figures and any(p.search(plain) for p in shapes)
        for kind, shapes in _WITHOUT_FIGURE.items()
    ):
        return 1.0
    figures = find_quantities(plain)
    if any(f.kind is QuantityKind.PLAIN for f in figures) and asked.figures & _kinds_in_brackets(
        plain
    ):
        return 1.0
    return max((_fit(asked, figure) for figure in figures), default=0.0)


def _kinds_in_brackets(plain: str) -> frozenset[QuantityKind]:
    """Return the kinds that the units in brackets measure: a table says 床位数(张), then 20."""
    units = (HAN_UNITS.get(m[1].lstrip("十百千万亿") or m[1]) for m in _IN_BRACKETS.finditer(plain))
    return frozenset(QuantityKind(unit.kind) for unit in units if unit is not None)


def figure_form(text: str) -> str:
    """Return a text as figures are read in it: in comparable form, an English one with its spaces.

    3,500yuanpermonth is no amount.
    """
    return normalize(text) if language_of(text) == "en" else comparable(text)


def holder_named(office: str, plain: str) -> bool:
    """Return whether a text says who holds an office.

    :param plain: the text in comparable form.
    """
    return bool(
        re.search(
            rf"(?:任|为)[^,。;]{{0,6}}?{office}|{office}[:由为是][\u4e00-\u9fff]{{2,4}}", plain
        )
        or re.search(rf"{office}[\u4e00-\u9fff]{{2,3}}(?:[,。、;]|$)", plain)
    )


def _fit(asked: ExpectedAnswer, figure: Quantity) -> float:
    if figure.kind in asked.figures:
        if not asked.units or figure.unit in asked.units:
            return 1.0
        return _OTHER_COUNTER if figure.kind is QuantityKind.COUNT else _OTHER_UNIT
    worths: Iterable[float] = (_NEIGHBOURS.get((figure.kind, kind), 0.0) for kind in asked.figures)
    return max(worths, default=0.0)
