"""Laws as files say them: the title, the date of the edition and the words of each article.

This reads the files on its own, without ``corpus``: what is measured must not judge itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.text.numerals import parse_whole

__all__ = ["LawFile", "read_laws", "squash"]

_ARTICLE = re.compile(
    r"^第([一二三四五六七八九十百千零〇]+)条(?:之([一二三四五六七八九十]+))?[\s　]"
)
_DATED_NAME = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
_SPACE = re.compile(r"\s+")
_COUNTRY = "中华人民共和国"

Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LawFile:
    """One file of laws.

    :param name: the file's name; ``title``: as its first line prints it.
    :param edition: the date in the file's name, "" without one.
    :param articles: the words of each article without white space, by number and 之N; those
        whose number comes once only.
    """

    name: str
    title: str
    edition: str
    articles: Mapping[Number, str]

    @property
    def short(self) -> str:
        """Return the title without the country's name."""
        return self.title.removeprefix(_COUNTRY)


def squash(text: str) -> str:
    """Return a text without white space."""
    return _SPACE.sub("", text)


def read_laws(folder: Path) -> list[LawFile]:
    """Return the laws of a folder's Markdown files, in the order of their names."""
    paths = sorted(p for p in folder.rglob("*.md") if not p.name.startswith("_"))
    found = [_law(path.name, path.read_text(encoding="utf-8")) for path in paths]
    return [law for law in found if law.title and law.articles]


def _law(name: str, text: str) -> LawFile:
    lines = text.splitlines()
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    dated = _DATED_NAME.search(name.removesuffix(".md"))
    return LawFile(name, _SPACE.sub("", title), dated[1] if dated else "", _articles(lines))


def _articles(lines: list[str]) -> dict[Number, str]:
    found: dict[Number, list[str]] = {}
    twice: set[Number] = set()
    current: list[str] | None = None
    for line in lines:
        head = _ARTICLE.match(line)
        if head:
            number = (parse_whole(head[1]) or 0, parse_whole(head[2] or "") or 0)
            twice |= {number} & found.keys()
            current = found[number] = [line]
        elif line.startswith(("#", "<!--")):
            current = None
        elif current is not None:
            current.append(line)
    return {n: squash("".join(words)) for n, words in found.items() if n not in twice}
