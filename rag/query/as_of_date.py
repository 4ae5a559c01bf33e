"""The date a question is about, and how two dates compare when one names less than a day."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from corpus.normalize import to_simplified
from corpus.text.dates import DATE, ENGLISH_DATE, find_date, parse_date
from rag.errors import InvalidQuestion

__all__ = ["Moment", "as_date", "asked_date", "earlier", "today", "without_date"]

_ISO = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
# A year alone may be what is asked about (2016年缴多少); only words that speak of what held
# then make it the date at which documents are judged.
_THEN = re.compile(
    rf"({DATE})(?:的?时候?(?![间限效期段代长])|那时|当时|那会儿?|(?:的)?(?:现行|有效|施行)的|的?(?:老|旧|原)(?:规定|办法|政策|标准|文件))"
)
_ENGLISH = re.compile(
    r"\b(?:as of|as at|in force (?:in|on)|valid (?:in|on)|back in)\s+"
    rf"({ENGLISH_DATE}|(?:\d{{1,2}}\s+)?(?:[A-Z][a-z]{{2,8}}\s+)?[12]\d{{3}})\b"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """The date at which documents are judged.

    :param strict: it was asked for outright: what did not hold then comes last.
    """

    date: str
    strict: bool = False


def today() -> str:
    """Return the date of this day, ISO 8601."""
    return datetime.date.today().isoformat()


def as_date(given: str | datetime.date | None) -> str | None:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; ``None`` stays ``None``.

    :raises InvalidQuestion: it is no date.
    """
    if given is None:
        return None
    if isinstance(given, datetime.date):
        return given.strftime("%Y-%m-%d")
    text = given.strip()
    read = text if _ISO.fullmatch(text) else parse_date(unicodedata.normalize("NFKC", text))
    if read is None:
        raise InvalidQuestion(
            f"{text[:40]!r} is no date: give YYYY, YYYY-MM or YYYY-MM-DD, such as 2015-06-01"
        )
    return read


def asked_date(question: str) -> str | None:
    """Return the date at which a question wants documents judged (2015年时…), or ``None``."""
    plain = to_simplified(unicodedata.normalize("NFKC", question))
    found = _THEN.search(plain)
    if found:
        return find_date(found[1])
    english = _ENGLISH.search(plain)
    if not english:
        return None
    return find_date(english[1]) or english[1][-4:]


def without_date(question: str) -> str:
    """Return a question without the words that say at which date documents are judged."""
    left = _ENGLISH.sub(" ", _THEN.sub("", question)).strip(" ,，")
    return left or question


def earlier(a: str, b: str) -> bool:
    """Return whether ``a`` is before ``b``, as far as both tell: 2015 is not before 2015-06."""
    common = min(len(a), len(b))
    return a[:common] < b[:common]
