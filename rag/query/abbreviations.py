"""Abbreviations of titles by rule: characters in order, the same ending (道交法, 公租房管理办法).

Nothing is listed law by law. A title that has an abbreviation's characters in order stands for it
where it has the same kind of ending; of several the nearest comes first: one whose first and
last words are both touched, whose words are begun and not cut into, and that leaves little out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.tokens import tokens
from rag.query.law_titles import ending_of

__all__ = ["ShortName", "in_order", "is_initials", "nearness", "shortened", "subject_of"]

# A name is shortened by more than one character: 消防法 is said as it is.
_LEFT_OUT = 2
# So long a rest of a name may have lost a single character.
_LONG = 3
_QUALIFIED = ("实施", "管理", "暂行")
# The years that a plan's title ends with; they are left out first.
_YEARS = re.compile(r"\d{4,8}年?$")
# What titles say before and behind their subject, and nobody says in short.
_AROUND = re.compile(
    r"^.{2,40}?关于(?:审理|办理|适用|做好|进一步|加强|开展|调整|公布|实施)?|"
    r"(?:纠纷|刑事|民事|行政|具体|案件|应用|适用|法律|若干|有关|问题|工作|的)+$"
)


@dataclass(frozen=True, slots=True)
class ShortName:
    """A name in two parts.

    :param stem: what stands before the kind of document; ``kind``: 法, 条例, 办法 …, without what
        may be left out of it (管理条例 is a 条例).
    """

    stem: str
    kind: str


@lru_cache(maxsize=16384)
def shortened(name: str) -> ShortName | None:
    """Return a name's two parts; ``None`` for a name that ends with no kind of document."""
    name = _YEARS.sub("", name).replace("司法解释", "解释")
    kind = ending_of(name)
    if not kind:
        return None
    for word in _QUALIFIED:
        kind = kind.removeprefix(word) if kind != word else kind
    kind = "法" if kind == "法典" else kind
    stem = name.removesuffix("典") if name.endswith("法典") else name
    return ShortName(stem.removesuffix(kind), kind)


@lru_cache(maxsize=16384)
def subject_of(stem: str) -> str:
    """Return what a stem is about: without 最高人民法院关于审理 and 案件适用法律若干问题的."""
    return _AROUND.sub("", stem) or stem


def in_order(stem: str, whole: str) -> bool:
    """Return whether a name's stem leaves out enough of another's and keeps its order."""
    left_out = len(whole) - len(stem)
    if left_out < _LEFT_OUT - (len(stem) >= _LONG):
        return False
    rest = iter(whole)
    return bool(stem) and all(character in rest for character in stem)


def nearness(stem: str, whole: str) -> float:
    """Return how near a name is to what abbreviates it; higher is nearer, 0 at most."""
    starts = _word_starts(whole)
    first = 0.0 if stem[:1] == whole[:1] else 2.0
    begun, last = _best(stem, whole, starts)
    unread = len([start for start in starts if start > last])
    return -first - (len(stem) - begun) - unread - 0.1 * (len(whole) - len(stem))


def is_initials(stem: str, whole: str) -> bool:
    """Return whether an abbreviation is made of single characters of words, not of whole words.

    劳动法 is a name of its own beside 劳动合同法; 刑诉法 is none beside 刑事诉讼法.
    """
    return len(stem) > 1 and not any(stem[at : at + 2] in whole for at in range(len(stem) - 1))


def _best(stem: str, whole: str, starts: frozenset[int]) -> tuple[float, int]:
    """Return how many of the characters begin a word or follow one another, and the last's place.

    The best way to find the characters in order, by dynamic programming over places.
    """
    states: dict[int, float] = {-1: 0.0}
    for character in stem:
        following: dict[int, float] = {}
        for place, value in states.items():
            at = whole.find(character, place + 1)
            while at >= 0:
                gain = 1.0 if at in starts or (at == place + 1 and place >= 0) else 0.4
                following[at] = max(following.get(at, 0.0), value + gain)
                at = whole.find(character, at + 1)
        states = following
    last, value = max(states.items(), key=lambda state: (state[1], state[0]), default=(-1, 0.0))
    return value, last


@lru_cache(maxsize=4096)
def _word_starts(whole: str) -> frozenset[int]:
    """Return the places where the words of a name begin."""
    words = frozenset(word for word in tokens(whole) if len(word) == 2)
    found = {0}
    for place in range(1, len(whole) - 1):
        if whole[place : place + 2] in words and whole[place - 1 : place + 1] not in words:
            found.add(place)
    return frozenset(found)
