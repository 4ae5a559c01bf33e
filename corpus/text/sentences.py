"""Sentences of official text, Chinese or English, as character spans.

Linear in the length of the text: one pass pairs brackets, one pass finds the ends.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["split"]

# Opening mark -> (closing mark, characters within which it must close). One that never closes
# protects nothing: a stray quote mark must not swallow the rest of a document.
_PAIRS = {
    "《": ("》", 160),
    "〈": ("〉", 160),
    "“": ("”", 600),
    "「": ("」", 600),
    "『": ("』", 600),
    "（": ("）", 300),
    "(": (")", 300),
    "〔": ("〕", 40),
    "【": ("】", 160),
}
_CLOSERS = {closer: opener for opener, (closer, _) in _PAIRS.items()}
_ENDS = frozenset("。！？；!?;.…")
_QUOTE_CLOSERS = frozenset("”」』")
_TRAILING = frozenset("”」』）)】\"'。！？…")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|Sec|para|Mr|Mrs|Ms|Dr|St|Co|Ltd|Inc|vs|approx|cf|[eE]\.g|[iI]\.e|"
    r"[A-Za-z]))\Z"
)
_ITEM_NUMBER = re.compile(r"(?:\A|[.。;；:：!?！？\]］\n])[ \t\u3000]*\d{1,3}\Z")
_MARKS = re.compile(r"(?:[ \t]{0,2}[\[［【]\^?[\d,，、 ]{1,20}[\]］】])+")
_NEW_ITEM = re.compile(
    r"\n[ \t\u3000]{0,8}(?:\n|第[一二三四五六七八九十百千零〇两\d]{1,8}[编章节条]|"
    r"[（(][一二三四五六七八九十百\d]{1,4}[）)]|[一二三四五六七八九十百]{1,4}、|"
    r"\d{1,3}[.．、](?!\d)|[①-⑳]|[-*•·●○■□▪] )"
)


_KEPT = 4000  # characters of a text whose sentences are remembered


def split(text: str) -> list[tuple[int, int]]:
    """Return the spans (start, end) of the sentences of ``text``, in order, without padding.

    A sentence ends at 。！？；, at an English full stop, or where a new numbered item begins on
    the next line. Nothing is split inside 《》, quotes, brackets or numbers; closing quotes and
    citation marks ([1]) stay with the sentence before them. A line break by itself ends nothing,
    since official files break lines anywhere.
    """
    return list(_spans(text) if len(text) <= _KEPT else _spans.__wrapped__(text))


@lru_cache(maxsize=2048)  # the passages that questions are answered from come up again and again
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    depth = _protected(text)
    starts_of_items = {match.start() for match in _NEW_ITEM.finditer(text)}
    spans: list[tuple[int, int]] = []
    start = position = 0
    while position < len(text):
        if position in starts_of_items and not depth[position]:
            start = _close(text, start, position, spans)
            position += 1
        elif text[position] in _ENDS and _ends_here(text, position, depth):
            position = _after_end(text, position)
            start = _close(text, start, position, spans)
        else:
            position += 1
    _close(text, start, len(text), spans)
    return tuple(spans)


def _close(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Add text[start:end] without padding to ``spans`` when it says anything; return ``end``."""
    left, right = start, end
    while left < right and text[left].isspace():
        left += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    if any(c.isalnum() for c in text[left:right]):
        spans.append((left, right))
    elif spans and left < right:
        spans[-1] = (spans[-1][0], right)
    return end


def _protected(text: str) -> list[int]:
    """Return for each character whether it stands inside a closed pair (over 0) or not (0)."""
    change = [0] * (len(text) + 1)
    open_at: dict[str, list[int]] = {}
    for position, character in enumerate(text):
        if character in _PAIRS:
            open_at.setdefault(character, []).append(position)
        elif character in _CLOSERS:
            opener = _CLOSERS[character]
            stack = open_at.get(opener)
            if stack:
                begun = stack.pop()
                if position - begun <= _PAIRS[opener][1]:
                    change[begun] += 1
                    change[position] -= 1
    depth = 0
    for position, step in enumerate(change):
        depth += step
        change[position] = depth
    return change


def _ends_here(text: str, position: int, depth: list[int]) -> bool:
    """Tell whether the end mark at ``position`` ends a sentence."""
    following = text[position + 1 : position + 2]
    if depth[position]:
        # The last mark of a quote ends the sentence the quote closes: 他说：“……。”
        return following in _QUOTE_CLOSERS and following != "" and depth[position + 1] == 0
    if text[position] == ".":
        return _full_stop(text, position, following)
    if text[position] in "!?":
        return not following or following.isspace() or following in _TRAILING or following == "["
    return not (text[position] == ";" and _entity(text, position))


def _full_stop(text: str, position: int, following: str) -> bool:
    """Tell whether "." ends a sentence: not in 1.5, No. 3, e.g., 1. or 一.三."""
    if following and not (following.isspace() or following in _TRAILING or following in "[［"):
        return False
    before = text[max(0, position - 12) : position]
    if _ABBREVIATION.search(before):
        return False
    return _ITEM_NUMBER.search(before) is None


def _entity(text: str, position: int) -> bool:
    """Tell whether ";" closes a character entity such as &nbsp;."""
    return re.search(r"&#?\w{1,8}\Z", text[max(0, position - 10) : position]) is not None


def _after_end(text: str, position: int) -> int:
    """Return the offset past the end mark at ``position``, closers and citation marks included."""
    position += 1
    while position < len(text) and text[position] in _TRAILING:
        position += 1
    marks = _MARKS.match(text, position)
    return marks.end() if marks else position
