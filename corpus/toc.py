"""The table of contents of a gazette: its entries are no titles of Documents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean import Paragraph
from corpus.roles import Role
from corpus.titles import title_key

__all__ = ["Contents", "find_contents"]

_PAGE = re.compile(r"[\s.…·]*[(（]?\d{1,3}[)）]?$")
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
        if roles[i] is Role.NOISE:
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
