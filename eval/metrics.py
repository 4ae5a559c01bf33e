"""Compute the measures of retrieval and of answers from texts and ranks: pure functions.

All text is compared in the form of ``corpus.normalize.comparable`` (NFKC, traditional to
simplified, lower case, white space removed, quote marks unified); lengths count that form's
characters, except where "of the answer" says otherwise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from corpus.normalize import comparable

__all__ = [
    "auroc",
    "evidence_within",
    "facts_found",
    "first_sentence",
    "half_stands_in",
    "holds_fact",
    "percentile",
    "reciprocal_rank",
    "sentences_cited",
    "useful_quotes",
]

_COUNTED = re.compile(r"[，,]?共\d+项(?=[：:])")
_ITEM = re.compile(r"\s*- ")
_MARK = re.compile(r"\[(\d+)\]")
# A sentence and the citation marks that follow it. Not corpus.text.sentences: a metric must not
# change when the product does.
_SENTENCE = re.compile(
    r".+?(?:[。！？!?]+[”’」』）)]*|\.(?=\s|\[|$)|\n|$)(?:\s*\[\d+\])*",
    re.DOTALL,
)


def evidence_within(texts: Sequence[str], evidence: Sequence[str], limit: int) -> tuple[bool, ...]:
    """Say for each evidence string whether it stands in the first ``limit`` characters.

    :param texts: the hits' texts in rank order, joined without anything between.
    """
    shown = "".join(comparable(text) for text in texts)[:limit]
    return tuple(comparable(string) in shown for string in evidence)


def reciprocal_rank(texts: Sequence[str], evidence: Sequence[str], depth: int = 10) -> float:
    """Return 1/rank of the first hit that holds any one whole evidence string, else 0.

    :param depth: hits past this rank count as not found.
    """
    wanted = [comparable(string) for string in evidence]
    for rank, text in enumerate(texts[:depth], start=1):
        shown = comparable(text)
        if any(string in shown for string in wanted):
            return 1 / rank
    return 0.0


def facts_found(
    answer: str, key_facts: Sequence[Sequence[str]], limit: int = 400
) -> tuple[bool, ...]:
    """Say for each key fact whether any of its strings stands early in the answer.

    :param limit: characters of the answer as written, marks and spaces included.
    """
    shown = comparable(answer[:limit])
    return tuple(any(comparable(string) in shown for string in fact) for fact in key_facts)


def holds_fact(text: str, key_facts: Sequence[Sequence[str]]) -> bool:
    """Return whether any one key fact stands anywhere in the text."""
    return any(facts_found(text, key_facts, limit=len(text)))


def first_sentence(answer: str, numbers: Collection[int]) -> str:
    """Return what stands before an answer's first citation mark, or its first sentence without one.

    :param numbers: of the citations; another number in brackets (a year written [2016]) is no mark.
    """
    for mark in _MARK.finditer(answer):
        if int(mark.group(1)) in numbers:
            return answer[: mark.start()]
    return next(iter(_sentences(answer)), "")


def useful_quotes(
    quotes: Sequence[str], evidence: Sequence[str], key_facts: Sequence[Sequence[str]]
) -> tuple[bool, ...]:
    """Say for each quote whether it overlaps evidence or holds a key fact.

    They overlap when half of either stands unbroken in the other: a quote may be one clause of
    long evidence, or a long clause around short evidence.
    """
    return tuple(
        any(half_stands_in(string, quote) or half_stands_in(quote, string) for string in evidence)
        or holds_fact(quote, key_facts)
        for quote in quotes
    )


def half_stands_in(evidence: str, text: str) -> bool:
    """Return whether an unbroken run of at least half of the evidence stands in the text."""
    wanted, shown = comparable(evidence), comparable(text)
    length = math.ceil(len(wanted) / 2)
    if not length:
        return False
    return any(wanted[i : i + length] in shown for i in range(len(wanted) - length + 1))


def sentences_cited(answer: str, quotes: Mapping[int, str]) -> tuple[bool, ...]:
    """Say for each sentence of an answer whether it is cited.

    A sentence is cited when a mark [n] of an existing citation follows it, or when it stands
    inside the quote of the next mark (a quote of several sentences carries one mark). A line
    that only leads in (ends in a colon) belongs to the sentence after it.

    :param quotes: quote by citation number.
    """
    sentences = _sentences(answer)
    following: tuple[int, ...] = ()
    verdicts: list[bool] = []
    for sentence in reversed(sentences):
        marks = tuple(int(n) for n in _MARK.findall(sentence) if int(n) in quotes)
        words = comparable(_MARK.sub("", sentence))
        following = marks or following
        inside = any(words in comparable(quotes[n]) for n in following)
        verdicts.append(bool(marks) or inside)
    return tuple(reversed(verdicts))


def _sentences(answer: str) -> list[str]:
    """Split an answer into sentences, each with the marks that follow it.

    How many items a list has is counted, not quoted; its items stand for themselves.
    """
    found: list[str] = []
    lead = ""
    for match in _SENTENCE.finditer(_COUNTED.sub("", answer)):
        piece = match.group()
        if lead and _ITEM.match(piece):
            found += [lead.rstrip("：:")] if re.search(r"\w", lead) else []
            lead = ""
        sentence = (lead + _ITEM.sub("", piece)).strip()
        lead = ""
        if sentence.endswith(("：", ":")):
            lead = sentence
        elif re.search(r"\w", _MARK.sub("", sentence)):
            found.append(sentence)
    return [*found, lead] if lead else found


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half.

    The Mann-Whitney U statistic over the number of pairs (Hanley & McNeil 1982).

    :return: ``None`` when either side is empty.
    """
    if not positive or not negative:
        return None
    below = _counts(negative)
    total = sum(_below(below, score) for score in positive)
    return total / (len(positive) * len(negative))


def _counts(scores: Sequence[float]) -> tuple[list[float], list[int]]:
    """Return the distinct scores in order and how many scores lie below each."""
    distinct = sorted(set(scores))
    sizes = [list(scores).count(score) for score in distinct]
    return distinct, [0, *accumulate(sizes)]


def _below(counts: tuple[list[float], list[int]], score: float) -> float:
    """Return how many scores lie below, plus half of those that equal it."""
    from bisect import bisect_left, bisect_right

    distinct, cumulative = counts
    low, high = bisect_left(distinct, score), bisect_right(distinct, score)
    return (cumulative[low] + cumulative[high]) / 2


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least ``share`` of the values do not exceed.

    :param share: 0 to 1; 0.5 is the (lower) median. The nearest-rank definition.
    """
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
