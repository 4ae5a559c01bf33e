"""What of a question is left beside the names and places in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.address import Address
from rag.query.asked_places import AskedPlace
from rag.query.stored_fields import AskedField
from rag.query.typed_names import TypedName

__all__ = ["asks_no_more", "masked", "overlap", "without_references"]

# What asks for no more than what is there.
_GENERIC = re.compile(
    r"请问|请教|想问问?|想知道|问一?下|查一?下|帮我|麻烦|告诉我|具体|主要|全部|全文|完整|原文|条文|条款|"
    r"规定的?(?:是|了)?|怎么|如何|什么|哪些|哪几|有关|关于|内容|的|是|了|讲|说|写|呢|吗|嘛|吧|啊|里面?|中|下|一下|文件|情形|情况|分别|都|有|"
    r"要求|意思|看看?|和|及|与|以及|、|《|》|现在|目前|what|does|do|say|says|provide|provides|the|of|is|are|in|show|me|tell|about|text|and"
    r"|怎样|咋|何|第|改|修改|旧|老|原|新|现行",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_OWN = re.compile(r"本(?:法|条例|办法|规定|细则|规则|解释|决定)$")


def overlap(one: TypedName, other: TypedName) -> bool:
    """Return whether two names share a part of the text."""
    return one.start < other.end and other.start < one.end


def without_references(text: str, places: Sequence[AskedPlace]) -> list[AskedPlace]:
    """Return places without those that a quoted article refers to: 违反本条例第二十二条的."""
    asked = [place for place in places if not _OWN.search(text[: place.start])]
    articles = [place for place in asked if _is_article(place)]
    return articles or asked or list(places)


def _is_article(place: AskedPlace) -> bool:
    """Return whether a place names a 条; beside one, （一） is a word of what is asked."""
    where = place.place
    return isinstance(where, Address) and any(step.unit == "条" for step in where.steps)


def masked(text: str, names: Sequence[TypedName]) -> str:
    """Return a text in which names are blank: 解释（四） is no place."""
    for name in names:
        text = text[: name.start] + "※" * (name.end - name.start) + text[name.end :]
    return text


def asks_no_more(
    text: str,
    names: Sequence[TypedName],
    places: Sequence[AskedPlace | AskedField],
    numbers: Sequence[str],
) -> bool:
    """Return whether a question asks for no more than what stands at what it names."""
    spans = sorted({(p.start, p.end) for p in (*names, *places)}, reverse=True)
    rest = text
    for start, end in spans:
        rest = rest[:start] + " " + rest[end:]
    for number in numbers:
        rest = rest.replace(number, " ")
    rest = re.sub(
        r"[\u4e00-\u9fffA-Za-z]{0,12}[〔\[(（]?\d{0,4}[〕\])）]?\s?第?\d{1,5}号[令文]?", " ", rest
    )
    return not _WORD.search(_GENERIC.sub(" ", rest))
