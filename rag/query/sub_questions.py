"""The parts of a question that asks more than one thing, so that each is searched for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.normalize import comparable, to_simplified
from index.tokens import content_tokens

if TYPE_CHECKING:
    from rag.model import Hit

__all__ = ["interleaved", "parts_of", "sides_of", "steps_of", "uncovered"]

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
# Passages in which a part may be spoken of already, and the share of its words that says so.
_SHOWN = 3
_COVERED = 0.75


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


def uncovered(parts: Sequence[str], hits: Sequence[Hit], weights: Mapping[str, float]) -> list[str]:
    """Return the parts that the first passages of the whole question do not speak of.

    :param hits: what the whole question found, best first.
    :param weights: how rare each word of the question is.
    """
    shown = "".join(comparable(f"{hit.document.title or ''}{hit.text}") for hit in hits[:_SHOWN])
    found = []
    for part in parts:
        words = {word: weights.get(word, 0.0) for word in content_tokens(part)}
        held = sum(weight for word, weight in words.items() if word in shown)
        if held < _COVERED * sum(words.values()):
            found.append(part)
    return found


def interleaved(whole: Sequence[Hit], parts: Sequence[Sequence[Hit]], most: int) -> list[Hit]:
    """Return passages in an order that shows something of each part early.

    :param whole: what the whole question found, best first; ``parts`` likewise for each part.
    :param most: at most this many.
    """
    of_whole = {(hit.clause_id, hit.start): hit for hit in whole}
    first = [hit for part in parts for hit in part[:1]]
    second = [hit for part in parts for hit in part[1:2]]
    kept: list[Hit] = []
    for hit in (*whole[:1], *first, *whole[1:3], *second, *whole[3:]):
        if not any(hit.text in other.text for other in kept):
            known = of_whole.get((hit.clause_id, hit.start), hit)
            # Scores of another question do not compare: none exceeds the one above it.
            kept.append(replace(known, score=min([known.score, *(h.score for h in kept[-1:])])))
    return kept[:most]


def _plain(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text))
