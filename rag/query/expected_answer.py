"""What a question expects as its answer: the kind of answer, and the figure or thing asked for.

"签约服务费每年收多少元" expects an amount; a sentence that speaks of the fee and names none does
not answer it, however many of its words it shares. One classifier reads both: the kinds of answer
that are figures (amount, rate, date …) are read as what they measure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.text.quantities import QuantityKind
from corpus.text.units import HAN_UNITS
from rag.query.asked_labels import asked_labels

__all__ = ["AnswerKind", "ExpectedAnswer", "expected_answer"]


class AnswerKind(StrEnum):
    """The kind of answer a question asks for."""

    NUMBER = "number"
    RATE = "rate"
    AMOUNT = "amount"
    DATE = "date"
    PERIOD = "period"
    LIST = "list"
    WHO = "who"
    YESNO = "yesno"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    CONDITION = "condition"
    COMPARE = "compare"


_KIND_OF_FIGURE: Mapping[QuantityKind, AnswerKind] = {
    QuantityKind.AMOUNT: AnswerKind.AMOUNT,
    QuantityKind.RATE: AnswerKind.RATE,
    QuantityKind.DATE: AnswerKind.DATE,
    QuantityKind.PERIOD: AnswerKind.PERIOD,
    QuantityKind.AGE: AnswerKind.NUMBER,
    QuantityKind.COUNT: AnswerKind.NUMBER,
}

# 几 that asks for a figure, not which ones (哪几类), nor how many kinds, sides or people there are.
_HOW_MUCH = r"(?<!哪)几(?![类种档级项条款方家个名位人户次批步部年天月日所处])"
# In comparable text, which has no spaces; general question words only.
_FIGURES: Mapping[QuantityKind, re.Pattern[str]] = {
    QuantityKind.AMOUNT: re.compile(
        r"多少[钱元万亿]|几[十百千万亿]*元|多少(?:经费|资金)"
        r"|多少[^,。?;]{0,6}(?:补贴|补助|奖励|奖金|资助|罚款|费|贷款|投资|工资|资金|债|租|预算)"
        r"|(?:补贴|补助|奖励|奖金|资助|罚款|费用?|投资|标准|额度?|资金|产值|收入|总值|价格?"
        rf"|租金?|押金|工资|津贴|报酬|资本)[^,。?;]{{0,10}}(?:多少|{_HOW_MUCH})"
        rf"|[补罚奖赔贴][^,。?;]{{0,4}}(?:多少(?![人家个年天次项位名月])|{_HOW_MUCH})|howmuch"
    ),
    QuantityKind.RATE: re.compile(
        r"百分之[几多]|几成|百分点|比例|占比|比重|[利费税速幅]率|增[速幅]|多少%"
        rf"|[率度][^,。?;]{{0,8}}(?:多少|{_HOW_MUCH})|增长[^,。?;]{{0,6}}(?:多少|{_HOW_MUCH})"
        rf"|percent|whatshare"
    ),
    QuantityKind.DATE: re.compile(
        r"什么时[候间]|何时|几时|哪(?:一|几个?)?[天年月日]|(?<!哪)几[月号]|几日(?!.{0,2}内)"
        r"|截止|最[晚迟]|起止"
        r"|哪个(?:月|季度)|几点(?:钟|[前到开关上下结])|^when|what(?:date|year|day)|which(?:year"
        r"|month)"
    ),
    QuantityKind.PERIOD: re.compile(
        r"多久|多长时间|期限|有效期|时限|(?<!哪)几[年天](?!级)|多少[年天日](?!龄)"
        r"|(?<!哪)[几多]少?个?(?:月|工作日|星期|小时|学期)|howlong|howmany(?:years|months|days"
        r"|working)|deadline"
    ),
    QuantityKind.AGE: re.compile(r"多少岁|几岁|年龄|多大(?:年纪|岁数)|howold"),
}
# 哪几个 asks which ones, not how many.
_COUNTED = re.compile(
    r"多少|(?<!哪)几[个名人项家所处条种类户次件张台辆座间层级位批套场门款份栋床亩]"
    r"|多[高大长宽重远]|howmany"
)
# 占多少, 每月发多少: nothing counted is named, and an amount or a share may well be meant.
_UNSAID = re.compile(r"多少(?:$|[^\w]|风险|责任|算|呢)")
_PHONE = re.compile(r"电话|联系方式|传真|phone")
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


# Question words of general Chinese and English; no word of any subject or place.
_OTHER_KINDS: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.LIST: (
        r"哪[些几]|分别|包括什么|都?有什么|几[类种项]|列出|(?:什么|啥)(?:材料|资料|证件|手续)",
        r"which .*s\b|what are|\blist\b",
    ),
    AnswerKind.WHO: (
        r"谁|哪[一几些]?个?(?:部门|单位|机构|机关|局|人|组织)|什么(?:部门|单位|机构)",
        r"牵头|负责|归.{0,6}管|\bwho\b",
        r"which (?:department|agency|body|office|authority)",
    ),
    AnswerKind.YESNO: (
        r"吗|(?<![什怎多这那])么[?？]?$|是否|[是能会有要行]不[是能会行]|可不可以|有没有"
        r"|需不需要|该不该",
        r"^(?:is|are|can|does|do|may|must|should|will)\b",
    ),
    AnswerKind.DEFINITION: (
        r"什么是|是什么|指(?:的是)?(?:什么|哪)|什么意思|含义|定义|算是?什么",
        r"是(?:用来)?(?:干|做)(?:什么|啥|嘛)(?:用)?的|有(?:什么|啥)用(?:处|途)?[的呢?？]*$"
        r"|用来(?:干|做)(?:什么|啥|嘛)",
        r"怎么(?:定义|理解|界定)|what (?:is|does)|define|meaning",
    ),
    AnswerKind.PROCEDURE: (
        r"怎么|怎样|如何|流程|程序|步骤|手续|咋",
        r"how (?:do|does|can|to|is|are)\b|procedure|\bsteps\b",
    ),
    AnswerKind.CONDITION: (
        r"条件|满足|符合|要求|资格|什么情况|哪种情况|情形|门槛",
        r"condition|eligib|requirement|qualif",
    ),
    AnswerKind.COMPARE: (
        r"不同|不一样|区别|差别|差异|相比|比较|对比|各是|分别|多出",
        r"哪一?[个边家种项类方][^,，。?？]{0,10}更|哪一?[个边家种项类方](?:多|少|高|低|大|小|快"
        r"|慢|长|短|早|晚|严|贵|便宜)",
        r"(?:和|与|跟|同)[^,，。?？]{2,16}各[^自种类项级地单界位国,，。?？]{0,4}(?:多少|几|什么"
        r"|怎么|如何)",
        r"differ|compare|versus|\bvs\b",
    ),
}
_OTHER_PATTERNS = {
    kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in _OTHER_KINDS.items()
}
# Who asks what a place says wants all of it. General language only.
_CONTENT = re.compile(
    r"[说讲写][了的]?(?:是|些)?(?:什么|啥)|(?:什么|哪些|啥)(?:内容|规定)|怎么?样?(?:规定|说|写"
    r"|讲)|如何规定"
    r"|内容|原文|全文|规定了(?:什么|哪些)|\bsays?\b|\bcontents?\b|\bfull text\b",
    re.IGNORECASE,
)


_ISSUED = re.compile(
    r"(?:印发|发布|公布|颁布|出台|制定|成文|签发|下发|发文|落款|颁|發布|公佈|印發)|(?:时候|天"
    r"|日|年|月)(?:发|写|出)的"
    r"|\b(?:issued|published|dated|released|promulgated)\b",
    re.IGNORECASE,
)


# So many things of which each is asked for: 哪六种人, 三个步骤, 几个条件 apart.
_NUMERALS = {n: i for i, n in enumerate("二三四五六七八九十", start=2)} | {
    "两": 2, **{str(i): i for i in range(2, 11)}
}  # fmt: skip
_WHICH = re.compile(r"(?:分别|都|各)*(?:是|有|叫|包括|指)*(?:哪|什么|分别)")
_QUOTED = re.compile(r'"[^"]*"')
_SO_MANY = re.compile(
    r"(?<![\d第十百每])([二两三四五六七八九十]|[2-9](?![\d.]))(?:大|个(?!月|小时|工作日|百分)|种|类|项|方面|块|条|步|件|点|样|老|进|家|者)"
)


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """The answer that a question asks for.

    :param kinds: the kinds of answer asked for; empty when none is recognised.
    :param figures: what the figure asked for measures; empty when none is asked for.
    :param units: canonical units it is asked in; empty when the question names none.
    :param phone: whether a telephone number is asked for.
    :param office: the office whose holder is asked for, "" when none is.
    :param names: whether names are asked for.
    :param penalty: whether it asks what follows from a breach.
    :param wording: whether it asks what a place says, all of it.
    :param issue_date: whether it asks when a document was issued.
    :param how_many: how many things it asks for (哪六种人), 0 when it does not say.
    :param labels: words of the labels under which a form answers it (在哪里办: 地点, 地址).
    """

    kinds: frozenset[AnswerKind] = frozenset()
    figures: frozenset[QuantityKind] = frozenset()
    units: frozenset[str] = frozenset()
    phone: bool = False
    office: str = ""
    names: bool = False
    penalty: bool = False
    wording: bool = False
    issue_date: bool = False
    how_many: int = 0
    labels: tuple[str, ...] = ()

    @property
    def figure_asked(self) -> bool:
        """Return whether any figure is asked for, a telephone number included."""
        return bool(self.figures) or self.phone


def expected_answer(spaced: str, plain: str) -> ExpectedAnswer:
    """Read what answer a question expects.

    :param spaced: the question with simplified characters and its spaces.
    :param plain: the question in comparable form.
    """
    figures, units = _figures_asked(plain)
    others = {kind for kind, pattern in _OTHER_PATTERNS.items() if pattern.search(spaced)}
    office = _OFFICE.search(plain)
    return ExpectedAnswer(
        kinds=frozenset(others | {_KIND_OF_FIGURE[figure] for figure in figures}),
        figures=figures,
        units=units,
        phone=bool(_PHONE.search(plain)),
        office=office[1] if office else "",
        names=bool(_NAMES.search(plain)),
        penalty=bool(_PENALTY.search(spaced)),
        wording=bool(_CONTENT.search(spaced)),
        issue_date=bool(_ISSUED.search(spaced)),
        how_many=_how_many(plain),
        labels=asked_labels(plain),
    )


def _how_many(plain: str) -> int:
    """Return how many things a question asks for: 6 of 哪六种人 and of 五个人群是哪些."""
    asked = _WHICH.search(_QUOTED.sub("", plain))
    if asked is None:
        return 0
    before, after = asked.string[: asked.start()], asked.string[asked.end() :]
    counts = [_SO_MANY.match(after), *reversed(list(_SO_MANY.finditer(before)))]
    found = next((count for count in counts if count), None)
    return _NUMERALS[found[1]] if found else 0


def _figures_asked(plain: str) -> tuple[frozenset[QuantityKind], frozenset[str]]:
    """Return what the figure asked for measures, and the units it is asked in."""
    kinds = {kind for kind, pattern in _FIGURES.items() if pattern.search(plain)}
    units = set()
    for found in _unit_asked().finditer(plain):
        unit = HAN_UNITS[found[1]]
        units.add(unit.name)
        kinds.add(QuantityKind(unit.kind))
    if not kinds and not _PHONE.search(plain) and _COUNTED.search(plain):
        kinds.add(QuantityKind.COUNT)
        if _UNSAID.search(plain):
            kinds |= {QuantityKind.AMOUNT, QuantityKind.RATE}
    return frozenset(kinds), frozenset(units)


@cache
def _unit_asked() -> re.Pattern[str]:
    written = sorted((u for u in HAN_UNITS if " " not in u), key=len, reverse=True)
    return re.compile(
        rf"(?:多少|(?<!哪)几)[十百千万亿]{{0,2}}个?({'|'.join(map(re.escape, written))})"
    )
