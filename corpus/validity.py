"""Since when a Document holds, until when, whether it still does, and what it repeals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from corpus.clean import Paragraph
from corpus.model import Reference, Status
from corpus.normalize import to_simplified
from corpus.references import find_references
from corpus.text.dates import ENGLISH_DATE, find_date, half_width
from corpus.text.numerals import parse_whole

__all__ = ["STATED", "Event", "History", "Validity", "read_events", "read_history", "read_validity"]


@dataclass(frozen=True)
class Validity:
    """Since when and until when a Document holds, as the fields of its record."""

    effective: str | None
    expires: str | None
    trial: bool
    status: Status | None
    status_reason: str | None
    repeals: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What a statute's header tells: when it was passed, published, put in force, changed.

    status, reason: what the last event makes of it, with its words.
    """

    passed: str | None = None
    published: str | None = None
    effective: str | None = None
    status: Status | None = None
    reason: str | None = None


class Event(NamedTuple):
    """Something that a statute's history line tells of.

    date: ISO 8601. verb: 通过, 修正, 施行 … words: as printed, white space made single.
    """

    date: str
    verb: str
    words: str


_OWN = (
    r"本(?:办法|条例|规定|细则|法|意见|方案|通知|决定|规则|章程|规程|制度|解释|标准|计划|"
    r"措施|政策|公告|通告|规划)"
)
_FROM = re.compile(
    rf"(?:{_OWN}|现予[公发]布)[^。]{{0,30}}?自(.{{2,24}}?)起(?:正式)?(?:施行|试行|公布施行|实施|执行|生效)"
)
_ENGLISH_EVENT = re.compile(
    rf"(?:Issued|Adopted|Promulgated|Approved|Published)\b.{{0,160}}?\bon\s+({ENGLISH_DATE})"
)
_ENGLISH_FROM = re.compile(
    r"(?:takes?|comes?|enters?)\s+(?:effect|into\s+(?:effect|force))\s+(?:on|from|as of)\s+"
    rf"({ENGLISH_DATE})"
)
_AT_ONCE = re.compile(r"(?:印发|发布|公布|颁布|发文|下发|通过)之?日")
_YEARS = re.compile(
    rf"(?:{_OWN}|施行|实施|执行)[^。]{{0,40}}?有效期(?:限)?(?:为|是)?\s?([一二三四五六七八九十\d]{{1,2}})年"
)
_UNTIL = re.compile(
    rf"(?:{_OWN}|施行|实施|执行)[^。]{{0,40}}?(?:有效期(?:限)?(?:截?至|到|为)[^。]{{0,20}}?|(?:截?至|到)\s?)([12]\d{{3}}年\d{{1,2}}月\d{{1,2}}日)"
    r"(?:止|失效|废止|[。，,])"
)
_REPEAL = re.compile(r"同时废止|予以废止|自行废止|即行废止|停止执行|同时失效|日起废止")
# A title that a history line names counts as one sign, whatever its length.
_BETWEEN = r"(?:[^0-9《]|《～*》)"
_EVENT = re.compile(
    rf"([12]\d{{3}}年\d{{1,2}}月\d{{1,2}}日)({_BETWEEN}{{0,80}}?"
    rf"(?:(?:[12]\d{{3}}年)?[第令]?\d{{1,5}}[次号号]{_BETWEEN}{{0,60}}?)?)"
    r"(通过|批准|公布|发布|颁布|修正|修订|修改|施行|实施|生效|废止)"
)
_NAMED = re.compile(r"《[^》]{0,200}》")
STATED = "效力状态"
"""The field in which a source states a Document's status; a status it gives is explained by it."""
_STATUS_WORDS = (
    ("尚未", Status.NOT_YET_IN_FORCE),
    ("废止", Status.REPEALED),
    ("失效", Status.EXPIRED),
    ("修改", Status.AMENDED),
    ("修订", Status.AMENDED),
    ("修正", Status.AMENDED),
    ("有效", Status.IN_FORCE),
)


def _speaks_of_validity(text: str) -> bool:
    """Tell at little cost whether the patterns above can match at all."""
    return (
        ("行" in text and ("施行" in text or "试行" in text or "試行" in text or "执行" in text))
        or "实施" in text
        or "實施" in text
        or "效" in text
        or "废止" in text
        or "廢止" in text
        or "effect" in text
        or "force" in text
    )


def read_validity(
    kept: list[Paragraph], title: str, fields: dict[str, str], written: str | None, history: History
) -> Validity:
    """Read when a Document takes effect and ends, its stated status and what it repeals."""
    effective = fields.get("施行日期") or history.effective
    expires = fields.get("失效日期")
    repeals: list[Reference] = []
    for p in kept:
        if not _speaks_of_validity(p.text):
            continue
        text = half_width(to_simplified(p.text))
        effective = effective or _effective(text, written or history.passed)
        expires = expires or _expires(text, effective or written)
        if _REPEAL.search(text):
            repeals += _repealed(p, text, kept[0].start)
    trial = bool(re.search(r"试行|暂行", to_simplified(title)))
    status, reason = _stated(fields, title)
    if status is None:
        status, reason = history.status, history.reason
    return Validity(effective, expires, trial, status, reason, tuple(repeals))


def read_events(lines: list[str]) -> list[Event]:
    """Read what header lines tell of: 2019年9月27日……通过, 2021年……第一次修正, 施行."""
    found = []
    for line in lines:
        simple = half_width(to_simplified(line))
        for m in _EVENT.finditer(_NAMED.sub(_blank, simple)):
            date = find_date(m[1])
            if date:
                found.append(Event(date, m[3], " ".join(simple[m.start() : m.end()].split())))
    return found


def _blank(named: re.Match[str]) -> str:
    """Return as many signs as a title has: 关于废止…的决定 is a name and no event."""
    return "《" + "～" * (len(named[0]) - 2) + "》"


def read_history(lines: list[str]) -> History:
    """Read the header lines of a statute: 2019年9月27日……通过, 2021年……第一次修正, 施行."""
    events = read_events(lines)
    events += [
        Event(date, "公布", m[0])
        for line in lines
        for m in _ENGLISH_EVENT.finditer(line)
        if (date := find_date(m[1]))
    ]

    def first(*verbs: str) -> str | None:
        return next((date for date, verb, _ in events if verb in verbs), None)

    status, reason = None, None
    for _, verb, words in events:
        if verb in ("修正", "修订", "修改", "废止"):
            status, reason = dict(_STATUS_WORDS)[verb], words
    return History(
        first("通过", "公布", "发布", "颁布"),
        first("公布", "发布", "颁布"),
        first("施行", "实施", "生效"),
        status,
        reason,
    )


def _effective(text: str, written: str | None) -> str | None:
    m = _FROM.search(text)
    if m:
        if _AT_ONCE.search(m[1]):
            return written
        date = find_date(m[1])
        return date if date and "-" in date else None
    m = _ENGLISH_FROM.search(text)
    return find_date(m[1]) if m else None


def _expires(text: str, start: str | None) -> str | None:
    m = _UNTIL.search(text)
    if m:
        return find_date(m[1])
    m = _YEARS.search(text)
    if not m or not start:
        return None
    years = parse_whole(m[1])
    return f"{int(start[:4]) + years:04d}{start[4:]}" if years else None


def _repealed(p: Paragraph, text: str, base: int) -> list[Reference]:
    m = _REPEAL.search(text)
    stop = m.end() if m else 0
    begin = max(text.rfind("。", 0, stop), 0)
    return [
        Reference(
            p.offset(r.start) - base, p.offset(r.end - 1) + 1 - base, r.title, r.number, r.address
        )
        for r in find_references(p.text[:stop])
        if (r.title or r.number) and r.start >= begin and r.address is None
    ]


def _stated(fields: dict[str, str], title: str) -> tuple[Status | None, str | None]:
    value = to_simplified(fields.get(STATED, ""))
    for word, status in _STATUS_WORDS:
        if word in value:
            return status, f"{STATED}: {value}"
    m = re.search(
        r"[(（【\[]\s?(?:已|全文)?(废止|失效|修订|修正)版?[)）】\]]", to_simplified(title)
    )
    return (dict(_STATUS_WORDS)[m[1]], m[0]) if m else (None, None)
