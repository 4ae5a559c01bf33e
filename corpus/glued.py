"""Lines in which a text's head runs on: its title before the salutation or the first article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.clean import Paragraph
from corpus.normalize import to_simplified
from corpus.numbering import opens_article, read_label
from corpus.titles import is_strong_title

__all__ = ["unglued_heads"]

_SEARCHED = 4  # paragraphs at the top of a text
_TITLE = re.compile(
    r"([^。；：:]{6,100}?(?:《[^》]{2,60}》[^。；：:《》]{0,24})?的?"
    r"(?:通知|意见|批复|复函|函|决定|公告|通告|通报|办法|规定|条例|细则|方案))"
)
_REASON = re.compile(r"(?:依据|根据|按照|遵照|为|经|现)")
_ADDRESSED = re.compile(r"[^。《》]{6,}[:：]")
_FIRST = re.compile(r"\s+(?=第[一1１]\s?[条條章][\s\u3000])")
_ARTICLE = re.compile(r"(?<=[。；])\s{0,3}(?=第.{1,9}[条條][\s\u3000])")
_LONGEST = 20_000


def unglued_heads(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return paragraphs with the title of a text cut from what follows it on its line."""
    top = [q for p in paragraphs[:_SEARCHED] for q in _unglued(p)]
    return [*top, *paragraphs[_SEARCHED:]]


def _unglued(p: Paragraph) -> Iterator[Paragraph]:
    if p.noise or p.label or len(p.text) < 24 or len(p.text) > _LONGEST:
        yield p
        return
    at = _title_end(p.text)
    if not at:
        yield p
        return
    yield p.part(0, at)
    yield from _articles(p.part(at, len(p.text)))


def _title_end(text: str) -> int:
    """Return where a title that heads a line ends, 0 where there is none."""
    first = _FIRST.search(text, 0, 120)
    if first and is_strong_title(text[: first.start()].strip()):
        return first.start()
    if text[-1] not in ":：" or len(text) > 500:
        return 0
    m = None if _REASON.match(text) else _TITLE.match(text)
    if (
        m
        and "关于" in to_simplified(m[1])
        and is_strong_title(m[1])
        and _ADDRESSED.fullmatch(text, m.end())
    ):
        return m.end()
    return 0


def _articles(p: Paragraph) -> Iterator[Paragraph]:
    """Cut a paragraph before each article that is the next one."""
    label = read_label(p.text)
    if label is None:
        yield p
        return
    begin, due = 0, label.number + 1
    current = label
    for m in _ARTICLE.finditer(p.text, label.end):
        found = read_label(p.text, m.end())
        if found and found.number == due and opens_article(p.text, found):
            yield p.part(begin, m.end(), current._replace(end=current.end))
            begin, due, current = m.end(), due + 1, found
    yield p.part(begin, len(p.text), current)
