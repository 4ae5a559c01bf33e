"""Where the subject changes: a second look at Documents of a compilation without titles.

Two neighbouring texts on one subject share many of their character pairs. After Hearst's
TextTiling (1997), with pairs of Chinese characters for words.
"""

from __future__ import annotations

import re

from corpus.clean import Paragraph
from corpus.numbering import RANK, Label
from corpus.roles import Role

__all__ = ["shared_pairs", "subject_break"]

_WINDOW = 1500  # characters compared on either side
# Within one document 95 in 100 places share more than this, between two 3 in 4 share less.
_FOREIGN = 0.12
_STARTS = frozenset(("一、", "(一)", "1.", "一是", "第一"))
_MOST = 200  # places compared in one Document
_LOOK = 60  # paragraphs compared on either side
_HAN = re.compile(r"[^\u4e00-\u9fff]")


def subject_break(
    paragraphs: list[Paragraph], roles: list[Role], first: int, last: int
) -> int | None:
    """Return the index where another Document begins inside ``first..last``, or None.

    It is looked for after a series of three or more on top, at unnumbered text that no bare
    heading above claims and that a fresh numbering follows: one of the rank on top so far,
    or one after which the top never comes again.
    """
    top, reached, compared = RANK["——"], 0, 0
    below = _highest_from(paragraphs, first, last)
    for i in range(first, last):
        label = paragraphs[i].label
        if label is not None:
            if RANK[label.unit] < top:
                top, reached = RANK[label.unit], 0
            if RANK[label.unit] == top:
                reached = max(reached, label.number)
            continue
        if reached < 3 or roles[i] is not Role.TEXT or _claimed(paragraphs[i - 1]):
            continue
        label = _first_label(paragraphs, i, last)
        if label is None or (RANK[label.unit] > top and below[i - first] <= top):
            continue
        compared += 1
        if compared > _MOST:
            return None
        before = "".join(p.text for p in paragraphs[max(first, i - _LOOK) : i])[-_WINDOW:]
        after = "".join(p.text for p in paragraphs[i : min(i + _LOOK, last + 1)])[:_WINDOW]
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


def _claimed(above: Paragraph) -> bool:
    """Tell whether the paragraph above is a heading that still lacks its text."""
    if above.label is None:
        return False
    rest = above.text[above.label.end :].strip()
    return len(rest) <= 50 and "。" not in rest.rstrip("。")


def _first_label(paragraphs: list[Paragraph], i: int, last: int) -> Label | None:
    """Return the label that a numbering starts with right below ``i``, if one does."""
    label = next((p.label for p in paragraphs[i : min(i + 6, last + 1)] if p.label), None)
    return label if label and label.number == 1 and label.unit in _STARTS else None


def _highest_from(paragraphs: list[Paragraph], first: int, last: int) -> list[int]:
    """Return for each index from ``first`` the rank of the highest label from there on."""
    highest, out = RANK["——"], []
    for i in range(last, first - 1, -1):
        label = paragraphs[i].label
        highest = min(highest, RANK[label.unit]) if label else highest
        out.append(highest)
    return out[::-1]
