"""What figure a question asks for, and how well a text holds one.

"签约服务费每年收多少元" wants an amount; a sentence that speaks of the fee and names none does not
answer it, however many of its words it shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.normalize import comparable, normalize
from corpus.text.quantities import Figure, FigureKind, find_figures
from corpus.text.units import HAN_UNITS
from rag.query.question import language_of

__all__ = [
    "Asked",
    "asked_of",
    "asks_penalty",
    "figure_form",
    "figure_match",
    "holder_named",
    "years_in",
]

# In comparable text, which has no spaces; general question words only.
_KINDS: Mapping[FigureKind, re.Pattern[str]] = {
    FigureKind.AMOUNT: re.compile(
        r"多少[钱元万亿]|几[十百千万亿]*元|多少(?:经费|资金)"
        r"|多少[^,。?;]{0,6}(?:补贴|补助|奖励|奖金|资助|罚款|费|贷款|投资|工资|资金|债|租|预算)"
        r"|(?:补贴|补助|奖励|奖金|资助|罚款|费用?|投资|标准|额度?|资金|产值|收入|总值|价格?"
        r"|租金?|押金|工资|津贴|报酬|资本)"
        r"[^,。?;]{0,10}(?:多少|几)"
        r"|[补罚奖赔贴][^,。?;]{0,4}(?:多少|几)(?![人家个年天次项位名月])|howmuch"
    ),
    FigureKind.RATE: re.compile(
        r"百分之[几多]|几成|百分点|比例|占比|比重|[利费税速幅]率|增[速幅]|多少%"
        r"|[率度][^,。?;]{0,8}(?:多少|几)|增长[^,。?;]{0,6}(?:多少|几)|percent|whatshare"
    ),
    FigureKind.DATE: re.compile(
        r"什么时[候间]|何时|几时|哪(?:一|几个?)?[天年月日]|(?<!哪)几[月号]|几日(?!.{0,2}内)|截止|最[晚迟]|起止"
        r"|哪个(?:月|季度)|^when|what(?:date|year|day)|which(?:year|month)"
    ),
    FigureKind.PERIOD: re.compile(
        r"多久|多长时间|期限|有效期|时限|(?<!哪)几[年天](?!级)|多少[年天日](?!龄)"
        r"|(?<!哪)[几多]少?个?(?:月|工作日|星期|小时|学期)|howlong|howmany(?:years|months|days|working)|deadline"
    ),
    FigureKind.AGE: re.compile(r"多少岁|几岁|年龄|多大(?:年纪|岁数)|howold"),
}
# 哪几个 asks which ones, not how many.
_COUNTED = re.compile(
    r"多少|(?<!哪)几[个名人项家所处条种类户次件张台辆座间层级位批套场门款份栋床亩]"
    r"|多[高大长宽重远]|howmany"
)
# 占多少, 每月发多少: nothing counted is named, and an amount or a share may well be meant.
_UNSAID = re.compile(r"多少(?:$|[^\w])")
_PHONE = re.compile(r"电话|联系方式|传真|phone")
# 12345 and 96116 are numbers of hotlines, 110 one of emergency; 4位 and longer counts are none.
_PHONE_NUMBER = re.compile(
    r"(?<!\d)(?:(?:\d{3,4}-)?\d{7,8}|1\d{10}|1[12]\d|1[12]\d{3}|9[56]\d{3,4})(?![\d.,%万亿个人家元件户项名])"
)
# Four digits before a unit are no year: 1960元.
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?=[年至到-]|[^\d\u4e00-\u9fff.,%]|[.,](?!\d)|$)")
# What a figure of another kind is worth: a term may be given as a date, a date as a term.
_NEIGHBOURS: Mapping[tuple[FigureKind, FigureKind], float] = {
    (FigureKind.DATE, FigureKind.PERIOD): 0.5,
    (FigureKind.PERIOD, FigureKind.DATE): 0.3,
    (FigureKind.PLAIN, FigureKind.COUNT): 0.4,
}
# A date that depends on another, or comes round every year.
_RELATIVE_DATE = re.compile(
    r"之日起(?:施行|实施|执行|生效)|每(?:年|季度|月)(?:年?底|年?初|末|[一二三四五六七八九十\d]+[月日号])"
)
_IN_BRACKETS = re.compile(r"\(([^()\d]{1,6})\)")
_OTHER_COUNTER = 0.5
_OTHER_UNIT = 0.6
_PENALTY = re.compile(
    r"罚|处分|后果|追究|法律责任|罰|處分|後果|\b(?:fined?|fines|penalt\w+|punish\w*)\b",
    re.IGNORECASE,
)
# "组长是谁": an office, and the question who holds it.
_OFFICE = re.compile(
    r"(副?(?:组长|主任|主席|院长|校长|会长|理事长|负责人|联系人)|副?[省市县区州]长)"
    r"[^,。?]{0,4}(?:是谁|由谁|谁|叫什么|是哪位|姓名)"
)
_NAMES = re.compile(r"叫什么|名字|名称是|姓名|名单|是哪[几些]?[家个位所]|哪几家")


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure a question asks for.

    :param kinds: what it measures; empty when no figure is asked for.
    :param units: canonical units it is asked in; empty when the question names none.
    :param phone: whether a telephone number is asked for.
    :param office: the office whose holder is asked for, "" when none is.
    :param names: whether names are asked for.
    """

    kinds: frozenset[FigureKind]
    units: frozenset[str]
    phone: bool
    office: str
    names: bool

    def __bool__(self) -> bool:
        """Return whether any figure is asked for."""
        return bool(self.kinds) or self.phone


def asked_of(plain: str) -> Asked:
    """Read what figure a question asks for.

    :param plain: the question in comparable form.
    """
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(plain)}
    units = set()
    for found in _unit_asked().finditer(plain):
        unit = HAN_UNITS[found[1]]
        units.add(unit.name)
        kinds.add(FigureKind(unit.kind))
    phone = bool(_PHONE.search(plain))
    if not kinds and not phone and _COUNTED.search(plain):
        kinds.add(FigureKind.COUNT)
        if _UNSAID.search(plain):
            kinds |= {FigureKind.AMOUNT, FigureKind.RATE}
    office = _OFFICE.search(plain)
    return Asked(
        frozenset(kinds),
        frozenset(units),
        phone,
        office[1] if office else "",
        bool(_NAMES.search(plain)),
    )


@lru_cache(maxsize=4096)
def figure_match(asked: Asked, plain: str) -> float:
    """Return how well the best figure of a text fits what is asked, 0 to 1.

    1 is a figure of the kind and unit; 0 none at all.

    :param plain: the text as ``figure_form`` gives it.
    """
    if asked.phone and _PHONE_NUMBER.search(plain):
        return 1.0
    if FigureKind.DATE in asked.kinds and _RELATIVE_DATE.search(plain):
        return 1.0
    figures = find_figures(plain)
    if any(f.kind is FigureKind.PLAIN for f in figures) and asked.kinds & _kinds_in_brackets(plain):
        return 1.0
    return max((_fit(asked, figure) for figure in figures), default=0.0)


def _kinds_in_brackets(plain: str) -> frozenset[FigureKind]:
    """Return the kinds that the units in brackets measure: a table says 床位数(张), then 20."""
    units = (HAN_UNITS.get(m[1].lstrip("十百千万亿") or m[1]) for m in _IN_BRACKETS.finditer(plain))
    return frozenset(FigureKind(unit.kind) for unit in units if unit is not None)


def figure_form(text: str) -> str:
    """Return a text as figures are read in it: in comparable form, an English one with its spaces.

    3,500yuanpermonth is no amount.
    """
    return normalize(text) if language_of(text) == "en" else comparable(text)


def asks_penalty(question: str) -> bool:
    """Return whether a question asks what follows from a breach."""
    return bool(_PENALTY.search(question))


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


def years_in(plain: str) -> frozenset[str]:
    """Return the years a text names."""
    return frozenset(_YEAR.findall(plain))


def _fit(asked: Asked, figure: Figure) -> float:
    if figure.kind in asked.kinds:
        if not asked.units or figure.unit in asked.units:
            return 1.0
        return _OTHER_COUNTER if figure.kind is FigureKind.COUNT else _OTHER_UNIT
    worths: Iterable[float] = (_NEIGHBOURS.get((figure.kind, kind), 0.0) for kind in asked.kinds)
    return max(worths, default=0.0)


@cache
def _unit_asked() -> re.Pattern[str]:
    written = sorted((u for u in HAN_UNITS if " " not in u), key=len, reverse=True)
    return re.compile(
        rf"(?:多少|(?<!哪)几)[十百千万亿]{{0,2}}个?({'|'.join(map(re.escape, written))})"
    )
