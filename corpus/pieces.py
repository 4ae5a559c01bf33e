"""Long paragraphs into pieces that can be searched: 一是…二是…, or runs of whole sentences."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.clean import Paragraph
from corpus.numbering import Label, read_label
from corpus.text.numerals import parse_whole
from corpus.text.sentences import split

__all__ = ["Piece", "inner_heading", "ordinals", "pieces"]

LONGEST = 420  # characters of a paragraph that stays whole
_AIM = 260  # characters at which a run of sentences is closed

_ORDINAL = re.compile(
    r"(?:^|[。;；:：,，])\s{0,2}(第?)([一二三四五六七八九十]{1,2})(是要|是|要(?!求|素|点|害|务|闻|件|领)|[,，、](?=要))"
)
_HEAD_END = re.compile(r"[。:：]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])")


class Piece(NamedTuple):
    """A piece of a paragraph; ordinal is the N of 一是, 0 without one."""

    paragraph: Paragraph
    ordinal: int
    label: str


def inner_heading(text: str, begin: int, *, has_body: bool) -> int:
    """Return where the heading inside a numbered paragraph ends, 0 where it has none.

    ``text[begin:]`` follows the number. A paragraph that is nothing but a short line, or has
    text below it, is a heading as a whole.
    """
    rest = text[begin:].strip()
    if len(rest) <= 60 and "。" not in rest[:-1] and (has_body or not rest.endswith(("；", ";"))):
        whole = rest.endswith("。") or rest[-1:] not in ("；", ";", "，", ",")
        if whole and (has_body or len(rest) <= 32):
            return len(text)
    m = _HEAD_END.search(text, begin, begin + 46)
    if not m or m.end() - begin < 3 or m.end() >= len(text):
        return 0
    return m.end()


def pieces(paragraph: Paragraph) -> list[Piece]:
    """Cut a paragraph into pieces in order; together they hold all of its characters."""
    text = paragraph.text
    if len(text) < 60:
        return [Piece(paragraph, 0, "")]
    cuts = ordinals(text, paragraph.label)
    if not cuts and len(text) <= LONGEST:
        return [Piece(paragraph, 0, "")]
    bounds = [0, *(at for at, _, _ in cuts), len(text)]
    marks = [(0, ""), *((n, label) for _, n, label in cuts)]
    found: list[Piece] = []
    for (ordinal, label), begin, end in zip(marks, bounds, bounds[1:], strict=False):
        for a, b in _runs(text, begin, end):
            piece = paragraph.part(a, b, paragraph.label if a == 0 else None)
            if piece.text:
                found.append(Piece(piece, ordinal, label))
    return found


def ordinals(text: str, own: Label | None) -> list[tuple[int, int, str]]:
    """Return (index, number, label) of 一是, 二是… where they run on from one to the next.

    :param own: the number that opens the paragraph, if any; after 四是 comes 五是.
    """
    goes_on = own is not None and own.unit == "一是"
    if "二" not in text and not goes_on:
        return []
    found: list[tuple[int, int, str]] = []
    due = own.number + 1 if own is not None and goes_on else 1
    for m in _ORDINAL.finditer(text):
        number = parse_whole(m[2])
        if number == due or number == 1:
            found.append((m.start(1) if m[1] else m.start(2), number, m[1] + m[2] + m[3]))
            due = number + 1
    return found if len(found) >= 2 or (goes_on and found) else []


def _opens_with_number(text: str, at: int) -> bool:
    """Return whether what stands at a place begins with a number, by which it would be cited."""
    while at < len(text) and text[at].isspace():
        at += 1
    return read_label(text, at) is not None


def _runs(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    if end - begin <= LONGEST:
        return [(begin, end)]
    runs, start = [], begin
    for _, length in split(text[begin:end]):
        stop = begin + length
        if stop - start >= _AIM and end - stop >= 60 and not _opens_with_number(text, stop):
            runs.append((start, stop))
            start = stop
    runs.append((start, end))
    return runs
