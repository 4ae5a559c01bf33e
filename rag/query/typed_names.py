"""Names of laws as a question types them: in 《》, before an address, or where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.query.law_titles import COUNTRY, ENDING, law_key

__all__ = ["TypedName", "exact_names", "name_before", "names_in_marks", "outer_name"]

_MARKED = re.compile(r"《([^《》]{2,120}(?:[《〈][^《》〈〉]{2,60}[》〉][^《》]{0,60})?)》")
_LINK = re.compile(r"(?:的|中|里面?|当中|之|规定的|[，,：:、\s]|全文)+$")
_ENGLISH_BEFORE = re.compile(
    r"\b(?:of|in|under|by|the|and|to|with|from|does|do|is|says?|read)$", re.IGNORECASE
)
_STOP = re.compile(r"[，。；：？！,;:?!\n\"“”‘’（）()\[\]【】|]")
# What may stand before a name and is no part of it.
_BEFORE = re.compile(
    r"(?:请问|请教|想问问?|想知道|想了解|我想|我要|问一?下|查一?下|查询|查找|查看?|看一?下|看看?|帮我|帮忙|告诉我|麻烦|你好|您好|根据|按照|依据|依照|参照|违反|"
    r"适用|关于|对于|就是|什么是|解释|我国|中国|我们|现行|最新|新版|旧版|新|旧|老|原|过去|以前|修订前|修改前|修正前|和|与|跟|同|以及|及|或者?|在|按|照|由|用|据|从|把|说|是|被|了|吗|呢|的|"
    r"[12]\d{3}年?(?:版|修正|修订|修改)?的?|[12]\d{3}年(?:的?时候?)?的?|那么?|这个?|该)$"
)
_MORE = re.compile(
    r"(?:的?司法解释|解释(?!一?下)|实施条例|实施细则|实施办法|修正案)[(（]?[一二三四五六七八九十]{0,3}[)）]?(?=第|$|[，。？?、]|的|改|怎|对|规定)"
)
# What is called a rule and is no document of a Store: 我们单位的规定, 什么办法.
_VAGUE = re.compile(
    r"[我你您他她这那哪某什啥]|^(?:该|各|本(?:法|条例|办法|规定|细则|市|县|省|公司|单位))"
    r"|^(?:单位|公司|学校|小区|村里|厂里|合同|协议|老板)(?:的|里)?(?:规定|制度|办法|规则|章程|通知)$"
)
# Words of a sentence: no name of a law goes on behind them.
_SENTENCE = re.compile(r"[我你您他她它们了吗呢吧被把给让怎啥哪谁]")
_LEADING = re.compile(
    r"^(?:请问|请教|想问问?|想知道|想了解|我想|我要|问一?下|查一?下|查询|查找|看一?下|看看|帮我|帮忙|告诉我|麻烦|你好|您好|根据|按照|依据|依照|参照|违反|适用|关于|对于|"
    r"什么是|我国|中国|我们|现行的?|最新的?|新版|旧版|修订前的?|修改前的?|修正前的?|和|与|跟|以及|及|或者?|在|按|那么?|这个?|该|"
    r"[12]\d{3}年(?:版|修正|修订|修改|时候?)?的?)+"
)
_LONGEST = 60
_OUTER = re.compile(
    r"[\u4e00-\u9fff、 ]{0,40}(?:实施|关于|适用|执行|修改|贯彻|施行)[\u4e00-\u9fff、]{0,8}"
    r"《[^《》]{2,60}》(?:、?《[^《》]{2,60}》){0,3}"
    r"[\u4e00-\u9fff、]{0,40}?(?:办法|条例|规定|解释|细则|决定|意见|批复|规则)(?:[(（][一二三四五六七八九十]{1,3}[)）])?"
    r"(?=第|$|[，。？?,]|的?(?:第|主要|内容|最后)|对|怎|如何|是|》)"
)


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
    named = piece[start:]
    if ENDING.search(law_key(named)) is None or len(named) < len("刑法") or _VAGUE.search(named):
        return None
    return TypedName(piece[start:], offset + begin + start, offset + begin + len(piece))


def exact_names(
    text: str,
    longest: int,
    is_name: Callable[[str], bool],
    begins_one: Callable[[str], bool] = bool,
) -> list[TypedName]:
    """Return the names of Documents that stand in a text, with or without 《》, the longest each.

    Only where what stands before one cannot be part of a longer name.

    :param begins_one: whether two characters begin any name, which costs less to find out.
    """
    letters, places = _letters(text)
    found: list[TypedName] = []
    start = 0
    while start < len(letters) - 1:
        begins = begins_one(letters[start : start + 2]) and ends_here(
            text[: _opened(text, places[start])]
        )
        end = _end_of_name(letters, start, longest, is_name) if begins else None
        if end and _goes_no_further(text, places[end - 1] + 1):
            found.append(_cut(text, places[start], places[end - 1] + 1))
            start = end
        else:
            start += 1
    return found


def _cut(text: str, start: int, end: int) -> TypedName:
    """Return the name between two places, its 《》 in the span and not in the name."""
    last = _closed(text, end)
    name = text[start:last]
    while name.endswith("》") and name.count("》") > name.count("《"):
        name = name[:-1]
    opened = _opened(text, start)
    return TypedName(name, opened, last, text[opened] == "《")


def _goes_no_further(text: str, end: int) -> bool:
    """Return whether a name ends at a place: 保险法解释四 is not 保险法."""
    return _MORE.match(text, end) is None


def _end_of_name(
    letters: str, start: int, longest: int, is_name: Callable[[str], bool]
) -> int | None:
    """Return where the longest name that begins at a place ends, ``None`` for none."""
    for end in range(min(len(letters), start + longest), start + 1, -1):
        if is_name(letters[start:end]):
            return end
    return None


def _letters(text: str) -> tuple[str, list[int]]:
    """Return a text as ``law_key`` writes names, and where each of its characters stands."""
    country = {at for m in re.finditer(COUNTRY, text) for at in range(m.start(), m.end())}
    kept = [at for at, c in enumerate(text) if (c.isalnum() or c == "_") and at not in country]
    return "".join(text[at].lower() for at in kept), kept


def _opened(text: str, start: int) -> int:
    """Return where a name begins, the country's name and 《 before it included."""
    if text[:start].endswith(COUNTRY):
        start -= len(COUNTRY)
    return start - (text[start - 1 : start] == "《")


def _closed(text: str, end: int) -> int:
    """Return where a name ends, the 》 or ） behind it included."""
    while text[end : end + 1] in ("》", "）", ")"):
        end += 1
    return end


def outer_name(text: str) -> TypedName | None:
    """Return the name of a law about another one: …关于适用《…》的解释, …实施《…》办法."""
    found = _OUTER.search(text)
    if found is None:
        return None
    lead = _LEADING.match(found[0])
    start = lead.end() if lead else 0
    return TypedName(found[0][start:], found.start() + start, found.end())


def ends_here(before: str) -> bool:
    """Return whether a text ends where a name may begin."""
    text = before.replace(COUNTRY, "").rstrip()
    return (
        not text
        or bool(_STOP.match(text[-1]))
        or text[-1] in "《》、"
        or bool(_BEFORE.search(text) or _SENTENCE.search(text))
        or bool(_ENGLISH_BEFORE.search(text))
    )
