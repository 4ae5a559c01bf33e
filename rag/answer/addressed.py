"""Which sentences stand at the place that a question names, such as 第十六条第一款."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.address import Address
from corpus.normalize import to_simplified
from rag.answer.candidate_sentences import Sentence
from rag.answer.sentence_scoring import ScoredSentence
from rag.query.question import Question

__all__ = ["stands_at", "whole_place"]

# What a place is cited by; 一项 and 五项 count things.
_CITED = ("第", "附件", "(", "（", "、", ".")

# Who asks what a place says wants all of it. General language only.
_CONTENT = re.compile(
    r"[说讲写][了的]?(?:是|些)?(?:什么|啥)|(?:什么|哪些|啥)(?:内容|规定)|怎么?样?(?:规定|说|写|讲)|如何规定"
    r"|内容|原文|全文|规定了(?:什么|哪些)|\bsays?\b|\bcontents?\b|\bfull text\b",
    re.IGNORECASE,
)


def whole_place(question: Question, scored: Sequence[ScoredSentence]) -> list[Sentence]:
    """Return all sentences of the place a question asks the words of, in order; else nothing.

    :param scored: sentences, best first; the best one's Document is meant.
    """
    best = scored[0].sentence
    if not stands_at(question, best) or not _CONTENT.search(to_simplified(question.search)):
        return []
    document = best.evidence.hit.document.id
    there = {
        item.sentence.start: item.sentence
        for item in scored
        if item.sentence.evidence.hit.document.id == document and stands_at(question, item.sentence)
    }
    return [there[start] for start in sorted(there)]


def stands_at(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence stands at a place the question names, in a Document it means."""
    hit = sentence.evidence.hit
    named = [a for a in question.addresses if any(mark in str(a) for mark in _CITED)]
    if not named or not hit.scores.get("exact_address"):
        return False
    place = _parsed(hit.place_at(sentence.start).address)
    return place is not None and any(place.matches(address) for address in named)


@lru_cache(maxsize=256)
def _parsed(address: str) -> Address | None:
    return Address.parse(address)
