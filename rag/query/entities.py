"""What a question mentions beside documents: places, who issued something, dates and periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.normalize import comparable
from corpus.text.places import is_place_name, short_name

__all__ = [
    "issuers_in",
    "periods_in",
    "places_asked_about",
    "places_in",
    "regions_named",
    "years_asked_about",
    "years_in",
]

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


# What tells a story from a question: clauses, who it is of, what asks, what is over.
_CLAUSE = re.compile(r"[,。;!?:]")
_KIN = (
    r"(?:儿子|女儿|孩子|小孩|老公|老婆|丈夫|妻子|爱人|对象|爸|妈|父亲|母亲|父母|爷爷|奶奶|外公|外婆|公公|婆婆"
    r"|哥|姐|弟|妹|叔|姑|舅|姨|侄|孙|亲戚|朋友|同学|同事|邻居|老乡|家人|家里人|他们?|她们?)"
)
_PERSON = re.compile(rf"我|咱|本人|{_KIN}")
_OTHERS = re.compile(rf"{_KIN}.{{0,8}}?(?:在|从|到|去|来|回)[^,]{{0,6}}$")
_STAYS = re.compile(r"(?:在|从|到|去|来|回)[^,]{0,6}$")
_ASKS = re.compile(
    r"多少|几|哪|谁|什么|啥|怎|如何|吗|是否|何时|多久|多[大高长远快重]|[是能会有要行可]不[是能会行可]"
    r"|有没有|可不可以|能否|可否|凭什么"
)
_DONE = re.compile(r"就|已|了|过(?!半|[^,]{0,2}期)|的时候|出生|毕业|入职|退休|参加工作")
# The year of a document's number, in whatever brackets.
_DOCUMENT_YEAR = re.compile(r"[〔\[(【{](?:19|20)\d{2}年?[〕\])】}](?:第?\d{1,5}号?)?")


def places_in(plain: str) -> tuple[str, ...]:
    """Return the names of places in a text.

    The segmenter's dictionary marks them (ns), and 花钱买 too; so the name itself must say that it
    is one, by the level it ends in or by the gazetteer.
    """
    import rjieba

    found = (
        word
        for word, tag in rjieba.tag(plain)
        if tag.startswith("ns") and is_place_name(word) and not _ANY_PLACE.fullmatch(word)
    )
    return tuple(dict.fromkeys(found))


def places_asked_about(plain: str) -> tuple[str, ...]:
    """Return the places of a question without those where another person than the asker is.

    我儿子在上海打工: what is asked is not of 上海. Where the asker is counts, unless the question
    names another place.

    :param plain: in comparable form.
    """
    places = places_in(plain)
    own = tuple(place for place in places if not _stands_in_story(place, plain, _OTHERS))
    left = tuple(place for place in own if not _stands_in_story(place, plain, _STAYS))
    return left or own


def _stands_in_story(place: str, plain: str, before: re.Pattern[str]) -> bool:
    """Return whether a place is named only in what is told before the question.

    :param before: what stands before it there.
    """
    told = [clause for clause in _CLAUSE.split(plain) if place in clause]
    return all(_is_told(clause, clause.index(place), before) for clause in told)


def _is_told(clause: str, at: int, before: re.Pattern[str]) -> bool:
    return not _ASKS.search(clause) and bool(before.search(clause[:at]))


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


def years_asked_about(plain: str) -> frozenset[str]:
    """Return the years a question asks about, not those of a document's number or of a story.

    :param plain: the question in comparable form.
    """
    left = _DOCUMENT_YEAR.sub("", plain)
    return frozenset(
        year
        for clause in _CLAUSE.split(left)
        for year in years_in(f"{clause},")
        if not _of_a_life(clause, clause.index(year))
    )


def _of_a_life(clause: str, at: int) -> bool:
    """Return whether a year is told of a person's life: 我2007年就参加了工作.

    我2017年要交多少 asks about it.
    """
    asks = _ASKS.search(clause, at)
    told = clause[at : asks.start() if asks else len(clause)]
    return bool(_PERSON.search(clause[:at]) and (not asks or _DONE.search(told)))


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
