"""Fields of a document's record that a question asks for: its number, issuer, dates, length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.query.law_titles import ENDING, law_key

__all__ = ["AskedField", "AskedList", "Field", "asked_field", "asked_list"]


class Field(StrEnum):
    """What of a document's record is asked for."""

    NUMBER = "number"
    ISSUER = "issuer"
    DATE = "date"
    EFFECTIVE = "effective"
    EXPIRES = "expires"
    VALID = "valid"
    REPEALED_BY = "repealed_by"
    ARTICLES = "articles"
    CHAPTERS = "chapters"
    MENTIONS = "mentions"  # no field of the record, but told of the whole document as they are


_IS = r"(?:的|是|属于|为|有|到|在|由|它|现在|目前|究竟|到底|一共|总共|共|全文)*"
_MADE = r"(?:发布|公布|印发|颁布|出台|制定|下发|发文|(?:审议)?通过|批准|发)"
_AMENDED = r"(?:(?:最近|最后|上)一?次)?(?:做了?|作了?|进行了?|被)?(?:修订|修正|修改)过?"
_WHEN = r"(?:什么时候|何时|哪天|哪年|哪一年|哪一天|几月几日|几时)"
_WHETHER = r"(?:还|仍然?|是否|是不是|已经|已|有没有)*"
_PATTERNS: tuple[tuple[Field, str], ...] = (
    (
        Field.REPEALED_BY,
        rf"{_IS}(?:被|让)(?:什么|哪个|哪部|哪份|谁)(?:文件|法律?|办法|条例|规定)?(?:给)?"
        r"(?:废止|取代|代替|替代)",
    ),
    (
        Field.NUMBER,
        rf"{_IS}(?:几号文件?|几号令|第几号|哪号文件?|多少号文?|(?:发文)?文号|发文字号|文件编?号)"
        r"(?:是?(?:什么|多少|几号))?",
    ),
    (Field.ARTICLES, rf"{_IS}(?:几条|多少条|条数)(?:规定|条款)?"),
    (Field.CHAPTERS, rf"{_IS}(?:几章|多少章)"),
    (
        Field.VALID,
        rf"{_IS}{_WHETHER}(?:有效力?|现行有效|继续有效|在有效期内?|在用|能用)(?:吗|么|不|没有)?$"
        rf"|{_IS}{_WHETHER}(?:失效|废止|作废|过期)(?:了)?(?:吗|么|没有?)",
    ),
    (
        Field.EXPIRES,
        rf"{_IS}{_WHEN}(?:会)?(?:到期|失效|过期|截止)"
        rf"|{_IS}有效期{_IS}(?:{_WHEN}|多久|几年|多长)(?:时间)?",
    ),
    (Field.EFFECTIVE, rf"{_IS}(?:从|自)?{_WHEN}(?:起|开始|才)*(?:施行|实施|生效|执行)"),
    (
        Field.DATE,
        rf"{_IS}{_WHEN}(?:{_MADE}|{_AMENDED})"
        rf"|{_IS}(?:最近|最后|上)一?次(?:修订|修正|修改){_IS}{_WHEN}",
    ),
    (
        Field.ISSUER,
        rf"{_IS}(?:经|由|被)?(?:哪个|哪些|什么|哪家)(?:部门|单位|机关|机构|局|委|人大|会议?)?(?:联合|来)?{_MADE}"
        rf"|{_IS}(?:经|由|被)?谁(?:联合|来)?{_MADE}|{_IS}发文(?:机关|单位)(?:是(?:谁|什么|哪个?))?",
    ),
)
_FIELDS = tuple((field, re.compile(pattern)) for field, pattern in _PATTERNS)
_END = re.compile(r"^(?:的|了|呢|吗|啊|呀|来着|日期|时间|起|止|？|\?|。|的呢|是什么|\s)*$")
_VERB = re.compile(rf"修订|修正|修改|{_MADE}")
# Which articles speak of a word: 里哪些条款提到罚款, 里的罚款条款都有哪些.
_IN = r"(?:里面?|里头|中|当中)"
_SPEAKS = r"(?:提到|提及|涉及|讲到|说到|写到|包含|规定|关于|有关)(?:了|过|到)?"
_ARTICLES = r"(?:条款|条文|法条)"
_MENTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_IN}?的?(?:都|一共)?有?(?:哪些|哪几|什么|所有|全部)的?(?:{_ARTICLES}|条|款|地方)(?:里|中)?"
        rf"(?:都|分别)?{_SPEAKS}(?P<word>[\u4e00-\u9fff]{{2,8}}?)的?[？?。]*$",
        rf"(?:{_IN}的?|的)(?:{_SPEAKS})?(?P<word>[^\W的里中\d]{{2,8}}?)的?{_ARTICLES}"
        r"(?:都|一共|总共|分别)*(?:有|是)(?:哪些|哪几条|什么)[？?。]*$",
        rf"{_IN}?的?(?:都|一共)?有?(?:哪些|哪几|什么|所有|全部)(?:{_SPEAKS})?(?P<word>[^\W的里中\d]{{2,8}}?)"
        rf"的?{_ARTICLES}[？?。]*$",
    )
)
_DOCUMENTS = (
    r"(?:文件|公文|通知|公告|通告|意见|办法|规定|条例|细则|方案|规划|决定|批复|法律|法规|规章|政策"
    r"|法|解释)"
)
_LIST = re.compile(
    r"^(?:请|帮我|给我|麻烦)?(?:列出|列一?下|列举|找出|查一?下)?(?:库里|库中|里面|现在)?(?:都|一共|共)?"
    r"(?:有|发布了|印发了|出台了)?(?:哪些|什么|所有|全部)?"
    r"(?:(?P<year>[12]\d{3})年(?:发布|印发|公布|出台|发)?的?)?(?:有)?(?:哪些|所有|全部)?"
    r"(?:关于|有关|涉及)?(?P<topic>[\u4e00-\u9fffA-Za-z0-9“”]{0,20}?)(?:方面)?的?"
    rf"(?P<kind>{_DOCUMENTS})(?:都)?(?:有哪些|有什么)?[？?。]?$"
)
_EMPTY = re.compile(r"^(?:了|过|的)*(?:哪些|什么|所有|全部)?")
_ASKED_OF = frozenset(
    {"规定", "办法", "政策", "条例", "意见", "方案", "规划", "措施", "法", "解释"}
)
_LISTING = re.compile(r"列|哪些|有什么|所有|全部")


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that is asked for.

    :param start: where the words that ask for it begin; ``end``: just past them.
    :param verb: what was done, of which the date or the office is asked for: 公布, 通过.
    :param word: that is looked for in the articles, of ``Field.MENTIONS``.
    """

    field: Field
    start: int
    end: int
    verb: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class AskedList:
    """Documents that are to be listed.

    :param year: of their dates, "" for any; ``topic``: what their titles speak of; ``kind``: what
        they are, "" for any.
    """

    year: str
    topic: str
    kind: str


def asked_field(text: str) -> AskedField | None:
    """Return the field of a document's record that a question ends by asking for."""
    for field, pattern in _FIELDS:
        for found in pattern.finditer(text):
            if found.start() and _END.match(text[found.end() :]):
                verb = _VERB.search(found[0])
                said = verb[0].removeprefix("审议") if verb else ""
                return AskedField(field, found.start(), found.end(), said)
    return _asked_mentions(text)


def _asked_mentions(text: str) -> AskedField | None:
    for pattern in _MENTIONS:
        found = pattern.search(text)
        if found and found.start():
            return AskedField(Field.MENTIONS, found.start(), found.end(), word=found["word"])
    return None


def asked_list(text: str) -> AskedList | None:
    """Return what documents a question asks to list: 列出2018年的通知, 有哪些关于养犬的文件."""
    found = _LIST.match(text.strip())
    if found is None or not _LISTING.search(text):
        return None
    topic, year = _EMPTY.sub("", found["topic"] or ""), found["year"] or ""
    if not year and found["kind"] in _ASKED_OF and "列" not in text:
        return None  # what is laid down is asked, not which documents lay it down
    about = "关于" in text or "有关" in text or "涉及" in text
    if not (year or (about and topic)) or ENDING.search(law_key(topic) or "x"):
        return None
    return AskedList(
        year, topic, "" if found["kind"] in ("文件", "公文", "政策") else found["kind"]
    )
