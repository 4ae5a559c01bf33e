"""What a question asks for: kind of answer, documents and places it names, its parts, its date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.address import Address, Step, find_addresses
from corpus.normalize import comparable, to_simplified
from corpus.text.document_numbers import find_numbers
from corpus.text.numerals import COMMON_HAN
from rag.errors import InvalidQuestion
from rag.query.as_of_date import asked_date
from rag.query.entities import issuers_in, periods_in, places_in
from rag.query.sub_questions import parts_of

__all__ = ["AnswerKind", "Question", "understand"]


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


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    :param text: as asked, trimmed.
    :param search: what is searched for: ``text``, or the completed follow-up.
    :param language: "zh" or "en", the language of the answer.
    :param numbers: document numbers named, in canonical form.
    :param titles: titles named in 《》.
    :param addresses: the places named inside a document.
    :param kinds: the kinds of answer asked for; empty when none is recognised.
    :param parts: what it asks one after another, or the sides it compares; empty when it asks
        one thing.
    :param as_of: the date at which it wants documents judged (2015年时…), ``None`` for today.
    :param places: places it names; ``issuers``: offices that it says have issued something;
        ``periods``: dates and periods. All as it writes them, in simplified characters.
    """

    text: str
    search: str
    language: str
    numbers: tuple[str, ...]
    titles: tuple[str, ...]
    addresses: tuple[Address, ...]
    kinds: frozenset[AnswerKind]
    parts: tuple[str, ...] = ()
    as_of: str | None = None
    places: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


# Question words of general Chinese and English; no word of any subject or place.
_KIND_WORDS: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.AMOUNT: (
        r"多少[钱元万亿]|几[万亿]?元|多少(?:经费|资金)",
        r"[投补罚奖贴费款].{0,8}(?:多少|几)|(?:多少|几).{0,4}[投补罚奖费款]",
        r"how much|\b(?:cost|fine|fee|fees|subsidy)\b",
    ),
    AnswerKind.RATE: (
        r"百分之|比例|几成|占比|多大.{0,2}比",
        r"[率度].{0,8}(?:多少|几)",
        r"percent|what share",
    ),
    AnswerKind.NUMBER: (
        r"多少|几[个名人项家所处条种类户次件张台辆座间年月天日层级]",
        r"多[高大长宽重远]|how many|how much",
    ),
    AnswerKind.DATE: (
        r"什么时[候间]|何时|哪一?[天年月日]|几[时月号日]",
        r"最[晚迟早].{0,6}[时前日月年]|截止|起止?日期",
        r"\bwhen\b|what date|which year",
    ),
    AnswerKind.PERIOD: (
        r"多久|多长时间|几[年天日]|[几多]少?个(?:月|工作日|星期|小时)",
        r"期限|有效期|时限|多少[天年日]|how long|within how|deadline",
    ),
    AnswerKind.LIST: (
        r"哪[些几]|分别|包括什么|都?有什么|几[个类种项]|列出",
        r"which .*s\b|what are|\blist\b",
    ),
    AnswerKind.WHO: (
        r"谁|哪[一几些]?个?(?:部门|单位|机构|机关|局|人|组织)|什么(?:部门|单位|机构)",
        r"牵头|负责|归.{0,6}管|\bwho\b",
        r"which (?:department|agency|body|office|authority)",
    ),
    AnswerKind.YESNO: (
        r"吗|(?<![什怎多这那])么[?？]?$|是否|[是能会有要行]不[是能会行]|可不可以|有没有|需不需要|该不该",
        r"^(?:is|are|can|does|do|may|must|should|will)\b",
    ),
    AnswerKind.DEFINITION: (
        r"什么是|是什么|指(?:的是)?(?:什么|哪)|什么意思|含义|定义|算是?什么",
        r"是(?:用来)?(?:干|做)(?:什么|啥|嘛)(?:用)?的|有(?:什么|啥)用(?:处|途)?[的呢?？]*$|用来(?:干|做)(?:什么|啥|嘛)",
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
        r"不同|区别|差别|差异|相比|比较|对比|各是|分别|多出",
        r"哪一?[个边家种项类方][^,，。?？]{0,10}更|哪一?[个边家种项类方](?:多|少|高|低|大|小|快|慢|长|短|早|晚|严|贵|便宜)",
        r"(?:和|与|跟|同)[^,，。?？]{2,16}各[^自种类项级地单界位国,，。?？]{0,4}(?:多少|几|什么|怎么|如何)",
        r"differ|compare|versus|\bvs\b",
    ),
}
_KIND_PATTERNS = {
    kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in _KIND_WORDS.items()
}
_TITLE = re.compile(r"《([^《》]{2,120})》")
_ARTICLE = re.compile(r"\b(?:Articles?|Art\.)\s?(\d{1,4})\b", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.\d")
_NUMERALS = frozenset("0123456789" + COMMON_HAN)
# Numbers that stand before a question as often as before a clause, and units that count as well.
_LISTED = frozenset({"1.", "一、"})
_COUNTED_SELDOM = frozenset({"条", "章", "节", "编", "分编"})
_COUNTING = re.compile(r"[哪几这那每各共前后有等]$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def understand(text: str, *, search: str | None = None, limit: int = 500) -> Question:
    """Read a question.

    :param search: the completed form of a follow-up; ``text`` itself when ``None``.
    :param limit: characters a question may have.
    :raises InvalidQuestion: it is empty or longer than ``limit``.
    """
    asked = _checked(text, limit)
    searched = search or asked
    plain = to_simplified(unicodedata.normalize("NFKC", searched))
    kinds = frozenset(kind for kind, pattern in _KIND_PATTERNS.items() if pattern.search(plain))
    bare = comparable(searched)
    return Question(
        text=asked,
        search=searched,
        language=language_of(asked),
        numbers=tuple(find_numbers(searched)),
        titles=tuple(_TITLE.findall(searched)),
        addresses=_addresses(_TITLE.sub("", searched)),
        kinds=kinds,
        parts=parts_of(searched, compares=AnswerKind.COMPARE in kinds),
        # Who compares then and now wants both.
        as_of=None if AnswerKind.COMPARE in kinds else asked_date(searched),
        places=places_in(bare),
        issuers=issuers_in(bare),
        periods=periods_in(bare),
    )


def _addresses(text: str) -> tuple[Address, ...]:
    """Return the places named in a text; Article 8 of an English one is 第8条."""
    english = (Step("条", int(m[1]), 0, m[0]) for m in _ARTICLE.finditer(text) if int(m[1]))
    typed = (a for start, end, a in find_addresses(text) if _is_place(text, start, end, a))
    return (*typed, *(Address((step,)) for step in english))


def _is_place(text: str, start: int, end: int, address: Address) -> bool:
    """Return whether what reads as an address is none of a count, a figure or a list's number.

    五项 counts, 第五项 names a place; 19条 does too, unless it is 哪19条.
    """
    typed, unit = text[start:end], address.steps[0].unit
    if _DECIMAL.match(text, start):
        return False
    if len(address.steps) > 1 or typed[0] not in _NUMERALS:
        return True
    if unit in _LISTED:
        return start > 0
    several = address.steps[0].number > 2
    return several and unit in _COUNTED_SELDOM and not _COUNTING.search(text[:start])


def language_of(text: str) -> str:
    """Return "en" for a text of mostly Latin words, else "zh"."""
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    return "en" if words > han else "zh"


def _checked(text: str, limit: int) -> str:
    """Return the question without control characters and padding, or refuse it."""
    cleaned = "".join(c if c.isprintable() else " " for c in text).strip()
    if not any(c.isalnum() for c in cleaned):
        raise InvalidQuestion("the question is empty: write what you want to know in a sentence")
    if len(cleaned) > limit:
        raise InvalidQuestion(
            f"the question has {len(cleaned)} characters, the limit is {limit}: ask it shorter, "
            "or add the text as a document and ask about it"
        )
    return cleaned
