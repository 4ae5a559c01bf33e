"""The lines that head a Document, and the signature that closes one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean import Paragraph
from corpus.roles import Role
from corpus.text.document_numbers import locate_numbers
from corpus.titles import is_strong_title, kind_of, title_key

__all__ = ["HEADISH", "Head", "is_masked", "read_head", "signature_end"]

_TITLES = (Role.TITLE, Role.BODY_NAME, Role.NAME)
HEADISH = frozenset((*_TITLES, Role.NUMBER, Role.META, Role.NOTE, Role.PAREN_DATE))
_LONGEST = 14  # lines of a head
_SIGNERS = 12  # issuing bodies in a signature
_MASKED = re.compile(r"[xX×*]")
_PASSED = re.compile(r"[12]\d{3}年\d{1,2}月\d{1,2}日.{0,150}(?:通过|批准|公布|修[正订]|施行|发布)")
_ENGLISH_NUMBER = re.compile(
    r"(?:Act|Law|Ordinance|Circular|Notice|Order|Resolution|Bill|Regulation|Decree)s? No\.?\s?"
    r"\d[\d/-]*(?:,? (?:of|adopted|passed|enacted|made|dated)\b[\w ,]{0,40})?",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(r"^(?:关于|關于|關於|印发|印發|转发|轉發|批转|公布|发布|的|和|、|》|”)")
_LEANS_ON = re.compile(
    r"(?:关于|關于|關於|印发|印發|转发|轉發|批转|公布|发布|修改|和|与|及|的|、|《|“)$"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A run of lines that may head a Document.

    first: index of its first line. end: index after its last. titles: indexes of its title
    lines. official: it has a number or a salutation, or says when it was passed. numbered:
    its number is a real one. passed: it says so. dated: a date in brackets stands in it.
    """

    first: int
    end: int
    titles: list[int]
    title: str
    official: bool
    numbered: bool
    passed: bool
    dated: bool


def read_head(paragraphs: list[Paragraph], roles: list[Role], i: int) -> Head:
    """Read the head that starts at ``i``, up to its salutation or the body."""
    titles: list[int] = []
    official = numbered = passed = dated = False
    end = i
    while end < len(roles) and end - i < _LONGEST:
        role = roles[end]
        if role is Role.SALUTATION:
            glued = paragraphs[end].text[-1] not in ":：,，!！"
            official, end = True, end if glued and end > i else end + 1
            break
        if role not in HEADISH and role is not Role.NOISE:
            break
        if end > i and signature_end(roles, end, loose=False):
            break
        numbered |= role is Role.NUMBER and not is_masked(paragraphs[end].text)
        official |= role is Role.NUMBER
        passed |= role is Role.META and bool(_PASSED.search(paragraphs[end].text))
        dated |= role is Role.PAREN_DATE
        if role in _TITLES and not (titles and _ENGLISH_NUMBER.fullmatch(paragraphs[end].text)):
            titles.append(end)
        end += 1
    kept, first = _trimmed(paragraphs, roles, titles)
    kept = _names_dropped(paragraphs, roles, kept)
    title = "".join(paragraphs[t].text for t in kept)
    official |= passed and bool(kept)
    start = first if first is not None else i
    return Head(start, max(end, i + 1), kept, title, official, numbered, passed, dated)


def signature_end(roles: list[Role], i: int, *, loose: bool) -> int:
    """Return the index after a signature (issuers, then a date) that starts at ``i``, or 0.

    ``loose`` accepts a date alone, where no text follows it.
    """
    k = i
    while k < len(roles) and roles[k] is Role.BODY_NAME and k - i < _SIGNERS:
        k += 1
    if k < len(roles) and roles[k] is Role.SIGNED:
        return k + 1
    if k >= len(roles) or roles[k] is not Role.DATE:
        return 0
    if k > i:
        return k + 1
    following = roles[k + 1] if k + 1 < len(roles) else Role.NOISE
    return k + 1 if loose and following not in (Role.LABEL, Role.TEXT, Role.ROW) else 0


def is_masked(text: str) -> bool:
    """Tell whether a text has blanks for names or numbers (××, x): a form to fill in."""
    return _MASKED.search(text) is not None


def _trimmed(
    paragraphs: list[Paragraph], roles: list[Role], titles: list[int]
) -> tuple[list[int], int | None]:
    """Return the title lines proper, and the first where lines above them were left out.

    Short lines above a full title are the last of the Document before. Of a title printed
    twice one is kept, and nothing is left out.
    """
    for n in range(len(titles) - 1, 0, -1):
        suffix = "".join(paragraphs[t].text for t in titles[n:])
        if not is_strong_title(suffix):
            continue
        if title_key(suffix) in title_key("".join(paragraphs[t].text for t in titles[:n])):
            return _one_of_two(paragraphs, roles, titles, n), None
        above = paragraphs[titles[n - 1]].text
        leans = _LEANS_BACK.match(suffix) or _LEANS_ON.search(above) or _opens_quote(above)
        about = _unfinished(above)
        if not leans and not about and roles[titles[n - 1]] is not Role.BODY_NAME:
            return titles[n:], titles[n]
    return titles, None


def _one_of_two(
    paragraphs: list[Paragraph], roles: list[Role], titles: list[int], n: int
) -> list[int]:
    """Choose between a title's two printings; the first may carry a page's additions."""
    first = paragraphs[titles[0]].text
    if is_strong_title(first) and not locate_numbers(first):
        return titles[:1]
    while n > 1 and roles[titles[n - 1]] is Role.BODY_NAME:
        n -= 1
    return titles[n:]


def _unfinished(line: str) -> bool:
    """Tell whether a line says what a document is about, and not yet what kind it is."""
    m = re.search(r"关于|關于|關於", line)
    return m is not None and (kind_of(line) is None or len(line) - m.end() <= 4)


def _opens_quote(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in ("《》", "“”", "（）", "()"))


def _names_dropped(paragraphs: list[Paragraph], roles: list[Role], titles: list[int]) -> list[int]:
    """Leave out a speaker or a proposer under the title; 意见 broken off a title stays."""
    kept: list[int] = []
    for t in titles:
        whole = "".join(paragraphs[k].text for k in kept)
        done = kind_of(whole) is not None and not _unfinished(whole)
        text = paragraphs[t].text
        if done and not _LEANS_BACK.match(text) and not _opens_quote(whole):
            continue
        if roles[t] is Role.NAME and not kind_of(text):
            continue
        kept.append(t)
    return kept
