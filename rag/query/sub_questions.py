"""The parts of a question that asks more than one thing, so that each is searched for."""

from __future__ import annotations

import re
import unicodedata

from corpus.normalize import to_simplified

__all__ = ["parts_of", "sides_of", "steps_of"]

# Not corpus.text.sentences: people type ? and ; between two questions without a space behind them.
_STOP = re.compile(r"[?？。；;！!]+\s*")
# A shorter piece leaves its subject out (要收费吗): alone it finds what it does not mean.
_SHORTEST = 8
_ASKS = re.compile(
    r"多少|几|哪|谁|什么|怎|如何|吗|是否|何时|多久|多[大高长远快重]|[是能会有要行可]不[是能会行可]|有没有|是不是|"
    r"\b(?:what|how|when|who|which|where|is|are|can|does|do|must|may)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"[,，、]\s*(?=(?:另外|还有|以及|同时|那么?|又|又该|分别|具体|要不要|该|由谁|归谁|谁|多少|几|怎么|如何|什么时候|有没有|是否|and\b))"
)
# What is compared: two names joined by 和, 与 ... and what is asked of both.
_JOINED = re.compile(r"[和与跟同]|以及|\bvs\.?\b|\band\b")
_BORDER = re.compile(r"[,，、:：?？]|(?<=.)里面?(?=.)|^在")
_TAIL = re.compile(r"[,，?？]|各自?|分别|相比|比起来|哪个|谁|有(?:什么|何|多)|都|一?共|差")
_MOST = 3
_SIDE = 26


def parts_of(question: str, *, compares: bool) -> tuple[str, ...]:
    """Return what a question asks one after another, or the sides it compares; else nothing.

    :param compares: whether it asks for a comparison.
    """
    return steps_of(question) or (sides_of(question) if compares else ())


def steps_of(question: str) -> tuple[str, ...]:
    """Return the questions a text puts one after another; empty when it is one question."""
    pieces = [p.strip() for p in _STOP.split(question)]
    if len([p for p in pieces if p]) == 1:
        pieces = [p.strip() for p in _COMMA.split(pieces[0])]
    asked = [p for p in pieces if len(p) >= _SHORTEST and _ASKS.search(_plain(p))]
    return tuple(asked[:_MOST]) if len(asked) > 1 else ()


def sides_of(question: str) -> tuple[str, ...]:
    """Return a comparison once for each side, or nothing when its sides cannot be told apart."""
    text = question.strip()
    for joint in _JOINED.finditer(text):
        start = max((m.end() for m in _BORDER.finditer(text, 0, joint.start())), default=0)
        stop = _TAIL.search(text, joint.end())
        end = stop.start() if stop else len(text)
        a, b = text[start : joint.start()], text[joint.end() : end]
        if not (2 <= len(a) <= _SIDE and 2 <= len(b) <= _SIDE):
            continue
        if "的" in a and "的" not in b:  # 云南的甲和乙: what stands before 的 is of both
            start += a.rindex("的") + 1
        elif "的" in b and "的" not in a:  # 甲和乙的丙: so is what stands after it
            end = joint.end() + b.rindex("的")
        return text[: joint.start()] + text[end:], text[:start] + text[joint.end() :]
    return ()


def _plain(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text))
