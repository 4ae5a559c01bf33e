"""What a question mentions beside documents: places, who issued something, dates and periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.normalize import comparable
from corpus.text.places import short_name

__all__ = ["issuers_in", "periods_in", "places_in", "regions_named", "years_in"]

# An office, and behind it a word that says that it issued something: 市教育局印发的. Who asks which
# office drew something up (哪个局制定) names none.
_ISSUED = re.compile(
    r"([\u4e00-\u9fff、]{0,24}?(?:国务院|政府|办公[厅室]|委员会|人大|法院|检察院|[局厅部署委]))"
    r"(?:联合|去年|今年)?(?:印发|发布|公布|出台|颁布|下发|发的|发出)"
)
_WHICH = re.compile(r"[哪谁]|什么|几个|各个?$")
# What may stand before an office's name and is no part of it.
_BEFORE = re.compile(
    r"^.*?(?:[年月日]|请问|想问|关于|根据|按照|依据|由|和|的)(?=[\u4e00-\u9fff]{2})"
)
_DAY = r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?"
_PERIOD = re.compile(
    rf"{_DAY}?[至到—~-]{{1,2}}(?:{_DAY}|\d{{1,2}}月(?:\d{{1,2}}[日号])?)|{_DAY}"
    r"|(?:19|20)\d{2}[-—~至到](?:19|20)\d{2}年?|(?<!\d)(?:19|20)\d{2}(?=[^\d\u4e00-\u9fff.%]|$)"
    r'|"?十[一二三四五六七八九]?五"?(?:规划)?(?:期间|时期|末)?|(?:去|今|明|前|后)年(?:底|初|[上下]半年)?'
    r"|(?:本|上|下)(?:半?年|季度|月)|年[底末]|(?:过去|近|未来|今后)[一二两三四五六七八九十\d]+年"
)
# 镇里, 各县区: any place of that level, not one by name.
_ANY_PLACE = re.compile(r"[各本全我该]?[省市县区州镇乡村街]{1,2}[里内上中]?")
# Four digits before a unit are no year: 1960元.
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?=[年至到-]|[^\d\u4e00-\u9fff.,%]|[.,](?!\d)|$)")


def places_in(plain: str) -> tuple[str, ...]:
    """Return the names of places in a text, as the segmenter's dictionary marks them (ns)."""
    import rjieba

    found = (
        word
        for word, tag in rjieba.tag(plain)
        if tag.startswith("ns") and len(word) > 1 and not _ANY_PLACE.fullmatch(word)
    )
    return tuple(dict.fromkeys(found))


def issuers_in(plain: str) -> tuple[str, ...]:
    """Return the offices that a question says have issued something, as it writes them.

    :param plain: in comparable form.
    """
    listed = (_BEFORE.sub("", m[1]) for m in _ISSUED.finditer(plain))
    found = (name for names in listed for name in names.split("、"))
    return tuple(dict.fromkeys(n for n in found if len(n) > 1 and not _WHICH.search(n)))


def periods_in(plain: str) -> tuple[str, ...]:
    """Return the dates and periods that a question names, as it writes them.

    :param plain: in comparable form.
    """
    return tuple(dict.fromkeys(m[0] for m in _PERIOD.finditer(plain)))


def years_in(plain: str) -> frozenset[str]:
    """Return the years a text names, four digits each.

    :param plain: in comparable form.
    """
    return frozenset(_YEAR.findall(plain))


def regions_named(question_plain: str, places: Sequence[str], regions: Iterable[str]) -> set[str]:
    """Return the regions that a question names, in full or by the first part of their names.

    :param question_plain: the question in comparable form.
    :param places: the places it names.
    :param regions: as the records of Documents write them.
    """
    said = [short_name(place) for place in places]
    return {
        region
        for region in regions
        if short_name(region) in question_plain
        or any(comparable(region).startswith(place) for place in said)
    }
