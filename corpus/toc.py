"""The table of contents of a gazette: its entries are no titles of Documents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean import Paragraph
from corpus.roles import Role
from corpus.titles import title_key

__all__ = ["Contents", "chapter_list", "find_contents"]

_PAGE = re.compile(r"[\s.…·]*[(（]?\d{1,3}[)）]?$")
# In a list of chapters, where a heading may end in a figure of its own: set apart by a blank.
_LISTED_PAGE = re.compile(r"[\s.…·]+[(（]?\d{1,3}[)）]?$")
_SEARCHED = 80


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents. last: index of its last paragraph. entries: keys of its titles.

    titles: indexes of the masthead lines that name the issue.
    """

    last: int
    entries: tuple[str, ...]
    titles: list[int]


def find_contents(paragraphs: list[Paragraph], roles: list[Role]) -> Contents | None:
    """Return the table of contents at the head of a file that holds many Documents."""
    start = next((i for i, r in enumerate(roles[:_SEARCHED]) if r is Role.CONTENTS), None)
    if start is None:
        return None
    entries: list[str] = []
    last = start
    for i in range(start + 1, len(paragraphs)):
        if roles[i] in (Role.NOISE, Role.MASTHEAD):
            continue
        if roles[i] not in (Role.TITLE, Role.BODY_NAME, Role.NAME, Role.NOTE):
            break
        key = title_key(_PAGE.sub("", paragraphs[i].text))
        following = title_key(paragraphs[i + 1].text) if i + 1 < len(paragraphs) else ""
        if key in entries or any(e.startswith(key + following) for e in entries):
            break
        entries.append(key)
        last = i
    listed = tuple(e for e in entries if len(e) >= 6)
    later = [
        title_key(p.text)
        for p, r in zip(paragraphs[last + 1 :], roles[last + 1 :], strict=True)
        if r in (Role.TITLE, Role.BODY_NAME)
    ]
    joined = "".join(later)
    if sum(e in joined for e in listed) < 2:
        return None
    titles = [i for i in range(start) if roles[i] is Role.MASTHEAD]
    return Contents(last, listed, titles)


def chapter_list(paragraphs: list[Paragraph], roles: list[Role]) -> range:
    """Return the indexes of a Document's own list of chapters, empty where it has none.

    It is a run of bare headings near the top, under 目录 or not, that all come again below.
    """
    start = next((i for i, r in enumerate(roles[:_SEARCHED]) if r is Role.LABEL), len(roles))
    end = start
    while end < len(roles) and roles[end] is Role.LABEL and _is_chapter(paragraphs[end]):
        end += 1
    listed = [_heading_key(p) for p in paragraphs[start:end]]
    if len(listed) < 3:
        return range(0)
    again = {_heading_key(p) for p in paragraphs[end:] if p.label and len(p.text) <= 80}
    # The last of the run may be the first real heading.
    real = next((i for i in range(1, len(listed)) if listed[i] in listed[:i]), len(listed))
    again.update(listed[real:])
    known = sum(key in again for key in listed[:real])
    return range(start, start + real) if real >= 3 and known >= 0.8 * real else range(0)


def _heading_key(p: Paragraph) -> str:
    """Return what a heading and its entry have in common: the entry ends in a page's number."""
    return title_key(_LISTED_PAGE.sub("", p.text))


def _is_chapter(p: Paragraph) -> bool:
    units = ("编", "分编", "章", "节", "部分", "一、")
    return (
        p.label is not None and p.label.unit in units and len(p.text) <= 60 and p.text[-1] != "。"
    )
