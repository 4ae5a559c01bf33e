"""What separation produces, and what it knows of the Document it is reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from corpus.clean import Paragraph

__all__ = ["Draft", "Segment", "alike"]


@dataclass(slots=True)
class Segment:
    """One Document's stretch of paragraphs.

    first, last: paragraph indexes, both inclusive. titles: indexes of its title lines.
    issued: indexes of the lines that title what a notice issues. parent: index of the Segment
    whose notice issues this one. hint: a title found outside, in a page's lead-in.
    """

    first: int
    last: int
    titles: list[int] = field(default_factory=list)
    issued: list[int] = field(default_factory=list)
    parent: int | None = None
    contents: bool = False
    hint: str | None = None


@dataclass(slots=True)
class Draft:
    """What is known of the Document being read.

    body: text was seen. labelled: a number was seen in it. signed: a signature closed it.
    annex: an annex has begun. higher: it has chapters or articles. top: last number of its
    一、 series. articles: last number of its 条. weight: characters under its numbers.
    issues: keys of the titles it issues,
    issued: those met. annexes: keys of the titles it lists as annexed.
    """

    segment: Segment
    title: str = ""
    body: bool = False
    labelled: bool = False
    signed: bool = False
    annex: bool = False
    higher: bool = False
    top: int = 0
    articles: int = 0
    weight: int = 0
    issues: list[str] = field(default_factory=list)
    issued: set[str] = field(default_factory=set)
    annexes: list[str] = field(default_factory=list)

    def count(self, paragraph: Paragraph) -> None:
        """Take a body paragraph into account."""
        self.body = True
        label = paragraph.label
        if label is None:
            self.weight += len(paragraph.text) if self.labelled else 0
            return
        self.labelled = True
        self.weight += len(paragraph.text) if len(paragraph.text) > 40 else 0
        self.higher |= label.unit in ("条", "章", "节", "编", "分编", "部分")
        if label.unit == "条":
            self.articles = label.number
        elif label.unit == "一、":
            self.top = 1 if label.number == 1 else max(self.top, label.number)

    def begin_issued(self, titles: list[int]) -> None:
        """Start over below the title of what the notice issues."""
        if not self.segment.issued:
            self.segment.issued = titles
        self.signed = self.labelled = self.higher = self.annex = False
        self.top = self.articles = self.weight = 0


def alike(key: str, name: str) -> bool:
    """Tell whether two title keys name the same document, slips of the pen allowed."""
    if not key or not name:
        return False
    if key == name:
        return True
    short, long = sorted((key, name), key=len)
    if len(short) < 6 or len(short) < 0.6 * len(long):
        return False
    return short in long or SequenceMatcher(None, key[:120], name[:120]).ratio() >= 0.86
