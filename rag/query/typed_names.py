"""Names of laws as a question types them: in 《》, before an address, or where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.query.law_titles import COUNTRY, ENDING, law_key

__all__ = ["TypedName", "name_before", "names_in_marks", "unmarked_name"]

_MARKED = re.compile(r"《([^《》]{2,120}(?:[《〈][^《》〈〉]{2,60}[》〉][^《》]{0,60})?)》")
_LINK = re.compile(r"(?:的|中|里面?|当中|之|规定的|[，,：:、\s]|全文)+$")
_STOP = re.compile(r"[，。；：？！,;:?!\n\"“”‘’（）()\[\]【】|]")
# What may stand before a name and is no part of it.
_BEFORE = re.compile(
    r"(?:请问|请教|想问问?|想知道|想了解|我想|我要|问一?下|查一?下|查询|查找|查看?|看一?下|看看?|帮我|帮忙|告诉我|麻烦|你好|您好|根据|按照|依据|依照|参照|违反|"
    r"适用|关于|对于|就是|什么是|解释|我国|中国|我们|现行|最新|新版|旧版|新|旧|老|原|过去|以前|修订前|修改前|修正前|和|与|跟|同|以及|及|或者?|在|按|照|由|用|据|从|把|说|是|被|了|吗|呢|的|"
    r"[12]\d{3}年?(?:版|修正|修订|修改)?的?|[12]\d{3}年(?:的?时候?)?的?|那么?|这个?|该)$"
)
_LEADING = re.compile(
    r"^(?:请问|请教|想问问?|想知道|想了解|我想|我要|问一?下|查一?下|查询|查找|看一?下|看看|帮我|帮忙|告诉我|麻烦|你好|您好|根据|按照|依据|依照|参照|违反|适用|关于|对于|"
    r"什么是|我国|中国|我们|现行的?|最新的?|新版|旧版|修订前的?|修改前的?|修正前的?|和|与|跟|以及|及|或者?|在|按|那么?|这个?|该|"
    r"[12]\d{3}年(?:版|修正|修订|修改|时候?)?的?)+"
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name in a question.

    :param start: where it begins in the text; ``end``: just past it.
    :param marked: whether it stands in 《》.
    """

    name: str
    start: int
    end: int
    marked: bool = False


def names_in_marks(text: str) -> list[TypedName]:
    """Return the names in 《》, in order."""
    return [TypedName(m[1], m.start(), m.end(), True) for m in _MARKED.finditer(text)]


def name_before(text: str, end: int, is_name: Callable[[str], bool]) -> TypedName | None:
    """Return the name that ends before a place in a text, as in 劳动合同法第八十二条.

    :param end: where the address begins.
    :param is_name: whether a key is the name of a Document; the longest that is one wins where
        what stands before it cannot belong to it.
    """
    run = text[max(0, end - _LONGEST) : end]
    run = _LINK.sub("", run)
    if run.endswith("》"):
        marked = [n for n in names_in_marks(text) if n.end <= end]
        return marked[-1] if marked else None
    stops = list(_STOP.finditer(run))
    begin = stops[-1].end() if stops else 0
    offset = max(0, end - _LONGEST)
    piece = run[begin:]
    for start in range(len(piece) - 1):
        if is_name(law_key(piece[start:])) and ends_here(piece[:start]):
            return TypedName(piece[start:], offset + begin + start, offset + begin + len(piece))
    lead = _LEADING.match(piece)
    start = lead.end() if lead and lead.end() < len(piece) else 0
    if ENDING.search(law_key(piece[start:])) is None or len(piece) - start < len("刑法"):
        return None
    return TypedName(piece[start:], offset + begin + start, offset + begin + len(piece))


def unmarked_name(text: str, longest: int, is_name: Callable[[str], bool]) -> TypedName | None:
    """Return the longest name of a Document that stands in a text without 《》, if one does.

    Only where what stands before it cannot be part of a longer name.
    """
    plain = text.replace(COUNTRY, "")
    for start in range(len(plain)):
        if start and not ends_here(plain[:start]):
            continue
        for end in range(min(len(plain), start + longest), start + 1, -1):
            if is_name(plain[start:end]):
                return TypedName(plain[start:end], start, end)
    return None


def ends_here(before: str) -> bool:
    """Return whether a text ends where a name may begin."""
    text = before.replace(COUNTRY, "").rstrip()
    return not text or bool(_STOP.match(text[-1])) or text[-1] in "》、" or bool(
        _BEFORE.search(text)
    )
