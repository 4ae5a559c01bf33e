"""Number, issuer and dates of a document in English, from the lines that head and close it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text.dates import ENGLISH_DATE, find_date

__all__ = ["english_fields", "english_title", "is_english", "is_provision"]

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile("[\u0370-\u1fff\u2e80-\ud7ff]")
_HEAD, _TAIL = 30, 25  # lines at either end that tell what a document is
_NUMBERED = 14  # lines at the top in which its number stands
_NUMBER = re.compile(
    r"\b(?:Directive|Regulation|Decision)\s+(?:\((?:EU|EC|EEC)\)\s*)?(?:No\.?\s*)?"
    r"\d{2,4}/\d{1,4}(?:/[A-Z]{2,7})?"
    r"|\bS\s?\d{1,5}/[12]\d{3}\b"
    r"|^(?:CP|HC|Cm|Cmd|Cmnd|SI|L\.N\.)\s?\d{1,5}(?:\s?/\s?[12]\d{3}|\s+of\s+[12]\d{3})?$"
    r"|\b(?:D\.C\. (?:Law|Act)|Public Law|Pub\. ?L\.(?: No\.)?)\s?\d[\d-]*"
    r"|\b(?:(?:Act|Law|Ordinance|Circular|Notice|Order|Resolution|Bill)\s+)?No\.\s?\d[\d/-]*"
    r"(?:\s+of\s+[12]\d{3})?"
    r"|\bNO\.\s?\d[\d/-]*\s+OF\s+[12]\d{3}\b",
)
_CHAPTER = re.compile(r"\((?:CHAPTER|CAP\.?) \w{1,8}\)")  # below the Act under which rules are made
_EU = (
    (
        re.compile(r"of the European Parliament and of the Council", re.IGNORECASE),
        "European Parliament、Council",
    ),
    (
        re.compile(r"^Commission (?:Implementing |Delegated )?(?:Regulation|Directive|Decision)"),
        "European Commission",
    ),
    (re.compile(r"^Council (?:Implementing )?(?:Regulation|Directive|Decision)"), "Council"),
)
_MAKES = re.compile(
    r"\bthe ((?:Minister|Secretary|Commissioner|Governor|President|Council|Board|Authority)"
    r"[A-Za-z ,]{0,60}?)(?: hereby)? (?:makes|make|orders) the following"
)
_ISSUED_BY = re.compile(
    r"^(?:Issued|Published|Promulgated) by (?:the )?(.{4,120}?)\.?$", re.IGNORECASE
)
_BODY = re.compile(
    r"^(?:The )?(?:(?:[A-Z][\w’'-]+ ){0,4}(?:Commission|Ministry|Agency|Authority|Bureau)"
    r"|(?:Ministry|Department|Office|Commission|Agency|Authority|Board|Bureau) (?:for|of) "
    r"[A-Z][\w ,’'&-]{2,80})"
    r"(?=$|\s[-–]\s)"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z ,.’'&-]{5,80}")
_SECRETARY = re.compile(r"\bby the (Secretary of State for [A-Z][A-Za-z ,]+?)(?= by | to |$)")
_MADE = re.compile(
    rf"\b(?:Made|Dated|Signed|Adopted)(?: on)?(?: the| this)?\s+({ENGLISH_DATE})", re.IGNORECASE
)
_DAY_OF = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) day of ([A-Z][a-z]+),? ([12]\d{3})")
_OF = re.compile(rf"\bof ({ENGLISH_DATE})")
_ALONE = re.compile(rf"(?:[A-Z][a-z]+, )?({ENGLISH_DATE})\.?")
_PUT_OUT = re.compile(rf"(?:published|gazetted)\b.{{0,80}}?\bon ({ENGLISH_DATE})", re.IGNORECASE)
_JOURNAL = re.compile(r"Official Journal.{0,40}?(\d{2})/(\d{2})/([12]\d{3})")
_TITLE = re.compile(
    r"[A-Z(].{6,200}\b(?:ACT|BILL|RULES?|REGULATIONS?|ORDERS?|ORDINANCE|CODE|NOTICE|DIRECTIVE)\b"
    r"(?: \([^()]{2,40}\))?,? (?:NO\. \d+ OF )?[12]\d{3}"
)
_PROVISION = re.compile(
    r"(?:Regulation|Section|Rule|Article|Paragraph|Schedule)s? \d\S* (?:of|to) the ", re.IGNORECASE
)
_IN_FORCE = re.compile(
    rf"(?:comes?|enters?|takes?) (?:into (?:operation|force|effect)|effect) on ({ENGLISH_DATE})"
)


def is_english(texts: Sequence[str]) -> bool:
    """Tell whether a document's first lines are in English, or another Latin script."""
    sample = "".join(texts[:_HEAD])[:2000]
    if len(_OTHER.findall(sample[:200])) > 20:  # most texts are told by their first line
        return False
    latin, other = len(_LATIN.findall(sample)), len(_OTHER.findall(sample))
    return latin >= 20 and other <= 0.03 * (latin + other)


def english_fields(texts: Sequence[str]) -> dict[str, str]:
    """Return 文号, 发布机构, 成文日期, 发布日期 and 施行日期 of a document in English.

    :param texts: its paragraphs. A field that they do not state is not among the result.
    """
    head, tail = list(texts[:_HEAD]), list(texts[-_TAIL:])
    found: dict[str, str | None] = {
        "文号": _first(_NUMBER, head[:_NUMBERED]),
        "发布机构": _issuer(head, tail),
        "成文日期": _written(head, tail),
        "发布日期": _published(head + tail),
        "施行日期": _dated(_IN_FORCE, list(texts)),
    }
    return {name: value for name, value in found.items() if value}


def english_title(texts: Sequence[str]) -> str | None:
    """Return the title set in capitals that ends in a year: … RULES 2019. None without one."""
    head = list(texts[:_NUMBERED])
    for start, line in enumerate(head):
        whole = ""
        for part in head[start : start + 4]:
            if not part.isupper() or len(part) > 160 or _CHAPTER.fullmatch(part):
                break
            whole = f"{whole} {part}".strip()
            if _TITLE.fullmatch(whole) and line[0].isalpha():
                return whole
    return None


def is_provision(line: str) -> bool:
    """Tell whether a line cites the provision that a form is made under, above its title."""
    return _PROVISION.match(line) is not None


def _first(pattern: re.Pattern[str], lines: list[str]) -> str | None:
    m = next((m for line in lines if len(line) <= 320 and (m := pattern.search(line))), None)
    number = " ".join(m[0].split()) if m else ""
    if number.startswith("NO"):
        number = number.capitalize()
    return number or None


def _issuer(head: list[str], tail: list[str]) -> str | None:
    for line in head[:_NUMBERED]:
        for pattern, bodies in _EU:
            if pattern.search(line):
                return bodies
    for line in (*head, *tail):
        m = _ISSUED_BY.match(line)
        if m:
            return "、".join(re.split(r" and (?:the )?", _cased(m[1]), flags=re.IGNORECASE))
        m = _MAKES.search(line)
        if m:
            return m[1]
    named = [m[0] for line in head[:_NUMBERED] if (m := _BODY.match(line))]
    named += [m[1] for line in head[:_NUMBERED] if (m := _SECRETARY.search(line))]
    return "、".join(dict.fromkeys(named)) or _signature(head, tail)


def _signature(head: list[str], tail: list[str]) -> str | None:
    """Return the line of the letterhead that stands below the date at the end as well."""
    dated = next((i for i, line in enumerate(tail) if _DAY_OF.search(line)), len(tail))
    below = {line.casefold() for line in tail[dated + 1 :]}
    signed = next((line for line in head[:3] if line.casefold() in below), None)
    return _cased(signed) if signed and _NAME.fullmatch(signed) else None


def _cased(text: str) -> str:
    """Return words in capitals as a name is written."""
    return text.title().replace(" Of ", " of ").replace("’S ", "’s ") if text.isupper() else text


def _written(head: list[str], tail: list[str]) -> str | None:
    for line in (*head, *tail):
        day = _DAY_OF.search(line)
        if day:
            return find_date(f"{day[1]} {day[2]} {day[3]}")
        made = _MADE.search(line)
        if made and len(line) <= 160:
            return find_date(made[1])
    for line in head[:5]:
        m = _OF.search(line)
        if m and len(line) <= 400:
            return find_date(m[1])
    return next((find_date(m[1]) for line in (*head, *tail) if (m := _ALONE.fullmatch(line))), None)


def _published(lines: list[str]) -> str | None:
    for line in lines:
        m = _JOURNAL.search(line)
        if m:
            return f"{m[3]}-{m[2]}-{m[1]}"
    return _dated(_PUT_OUT, lines[:_NUMBERED])


def _dated(pattern: re.Pattern[str], lines: list[str]) -> str | None:
    m = next((m for line in lines if len(line) <= 400 and (m := pattern.search(line))), None)
    return find_date(m[1]) if m else None
