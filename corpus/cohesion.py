"""Where the subject changes: a second look at Documents of a compilation without titles.

Two neighbouring texts on one subject share many of their character pairs. After Hearst's
TextTiling (1997), with pairs of Chinese characters for words.
"""

from __future__ import annotations

import re

from corpus.clean import Paragraph
from corpus.numbering import Label
from corpus.roles import Role

__all__ = ["shared_pairs", "subject_break"]

_WINDOW = 1500  # characters compared on either side
# Within one document 95 in 100 places share more than this, between two 3 in 4 share less.
_FOREIGN = 0.12
_HAN = re.compile(r"[^\u4e00-\u9fff]")


def subject_break(
    paragraphs: list[Paragraph], roles: list[Role], first: int, last: int
) -> int | None:
    """Return the index where another Document begins inside ``first..last``, or None.

    It is looked for after a finished series of 一、二、三、, at unnumbered text that no bare
    heading above claims and that a fresh numbering follows.
    """
    tops = [i for i in range(first, last + 1) if _is_top(paragraphs[i].label)]
    if not tops or (paragraphs[tops[-1]].label or _NONE).number < 3:
        return None
    for i in range(tops[-1] + 2, last):
        if (
            roles[i] is not Role.TEXT
            or _claimed(paragraphs[i - 1])
            or not _fresh(paragraphs, i, last)
        ):
            continue
        before = "".join(p.text for p in paragraphs[first:i])[-_WINDOW:]
        after = "".join(p.text for p in paragraphs[i : last + 1])[:_WINDOW]
        if shared_pairs(before, after) <= _FOREIGN:
            return i
    return None


def shared_pairs(a: str, b: str) -> float:
    """Return the share of character pairs that two texts have in common, 0 to 1."""
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    return len(pairs_a & pairs_b) / max(1, min(len(pairs_a), len(pairs_b)))


def _pairs(text: str) -> set[str]:
    han = _HAN.sub("", text)
    return {han[i : i + 2] for i in range(len(han) - 1)}


_NONE = Label("", 0, 0, "", 0)


def _is_top(label: Label | None) -> bool:
    return label is not None and label.unit == "一、"


def _claimed(above: Paragraph) -> bool:
    """Tell whether the paragraph above is a heading that still lacks its text."""
    if above.label is None:
        return False
    rest = above.text[above.label.end :].strip()
    return len(rest) <= 50 and "。" not in rest.rstrip("。")


def _fresh(paragraphs: list[Paragraph], i: int, last: int) -> bool:
    labels = [p.label for p in paragraphs[i : min(i + 6, last + 1)] if p.label]
    return (
        bool(labels) and labels[0].number == 1 and labels[0].unit in ("1.", "(一)", "一是", "第一")
    )
